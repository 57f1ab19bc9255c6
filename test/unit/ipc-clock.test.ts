import { describe, expect, it } from 'vitest';
import { NAMESPACES } from '../../shared/plan.ts';
import { consoleAt } from '../support/console-at.ts';
import { newLab } from '../support/lab.ts';
import { ROSTER_QUORUM, rosterOf } from '../support/roster-changes.ts';
import { soundness } from '../support/soundness.ts';
import { signerOf } from '../support/cast.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../support/test-clock.ts';
import { recordsOf } from '../support/told.ts';
import { unwrap } from '../support/unwrap.ts';
import { windowAt, type Window } from '../support/window-at.ts';
import { approve, broughtBy, planned, runToEnd, unlock } from '../support/window-steps.ts';

const HOUR_MS = 60 * MINUTE_MS;

/** Lea's addition is approved and waits for its day. */
async function leaWaits(window: Window): Promise<string> {
  await unlock(window, 'kim');
  const { publicKey } = signerOf('lea').publicKey;
  await window.get('people.add', {
    name: 'lea',
    roles: ['custodian'],
    key: { kind: 'own', publicKey },
    voucher: 'ada',
    ticket: 'T',
    reason: 'R',
  });
  const task = await window.get('approval.task', {});
  if (task.kind !== 'enrol') throw new Error('another task');
  await window.pass(1000);
  const proof = broughtBy('lea', Buffer.from(task.statement ?? ''), NAMESPACES.enrol);
  const { digest } = await window.get('approval.enrol', { proof });
  for (const person of ROSTER_QUORUM) await approve(window, digest, person);
  await runToEnd(window, digest);
  return digest;
}

const isIn = async (window: Window): Promise<boolean> =>
  (await window.get('people.read', {})).people.some(({ name }) => name === 'lea');

const clockOf = async (window: Window) => (await window.get('session.read', {})).clock.state;

describe('a clock that was turned ahead', () => {
  it('is vouched for by a person, never by nobody, and the journal says by whom', async () => {
    const lab = newLab();
    const window = windowAt(lab);
    lab.clock.turn(HOUR_MS);
    expect(await window.ask('clock.confirm', {})).toMatchObject({ error: { code: 'nobody-unlocked' } });
    expect(await clockOf(window)).toBe('ahead');
    await unlock(window, 'kim');
    expect((await window.get('clock.confirm', {})).clock.state).toBe('right');
    const reading = unwrap(consoleAt(lab.home, lab.clock).read(lab.folder));
    expect(recordsOf(reading.workspace.journal, 'clock.confirmed')).toEqual([
      { type: 'clock.confirmed', aheadSeconds: HOUR_MS / SECOND_MS, by: 'kim' },
    ]);
    reading.close();
  });

  it('is vouched for once: the next jump is another one, and nothing is dated by it until it is confirmed too', async () => {
    const lab = newLab();
    const window = windowAt(lab);
    await unlock(window, 'kim');
    await planned(window);
    lab.clock.turn(HOUR_MS);
    await window.get('clock.confirm', {});
    await window.pass(2 * HOUR_MS);
    expect(await clockOf(window)).toBe('right');
    await unlock(window, 'kim');
    await planned(window);
    lab.clock.turn(DAY_MS);
    expect(await clockOf(window)).toBe('ahead');
    const before = (await window.get('session.read', {})).workspace?.head;
    // A call that does not come from the page is refused, and the refusal is journaled.
    await window.ask('session.read', {}, { ...window.sender('console'), isMainFrame: false });
    const after = (await window.get('session.read', {})).workspace?.head;
    expect(after?.size).toBeGreaterThan(before?.size ?? 0);
    expect(after?.time).toBe(before?.time);
    expect(await clockOf(window)).toBe('ahead');
    await window.get('clock.confirm', {});
    expect(await clockOf(window)).toBe('right');
  });

  it('does not bring an addition to the roster into force after another jump was confirmed', async () => {
    const lab = newLab();
    const window = windowAt(lab);
    await unlock(window, 'kim');
    await planned(window);
    lab.clock.turn(HOUR_MS);
    await window.get('clock.confirm', {});
    await leaWaits(window);
    lab.clock.turn(DAY_MS + SECOND_MS);
    expect(await clockOf(window)).toBe('ahead');
    expect(await isIn(window)).toBe(false);
  });

  it('does not bring it into force when that very jump is confirmed: the day is waited for all the same', async () => {
    const lab = newLab();
    const window = windowAt(lab);
    await leaWaits(window);
    await window.pass(HOUR_MS);
    await unlock(window, 'kim');
    lab.clock.turn(10 * DAY_MS);
    expect((await window.get('clock.confirm', {})).clock.state).toBe('right');
    expect(await isIn(window)).toBe(false);
    expect((await window.get('people.read', {})).pending).toHaveLength(1);
    await window.pass(DAY_MS - HOUR_MS - MINUTE_MS);
    expect(await isIn(window)).toBe(false);
    await window.pass(MINUTE_MS);
    expect(await isIn(window)).toBe(true);
    await window.close();
    // Whoever opens the journal afterwards comes to the same answer, and it verifies.
    const desk = lab.open();
    expect(rosterOf(desk)).toHaveLength(12);
    expect(await soundness(desk.workspace)).toBe('sound');
  });
});
