import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVENTS, EventHub } from '../../main/ipc/session/events.ts';
import { Uses } from '../../main/ipc/session/uses.ts';
import { firstRoster } from '../../main/people/index.ts';
import { createWorkspace } from '../../main/workspace/index.ts';
import type { Connection } from '../../shared/connections.ts';
import { defaultPolicy } from '../../shared/policy.ts';
import { ok } from '../../shared/result.ts';
import { castInputs } from '../support/cast.ts';
import { IN_PLACE, newLab } from '../support/lab.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { DAY_MS, MINUTE_MS, testClock } from '../support/test-clock.ts';
import { unwrap } from '../support/unwrap.ts';
import { windowAt } from '../support/window-at.ts';
import { planned, unlock } from '../support/window-steps.ts';

describe('the first run', () => {
  it('has no workspace, and makes one to practise with in one click', async () => {
    const place = temporaryFolder();
    const machine = { folder: join(place, 'workspace'), home: join(place, 'home'), clock: testClock() };
    const window = windowAt(machine);
    const before = await window.get('session.read', {});
    expect(before).toMatchObject({ workspace: null, proposedFolder: machine.folder });
    expect(await window.ask('plans.list', { which: 'open' })).toMatchObject({ error: { code: 'no-workspace' } });
    const after = await window.get('workspace.make-practice', {});
    expect(after.workspace).toMatchObject({ folder: machine.folder, mode: 'writing', sample: true });
    expect(after.proposedFolder).toBe(`${machine.folder}-2`);
  });
});

describe('a workspace that cannot be written', () => {
  it('is opened for reading, and says why; what would change it is refused', async () => {
    const lab = newLab();
    lab.open();
    const window = windowAt(lab);
    const { workspace } = await window.get('session.read', {});
    expect(workspace?.mode).toBe('reading');
    expect(workspace?.readOnlyBecause).toContain('has this workspace open for writing');
    await unlock(window, 'kim');
    const wish = { environment: 'practice' as const, key: 'x', ticket: 'T', reason: 'R', validForHours: 1 };
    expect(await window.ask('rotation.plan', wish)).toMatchObject({ error: { code: 'read-only' } });
    expect((await window.get('journal.list', { before: null, limit: 5, kind: null, search: null })).size).toBe(1);
  });

  it('because it is an older copy is opened for reading too', async () => {
    const lab = newLab();
    const older = lab.copy();
    const window = windowAt(lab);
    await unlock(window, 'kim');
    await planned(window);
    await window.close();
    const { workspace } = await windowAt({ ...older, home: lab.home, clock: lab.clock }).get('session.read', {});
    expect(workspace?.mode).toBe('reading');
    expect(workspace?.readOnlyBecause).toContain('older copy');
  });
});

describe('another workspace', () => {
  it('that is not there leaves the present one open', async () => {
    const lab = newLab();
    const window = windowAt(lab);
    expect(await window.ask('workspace.open', { folder: join(lab.folder, 'nowhere') })).toMatchObject({
      error: { code: 'workspace-missing' },
    });
    expect((await window.get('session.read', {})).workspace?.folder).toBe(lab.folder);
  });

  it('locks out who was at the screen and ends what approval windows were open for', async () => {
    const window = windowAt(newLab());
    await unlock(window, 'kim');
    const digest = await planned(window);
    await window.get('approval.ask', { digest, person: null });
    const session = await window.get('workspace.open', { folder: newLab().folder });
    expect(session.person).toBeNull();
    expect(window.host.closed).toContain(window.host.windows.at(-1));
  });

  it('is the same one again: it stays open for writing', async () => {
    const lab = newLab();
    const window = windowAt(lab);
    expect((await window.get('workspace.open', { folder: lab.folder })).workspace?.mode).toBe('writing');
  });
});

describe('without a sandbox', () => {
  it('a Practice workspace opens, and the screen is told', async () => {
    const window = windowAt(newLab(), { host: { sandboxed: false } });
    expect(await window.get('session.read', {})).toMatchObject({ sandboxed: false, workspace: { mode: 'writing' } });
  });

  it('a workspace with a real provider does not open, neither at the start nor later', async () => {
    const machine = workspaceOnCloud();
    const window = windowAt(machine, { host: { sandboxed: false } });
    expect((await window.get('session.read', {})).workspace).toBeNull();
    expect(await window.ask('workspace.open', { folder: machine.folder })).toMatchObject({
      error: { code: 'practice-only' },
    });
  });

  it('that same workspace opens in a sandbox, and a provider that cannot be reached is named', async () => {
    const window = windowAt(workspaceOnCloud());
    expect((await window.get('session.read', {})).workspace?.mode).toBe('writing');
    const { rows, problems } = await window.get('keys.list', { environment: null, listing: null, from: 0 });
    expect(rows).toEqual([]);
    expect(problems).toMatchObject([{ connection: 'production-cloud' }]);
  });
});

/** A workspace whose one connection leads to a cloud. */
function workspaceOnCloud() {
  const place = temporaryFolder();
  const machine = { folder: join(place, 'workspace'), home: join(place, 'home'), clock: testClock() };
  const { roster } = unwrap(firstRoster(castInputs(), false, () => ({ ok: false, error: 'no key is made' })));
  const identity = {
    provider: 'aws',
    account: '123456789012',
    partition: 'aws',
    region: 'eu-central-1',
    endpoint: null,
  };
  const connection = { id: 'production-cloud', environment: 'production', enforcement: 'advisory', identity } as const;
  unwrap(
    createWorkspace({
      ...machine,
      roster,
      policy: defaultPolicy(),
      connections: [connection as Connection],
      sample: false,
      consoleKeys: new Map(),
      populate: () => ok(undefined),
    }),
  );
  return machine;
}

describe('the person at the screen', () => {
  it('is locked out when nothing was called for as long as the settings say', async () => {
    const window = windowAt(newLab());
    await unlock(window, 'kim');
    await window.pass(14 * MINUTE_MS);
    expect((await window.get('session.read', {})).person?.id).toBe('kim');
    await window.pass(2 * MINUTE_MS);
    expect((await window.get('session.read', {})).person).toBeNull();
  });

  it('stays while they work', async () => {
    const window = windowAt(newLab());
    await unlock(window, 'kim');
    for (let n = 0; n < 4; n += 1) {
      await window.pass(10 * MINUTE_MS);
      await window.get('person.here', {});
    }
    expect((await window.get('session.read', {})).person?.id).toBe('kim');
  });

  it('is not kept there by what the page asks by itself', async () => {
    const window = windowAt(newLab());
    await unlock(window, 'kim');
    for (let n = 0; n < 4; n += 1) {
      await window.pass(5 * MINUTE_MS);
      await window.get('session.read', {});
    }
    expect((await window.get('session.read', {})).person).toBeNull();
  });
});

describe('settings', () => {
  it('are there again, and a broken file is kept aside', async () => {
    const lab = newLab();
    const window = windowAt(lab);
    const settings = await window.get('settings.read', {});
    await window.get('settings.save', { ...settings, lockAfterMinutes: 5 });
    await window.close();
    const again = windowAt(lab);
    expect((await again.get('settings.read', {})).lockAfterMinutes).toBe(5);
    await again.close();
    writeFileSync(join(lab.home, 'settings.json'), '{"appearance":"blinking"}');
    expect((await windowAt(lab).get('settings.read', {})).appearance).toBe('system');
    expect(readFileSync(join(lab.home, 'settings.json.broken'), 'utf8')).toContain('blinking');
  });

  it('that cannot be written hold all the same, and it is said', async () => {
    const lab = newLab();
    mkdirSync(join(lab.home, 'settings.json.new'));
    const window = windowAt(lab);
    const settings = await window.get('settings.read', {});
    expect(await window.ask('settings.save', { ...settings, density: 'compact' })).toMatchObject({
      error: { code: 'settings-not-saved' },
    });
    expect((await window.get('settings.read', {})).density).toBe('compact');
    expect(existsSync(join(lab.home, 'settings.json'))).toBe(false);
  });
});

describe('the clock', () => {
  it('that has jumped far ahead is shown, keeps plans from being made, and is right once a person vouches for it', async () => {
    const lab = newLab();
    const window = windowAt(lab);
    await unlock(window, 'kim');
    await planned(window);
    lab.clock.turn(2 * DAY_MS);
    expect((await window.get('session.read', {})).clock).toEqual({ state: 'ahead', seconds: 2 * 86_400 });
    const wish = { environment: 'practice' as const, key: IN_PLACE, ticket: 'T', reason: 'R', validForHours: 1 };
    expect(await window.ask('rotation.plan', wish)).toMatchObject({ error: { code: 'clock-ahead' } });
    expect((await window.get('clock.confirm', {})).clock.state).toBe('right');
    expect(await planned(window)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('events', () => {
  const never = (): (() => void) => () => undefined;

  it('are kept waiting for, at most 20 seconds', async () => {
    const window = windowAt(newLab());
    const { last } = await window.get('events.next', { after: null });
    const waiting = window.get('events.next', { after: last });
    await window.pass(EVENTS.waitMs);
    expect(await waiting).toEqual({ last, events: [] });
  });

  it('wake whoever waits', async () => {
    const window = windowAt(newLab());
    const { last } = await window.get('events.next', { after: null });
    const waiting = window.get('events.next', { after: last });
    await unlock(window, 'kim');
    expect((await waiting).events).toContainEqual({ type: 'session.changed' });
  });

  it('that were missed are told as lost', async () => {
    const hub = new EventHub(never);
    for (let n = 0; n <= EVENTS.kept + 1; n += 1) hub.tell({ type: 'session.changed' });
    expect(await hub.next('a', 0)).toEqual({ last: EVENTS.kept + 2, events: [{ type: 'events.lost' }] });
    expect(await new EventHub(never).next('a', 7)).toEqual({ last: 0, events: [{ type: 'events.lost' }] });
  });

  it('come in pieces when there are many, each once', async () => {
    const hub = new EventHub(never);
    for (let n = 0; n < EVENTS.atOnce + 5; n += 1) hub.tell({ type: 'session.changed' });
    const first = await hub.next('a', 0);
    const second = await hub.next('a', first.last);
    expect([first.events.length, second.events.length]).toEqual([EVENTS.atOnce, 5]);
  });

  it('end the waiting of a window that asks again, and of all when the console is closed', async () => {
    const hub = new EventHub(never);
    const first = hub.next('a', 0);
    const second = hub.next('a', 0);
    expect(await first).toEqual({ last: 0, events: [] });
    hub.close();
    expect(await second).toEqual({ last: 0, events: [] });
    expect(await hub.next('a', 0)).toEqual({ last: 0, events: [] });
  });
});

describe('a workspace is replaced', () => {
  it('only when nobody works on it any more, and whoever comes meanwhile works on the new one', async () => {
    const uses = new Uses();
    const told: string[] = [];
    const gate = Promise.withResolvers<undefined>();
    const first = uses.during(async () => {
      await gate.promise;
      told.push('worked');
    });
    const replaced = uses.alone(() => told.push('replaced'));
    const later = uses.during(() => told.push('worked again'));
    gate.resolve(undefined);
    await Promise.all([first, replaced, later]);
    expect(told).toEqual(['worked', 'replaced', 'worked again']);
  });
});
