import { describe, expect, it } from 'vitest';
import { nameIn } from '../../main/workspace/index.ts';
import { newLab } from '../support/lab.ts';
import { addition, carryOut, DELAY_MS, proposeRemoval } from '../support/roster-changes.ts';
import { MINUTE_MS } from '../support/test-clock.ts';
import { unwrap } from '../support/unwrap.ts';
import { windowAt } from '../support/window-at.ts';
import { approve, ASKED, planned, unlock } from '../support/window-steps.ts';

describe('why a plan stands where it does', () => {
  it('is, while it waits, what is missing and nothing else', async () => {
    const window = windowAt(newLab());
    await unlock(window, 'kim');
    const digest = await planned(window);
    const because = async (): Promise<string | null> => (await window.get('plan.read', { digest })).because;
    expect(await because()).toBe('Nobody has signed; still missing: custodian, custodian.');
    await approve(window, digest, 'ada');
    expect(await because()).toBe('Signed by ada; still missing: custodian.');
    await approve(window, digest, 'ben');
    expect(await because()).toBeNull();
  });

  it('names the end of its time as people write it', async () => {
    const lab = newLab();
    const window = windowAt(lab);
    await unlock(window, 'kim');
    const digest = await planned(window);
    const { notAfter } = (await window.get('plan.read', { digest })).summary;
    lab.clock.pass((ASKED.validForHours + 1) * 60 * MINUTE_MS);
    const { because, summary } = await window.get('plan.read', { digest });
    expect(summary.state).toBe('expired');
    expect(because).toBe(`It was valid until ${notAfter.slice(0, 10)} ${notAfter.slice(11, 16)} UTC.`);
  });
});

describe('a person who has left', () => {
  it('is called by their name in what they have done', async () => {
    const lab = newLab();
    const desk = lab.open();
    await carryOut(desk, addition(desk, { name: 'Lea Lane', keys: ['lea'] }));
    lab.clock.pass(DELAY_MS);
    const removal = unwrap(proposeRemoval(desk, 'lea-lane'));
    expect((await carryOut(desk, removal)).result).toBe('done');
    const { authority } = desk.workspace;
    expect(authority.roster.people.map(({ id }) => id)).not.toContain('lea-lane');
    expect(nameIn(authority, 'lea-lane')).toBe('Lea Lane');
    expect(nameIn(authority, 'nobody')).toBe('nobody');
  });
});
