import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT, type CallName } from '../../shared/contract/index.ts';
import { NAMESPACES } from '../../shared/plan.ts';
import { newLab, type Lab } from '../support/lab.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { testClock } from '../support/test-clock.ts';
import { windowAt, type Crossed, type Window } from '../support/window-at.ts';
import {
  ASKED,
  askApproval,
  broughtBy,
  bytesOf,
  planned,
  readyPlan,
  runToEnd,
  unlock,
  until,
} from '../support/window-steps.ts';

/** Everything that crossed in the tests of this file. */
const crossed: Crossed[] = [];
function open(lab: Pick<Lab, 'folder' | 'home' | 'clock'>, changes?: Parameters<typeof windowAt>[1]): Window {
  const window = windowAt(lab, changes);
  return {
    ...window,
    close: async () => {
      crossed.push(...window.crossed);
      await window.close();
    },
  };
}

let lab: Lab;
beforeAll(() => {
  lab = newLab();
});

describe('every call of the contract', () => {
  it('of the session is answered', async () => {
    const window = open(newLab());
    const session = await window.get('session.read', {});
    expect(session).toMatchObject({ host: 'kiosk', sandboxed: true, person: null, clock: { state: 'right' } });
    expect(session.workspace).toMatchObject({ mode: 'writing', readOnlyBecause: null, sample: false, openRuns: [] });
    expect(session.workspace?.notAccepted).toHaveLength(11);
    const settings = await window.get('settings.read', {});
    await window.get('settings.save', { ...settings, appearance: 'dark' });
    expect(await window.get('settings.read', {})).toMatchObject({ appearance: 'dark' });
    await unlock(window, 'kim');
    expect((await window.get('session.read', {})).person?.id).toBe('kim');
    expect((await window.get('clock.confirm', {})).clock.state).toBe('right');
    expect((await window.get('person.here', {})).lockAt).toMatch(/Z$/);
    expect((await window.get('person.lock', {})).person).toBeNull();
    await window.get('workspace.open', { folder: newLab().folder });
    await window.close();
    const place = temporaryFolder();
    const fresh = open({ folder: join(place, 'workspace'), home: join(place, 'home'), clock: testClock() });
    const made = await fresh.get('workspace.make-practice', {});
    expect(made.workspace).toMatchObject({ sample: true, mode: 'writing', notAccepted: [] });
    await fresh.close();
  });

  it('about keys and health is answered', async () => {
    const window = open(lab);
    const all = await window.get('keys.list', { environment: null, listing: null, from: 0 });
    expect(all.rows.length).toBe(all.total);
    const page = await window.get('keys.list', { environment: null, listing: all.listing, from: 1 });
    expect(page).toMatchObject({ listing: all.listing, total: all.total, rows: all.rows.slice(1) });
    const row = all.rows.find(({ environment }) => environment === 'practice')!;
    const shown = await window.get('keys.show', { environment: 'practice', key: row.id });
    expect(shown).toMatchObject(row);
    expect((await window.get('health.read', {})).checks.length).toBeGreaterThan(4);
    await window.close();
  });

  it('about plans and runs is answered', async () => {
    const window = open(newLab());
    const digest = await readyPlan(window);
    const created = await window.get('creation.plan', {
      ...ASKED,
      environment: 'practice',
      alias: 'practice/fresh',
      spec: 'SYMMETRIC_DEFAULT',
      description: 'A fresh key',
      owner: 'Tests',
      automaticDays: null,
    });
    expect((await window.get('plan.read', created)).plan).toMatchObject({ operation: 'create' });
    await window.get('run.start', { digest });
    await window.get('run.steer', { digest, wish: 'hold' });
    await until(window, digest, ({ run }) => run?.holding === 'held');
    await window.get('run.steer', { digest, wish: 'go-on' });
    await until(window, digest, ({ summary }) => summary.state === 'done');
    await window.get('run.resume', {});
    await window.get('plans.list', { which: 'recent' });
    const { html } = await window.get('transcript.export', { digest });
    expect(statSync(html.file).mode & 0o777).toBe(0o600);
    await askApproval(window, created.digest, 'dan');
    const no = broughtBy('dan', await bytesOf(window, created.digest), NAMESPACES.dissent);
    await window.get('approval.dissent', { digest: created.digest, person: 'dan', reason: null, proof: no });
    await window.get('approval.close', {});
    await window.close();
  });

  it('about people is answered, up to a person who joins and one who leaves', async () => {
    const window = open(newLab());
    await unlock(window, 'kim');
    expect((await window.get('people.read', {})).people).toHaveLength(11);
    await window.get('genesis.accept', { person: 'ada' });
    const accept = await window.get('approval.task', {});
    await window.pass(1000);
    const statement = accept.kind === 'accept' ? (accept.statement ?? '') : '';
    await window.get('approval.accept', { proof: broughtBy('ada', Buffer.from(statement), NAMESPACES.accept) });
    expect((await window.get('people.read', {})).people.find(({ id }) => id === 'ada')?.accepted).toBe(true);
    const { signerOf } = await import('../support/cast.ts');
    const { publicKey } = signerOf('nova').publicKey;
    const key = { kind: 'own' as const, publicKey };
    await window.get('people.add', {
      name: 'nova',
      roles: ['custodian'],
      key,
      voucher: 'ada',
      ticket: 'T',
      reason: 'R',
    });
    const enrol = await window.get('approval.task', {});
    await window.pass(1000);
    if (enrol.kind !== 'enrol') throw new Error('another task');
    const proof = broughtBy('nova', Buffer.from(enrol.statement ?? ''), NAMESPACES.enrol);
    const { digest } = await window.get('approval.enrol', { proof });
    for (const person of ['fay', 'gus', 'ben']) {
      await askApproval(window, digest, person);
      const signature = broughtBy(person, await bytesOf(window, digest), NAMESPACES.signoff);
      await window.get('approval.sign', { digest, person, purpose: 'signoff', proof: signature });
    }
    const view = await runToEnd(window, digest);
    expect(view.because).toContain('unless somebody says no');
    expect((await window.get('people.read', {})).pending).toMatchObject([{ digest, what: 'Add nova' }]);
    await window.get('people.remove', { person: 'kim', ticket: 'T', reason: 'R' });
    const signers = await window.get('people.export-allowed-signers', {});
    expect(existsSync(signers.file)).toBe(true);
    expect(window.defects).toEqual([]);
    await window.close();
  });

  it('about the journal is answered', async () => {
    const window = open(newLab());
    await unlock(window, 'kim');
    await planned(window);
    const list = await window.get('journal.list', { before: null, limit: 10, kind: null, search: null });
    expect(list.entries.map(({ kind }) => kind)).toEqual(['plan.proposed', 'console.opened', 'genesis']);
    const found = await window.get('journal.list', { before: null, limit: 10, kind: null, search: 'CHG-1' });
    expect(found.entries.map(({ seq }) => seq)).toEqual([2]);
    const entry = await window.get('journal.entry', { seq: 2 });
    expect(entry.proof).toMatchObject({ holds: true, size: 3 });
    const head = await window.get('journal.head', {});
    expect(entry.proof.root).toBe(head.root);
    const job = await window.get('journal.verify', {});
    expect(job).toMatchObject({ state: 'running', total: 3 });
    let { last } = await window.get('events.next', { after: null });
    for (;;) {
      const { latest } = await window.get('journal.verification', {});
      if (latest?.state !== 'running') break;
      ({ last } = await window.get('events.next', { after: last }));
    }
    const { latest } = await window.get('journal.verification', {});
    expect(latest).toMatchObject({ state: 'done', done: 3, result: { ok: true, integrity: true, size: 3 } });
    await window.get('journal.cancel-verification', {});
    const files = [
      await window.get('journal.export', {}),
      await window.get('journal.export-proof', { seq: 2 }),
      await window.get('journal.export-checkpoint', {}),
    ];
    for (const { file } of files) {
      expect(dirname(file)).toBe(dirname(files[0]!.file));
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    await window.close();
  });

  it('was met by the tests above, and succeeded', () => {
    const asked = crossed
      .filter(({ direction }) => direction === 'in')
      .map(({ text }) => (JSON.parse(text) as { call: CallName }).call);
    expect([...new Set(asked)].sort()).toEqual(Object.keys(CONTRACT).sort());
    expect(crossed.filter(({ direction, text }) => direction === 'out' && !text.startsWith('{"ok":true'))).toEqual([]);
  });
});
