import { describe, expect, it } from 'vitest';
import { recordDissent, verifyAuthorisation } from '../../main/operations/index.ts';
import { judge } from '../../main/signoff/index.ts';
import { entry } from '../../main/workspace/index.ts';
import { consoleAt } from '../support/console-at.ts';
import { packetOf } from '../support/cast.ts';
import { newLab, planRotation, type Lab } from '../support/lab.ts';
import { addition, carryOut, DELAY_MS } from '../support/roster-changes.ts';
import { present, unwrap } from '../support/unwrap.ts';
import { windowAt, type Window } from '../support/window-at.ts';
import { planned, unlock } from '../support/window-steps.ts';

/** What the journal says of windows that were opened. */
function openings(lab: Lab) {
  const desk = unwrap(consoleAt(lab.home, lab.clock).read(lab.folder));
  const entries = [...desk.workspace.journal.entries({ kind: 'console.opened' })].map(({ payload }) => payload);
  const authorised = verifyAuthorisation(desk.workspace.journal);
  desk.close();
  return { entries, authorised };
}

describe('a window that opens a workspace for writing', () => {
  it('is in the journal, once, with the program that shows it; nobody has to authorise that', async () => {
    const lab = newLab();
    const window = windowAt(lab);
    await window.get('workspace.open', { folder: lab.folder });
    await window.close();
    expect(openings(lab)).toMatchObject({
      entries: [
        {
          type: 'console.opened',
          host: 'kiosk',
          browser: '/usr/bin/made-up-browser',
          version: '0.0.0-test',
          sandboxed: true,
        },
      ],
      authorised: { ok: true },
    });
  });

  it('is noted again when another one is opened, also without a browser of its own and without a sandbox', async () => {
    const lab = newLab();
    await windowAt(lab).close();
    await windowAt(lab, { host: { kind: 'electron', browser: null, sandboxed: false } }).close();
    expect(openings(lab).entries).toMatchObject([
      { host: 'kiosk' },
      { host: 'electron', browser: null, sandboxed: false },
    ]);
  });

  it('is noted whatever its path is made of', async () => {
    const lab = newLab();
    await windowAt(lab, { host: { browser: `/opt/\u202E\n${'x'.repeat(5000)}` } }).close();
    expect(openings(lab)).toMatchObject({ entries: [{ host: 'kiosk' }], authorised: { ok: true } });
  });

  it('is not noted when it can only read', async () => {
    const lab = newLab();
    const desk = lab.open();
    await windowAt(lab).close();
    desk.close();
    expect(openings(lab).entries).toEqual([]);
  });
});

describe('a workspace that another console writes', () => {
  const eventsAfter = async (window: Window, after: number) => (await window.get('events.next', { after })).events;

  it('is noticed when the session is read: the journal grew, and which plans are to be read again', async () => {
    const lab = newLab();
    const desk = lab.open();
    const window = windowAt(lab);
    const { last } = await window.get('events.next', { after: null });
    const { digest } = await planRotation(desk);
    const { workspace } = await window.get('session.read', {});
    expect(workspace).toMatchObject({ mode: 'reading', head: { size: 2 } });
    const events = await eventsAfter(window, last);
    expect(events).toContainEqual({ type: 'journal.grew', size: 2 });
    expect(events).toContainEqual({ type: 'plan.changed', digest });
    expect((await window.get('plans.list', { which: 'open' })).plans).toMatchObject([{ digest }]);
  });

  it('is noticed by who asks for events, and told once', async () => {
    const lab = newLab();
    const desk = lab.open();
    const window = windowAt(lab);
    const { last } = await window.get('events.next', { after: null });
    await planRotation(desk);
    const heard = await window.get('events.next', { after: last });
    expect(heard.events).toContainEqual({ type: 'journal.grew', size: 2 });
    await window.get('session.read', {});
    await unlock(window, 'kim');
    const later = await window.get('events.next', { after: heard.last });
    expect(later.events.filter(({ type }) => type === 'journal.grew')).toEqual([]);
  });

  it('has its changes of the roster here too, waiting and in force', async () => {
    const lab = newLab();
    const desk = lab.open();
    const window = windowAt(lab);
    await window.get('session.read', {});
    const statement = addition(desk, { name: 'Lea Lane', keys: ['lea'] });
    await carryOut(desk, statement);
    await window.get('session.read', {});
    expect((await window.get('people.read', {})).pending).toMatchObject([{ digest: statement.digest }]);
    lab.clock.pass(DELAY_MS);
    expect((await window.get('people.read', {})).people.map(({ name }) => name)).toContain('Lea Lane');
  });

  it('has its dissents here too: a change that was stopped is not waited for any more', async () => {
    const lab = newLab();
    const desk = lab.open();
    const window = windowAt(lab);
    const statement = addition(desk);
    await carryOut(desk, statement);
    await window.get('session.read', {});
    const judged = unwrap(judge(packetOf(statement, 'hal', 'dissent'), statement, desk.workspace.authority.roster));
    present(unwrap(recordDissent(desk.workspace, statement, judged)));
    await window.get('session.read', {});
    expect((await window.get('people.read', {})).pending).toEqual([]);
    expect(await window.get('plan.read', { digest: statement.digest })).toMatchObject({
      summary: { state: 'dissented' },
      because: 'hal has said no: no reason given.',
    });
  });

  it('whose journal claims what is not so is not believed', async () => {
    const lab = newLab();
    const desk = lab.open();
    const window = windowAt(lab);
    const { last } = await window.get('events.next', { after: null });
    unwrap(desk.workspace.append([entry('genesis.accepted', null, { person: 'ada', signature: 'AAAA' })]));
    expect((await window.get('session.read', {})).workspace).toBeNull();
    const ada = (await window.get('people.read', {})).people.find(({ id }) => id === 'ada');
    expect(ada?.accepted).toBe(false);
    // Whoever waits for events is not thrown out.
    await unlock(window, 'kim');
    expect(await eventsAfter(window, last)).toContainEqual({ type: 'session.changed' });
  });

  it('is one’s own when one writes it oneself: what is appended is told once', async () => {
    const window = windowAt(newLab());
    await unlock(window, 'kim');
    const { last } = await window.get('events.next', { after: null });
    await planned(window);
    await window.get('session.read', {});
    const grown = (await eventsAfter(window, last)).filter(({ type }) => type === 'journal.grew');
    expect(grown).toHaveLength(1);
  });
});
