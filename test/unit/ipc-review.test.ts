import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layoutOf } from '../../main/workspace/index.ts';
import { takeLock } from '../../main/workspace/lock.ts';
import type { InputOf } from '../../shared/contract/index.ts';
import { NAMESPACES } from '../../shared/plan.ts';
import { newLab } from '../support/lab.ts';
import { recordsOf } from '../support/told.ts';
import { windowAt, type Window } from '../support/window-at.ts';
import {
  askApproval,
  broughtBy,
  bytesOf,
  planned,
  readyPlan,
  signing,
  unlock,
  until,
} from '../support/window-steps.ts';

const NEWCOMER: InputOf<'people.add'> = {
  name: 'Newbie',
  roles: ['custodian'],
  key: { kind: 'console-held' },
  voucher: 'fay',
  ticket: 'T',
  reason: 'R',
};
const CHOSEN = { by: 'passphrase', passphrase: 'a long new passphrase 1' } as const;
const refusal = (code: string): object => ({ ok: false, error: { code } });

/** A host that closes a window only when it is told to. */
function slowToClose() {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return {
    host: { close: () => promise },
    letClose: () => {
      resolve(undefined);
    },
  };
}

async function verified(window: Window): Promise<void> {
  await window.get('journal.verify', {});
  let { last } = await window.get('events.next', { after: null });
  while ((await window.get('journal.verification', {})).latest?.state === 'running') {
    ({ last } = await window.get('events.next', { after: last }));
  }
}

describe('another workspace', () => {
  it('is not shown with what was found about the former one', async () => {
    const window = windowAt(newLab());
    await verified(window);
    await window.get('workspace.open', { folder: newLab().folder });
    expect(await window.get('journal.verification', {})).toEqual({ latest: null });
  });

  it('that cannot be opened closes no window of the present one', async () => {
    const lab = newLab();
    const window = windowAt(lab);
    await unlock(window, 'kim');
    const digest = await planned(window);
    await window.get('approval.ask', { digest, person: 'ada' });
    const closed = [...window.host.closed];
    expect(await window.ask('workspace.open', { folder: join(lab.folder, 'nowhere') })).toEqual(
      expect.objectContaining({ ok: false }),
    );
    expect(window.host.closed).toEqual(closed);
    expect(await window.get('approval.task', {})).toMatchObject({ kind: 'answer', digest });
  });

  it('is not answered for by a window that was opened for the former one', async () => {
    const { host, letClose } = slowToClose();
    const window = windowAt(newLab(), { host });
    await window.get('person.unlock', { person: 'ada' });
    const opening = window.get('workspace.open', { folder: newLab().folder });
    // The windows of the former one are still there when the next one has been opened.
    await new Promise((done) => setImmediate(done));
    expect(await window.ask('approval.task', {})).toMatchObject(refusal('task-over'));
    letClose();
    await opening;
  });

  it('keeps what would begin in the present one from beginning', async () => {
    const window = windowAt(newLab());
    const digest = await readyPlan(window);
    const opening = window.ask('workspace.open', { folder: newLab().folder });
    const [start, add] = await Promise.all([window.ask('run.start', { digest }), window.ask('people.add', NEWCOMER)]);
    expect([start.ok, add.ok]).toEqual([false, false]);
    expect(await opening).toMatchObject({ ok: true });
  });

  it('is not waited for by a run that is held', async () => {
    const window = windowAt(newLab());
    const digest = await readyPlan(window);
    const opened = window.ask('run.start', { digest });
    const next = newLab();
    const opening = window.ask('workspace.open', { folder: next.folder });
    expect((await Promise.all([opened, opening])).map(({ ok }) => ok)).toEqual([false, true]);
    expect((await window.get('session.read', {})).workspace?.folder).toBe(next.folder);
  });

  it('to practise with is made only where none is open', async () => {
    const lab = newLab();
    const before = readdirSync(dirname(lab.folder));
    expect(await windowAt(lab).ask('workspace.make-practice', {})).toMatchObject(refusal('workspace-exists'));
    expect(readdirSync(dirname(lab.folder))).toEqual(before);
  });
});

describe('an enrolment', () => {
  it('asked for by somebody else is another one', async () => {
    const window = windowAt(newLab());
    await unlock(window, 'kim');
    const first = await window.get('people.add', NEWCOMER);
    await unlock(window, 'fay');
    expect((await window.get('people.add', NEWCOMER)).task).not.toBe(first.task);
  });

  it('ends when who asked for it is locked out: no plan is made in their name', async () => {
    const window = windowAt(newLab());
    await unlock(window, 'kim');
    await window.get('people.add', NEWCOMER);
    await window.get('approval.task', {});
    await window.get('person.lock', {});
    await window.pass(1000);
    expect(await window.ask('approval.enrol', { proof: CHOSEN })).toMatchObject(refusal('task-over'));
    expect((await window.get('plans.list', { which: 'recent' })).plans).toEqual([]);
  });

  it('opens no window for a name that is taken, or for what looks like a secret', async () => {
    const window = windowAt(newLab());
    await unlock(window, 'kim');
    const windows = window.host.windows.length;
    expect(await window.ask('people.add', { ...NEWCOMER, name: 'ada' })).toMatchObject(refusal('not-possible'));
    const secret = 'AKIAIOSFODNN7EXAMPLE';
    for (const field of ['name', 'ticket', 'reason'])
      expect(await window.ask('people.add', { ...NEWCOMER, [field]: secret })).toMatchObject(
        refusal('looks-like-secret'),
      );
    expect(window.host.windows).toHaveLength(windows);
  });
});

describe('what is no regular file among the signatures', () => {
  it.each(['a FIFO', 'a link', 'a folder', 'a device'])('is left out, and said so: %s', async (what) => {
    const lab = newLab();
    const window = windowAt(lab);
    await unlock(window, 'kim');
    const digest = await planned(window);
    const file = join(lab.folder, 'signoffs', digest, 'ada.signoff.sig');
    mkdirSync(dirname(file), { recursive: true });
    if (what === 'a FIFO') execFileSync('mkfifo', [file]);
    else if (what === 'a folder') mkdirSync(file);
    else symlinkSync(what === 'a device' ? '/dev/zero' : '/etc/hosts', file);
    const view = await window.get('plan.read', { digest });
    expect(view.because).toContain('ada.signoff.sig is left out: not a regular file');
    expect(view.signatures).toEqual([]);
  });

  it('keeps a signature from being kept: no key is used for it', async () => {
    const lab = newLab();
    const window = windowAt(lab);
    await unlock(window, 'kim');
    const digest = await planned(window);
    mkdirSync(join(lab.folder, 'signoffs', digest, 'ada.signoff.sig'), { recursive: true });
    const input = await signing(window, digest, 'ada');
    await askApproval(window, digest, 'ada');
    expect(await window.ask('approval.sign', input)).toMatchObject(refusal('export-failed'));
    expect(window.defects).toEqual([]);
    await window.close();
    expect(recordsOf(lab.open().workspace.journal, 'approval.signed')).toEqual([]);
  });

  it('is passed over among the exports', async () => {
    const lab = newLab();
    const window = windowAt(lab);
    mkdirSync(join(lab.folder, 'exports'));
    execFileSync('mkfifo', [join(lab.folder, 'exports', 'allowed_signers')]);
    const { file } = await window.get('people.export-allowed-signers', {});
    expect(file).toBe(join(lab.folder, 'exports', 'allowed_signers-2'));
    expect(await window.get('people.export-allowed-signers', {})).toMatchObject({ file });
  });
});

describe('a run', () => {
  it('that is held goes on only in somebody’s name; anybody may stop it', async () => {
    const window = windowAt(newLab());
    const digest = await readyPlan(window);
    await window.get('run.start', { digest });
    await window.get('run.steer', { digest, wish: 'hold' });
    await until(window, digest, ({ run }) => run?.holding === 'held');
    await window.get('person.lock', {});
    expect(await window.ask('run.steer', { digest, wish: 'go-on' })).toMatchObject(refusal('nobody-unlocked'));
    expect((await window.get('run.steer', { digest, wish: 'stop' })).holding).toBe('stopping');
    const { run } = await until(window, digest, ({ summary }) => summary.state === 'failed');
    expect(run?.error?.message).toContain('Somebody at the screen stopped the run');
  });

  it('is said to be stopping before it was admitted, which is what it will do', async () => {
    const window = windowAt(newLab());
    const digest = await readyPlan(window);
    await window.get('run.start', { digest });
    expect(await window.get('run.steer', { digest, wish: 'stop' })).toMatchObject({
      holding: 'stopping',
      result: null,
    });
    await until(window, digest, ({ summary }) => summary.state === 'failed');
  });
});

describe('an approval window', () => {
  it('that is brought to the front again is inert for a second again', async () => {
    const window = windowAt(newLab());
    await unlock(window, 'kim');
    const digest = await planned(window);
    await askApproval(window, digest, 'ada');
    const proof = broughtBy('ada', await bytesOf(window, digest), NAMESPACES.signoff);
    const input = { digest, person: 'ada', purpose: 'signoff', proof } as const;
    await window.get('approval.ask', { digest, person: 'ada' });
    expect(await window.ask('approval.sign', input)).toMatchObject(refusal('too-soon'));
    expect((await window.get('approval.task', {})).inertForMs).toBe(1000);
    await window.pass(1000);
    await window.get('approval.sign', input);
  });
});

describe('a lock', () => {
  it('whose path SQLite cannot open is a failure that says so', () => {
    const layout = layoutOf(`/${'x/'.repeat(4000)}`);
    expect(takeLock(layout, 'start', new Date(0))).toMatchObject(refusal('workspace-unsuitable'));
  });
});

describe('a second console', () => {
  it('hears of what the first one does, and writes once it is told to try again and the first has closed', async () => {
    const lab = newLab();
    const first = windowAt(lab);
    const second = windowAt(lab);
    await unlock(first, 'kim');
    const { last } = await second.get('events.next', { after: null });
    const hearing = second.get('events.next', { after: last });
    const digest = await planned(first);
    await second.pass(2000);
    const grew = await hearing;
    expect(grew.events.map(({ type }) => type)).toEqual(['journal.grew']);
    const { events } = await second.get('events.next', { after: grew.last });
    expect(events).toContainEqual({ type: 'plan.changed', digest });
    await first.close();
    const { workspace } = await second.get('workspace.open', { folder: lab.folder });
    expect(workspace?.mode).toBe('writing');
    expect((await second.get('plans.list', { which: 'open' })).plans.map((plan) => plan.digest)).toContain(digest);
  });
});
