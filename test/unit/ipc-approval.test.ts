import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NAMESPACES } from '../../shared/plan.ts';
import { newLab } from '../support/lab.ts';
import { recordsOf } from '../support/told.ts';
import { windowAt, type Window } from '../support/window-at.ts';
import { approve, askApproval, broughtBy, bytesOf, planned, signing, unlock } from '../support/window-steps.ts';

async function withPlan() {
  const lab = newLab();
  const window = windowAt(lab);
  await unlock(window, 'kim');
  return { lab, window, digest: await planned(window) };
}

const codeOf = (answer: { ok: boolean; error?: { code: string } }): string => answer.error?.code ?? 'ok';

describe('an approval window', () => {
  it('shows every field of the plan, its words, its seats and who may sign', async () => {
    const { window, digest } = await withPlan();
    await window.get('approval.ask', { digest, person: 'ada' });
    const task = await window.get('approval.task', {});
    const plan = await window.get('plan.read', { digest });
    if (task.kind !== 'answer') throw new Error('another task');
    expect(task.lines).toEqual(plan.lines);
    expect(task).toMatchObject({ digest, words: plan.words, person: 'ada', inertForMs: 1000 });
    expect(task.irreversible).toHaveLength(1);
    expect(task.candidates.find(({ id }) => id === 'kim')?.may).toBe('requester-not-allowed');
    expect(task.candidates.find(({ id }) => id === 'dan')?.may).toBe('role-missing');
  });

  it('does nothing before it was looked at, nor in the second after', async () => {
    const { window, digest } = await withPlan();
    const input = await signing(window, digest, 'ada');
    await window.get('approval.ask', { digest, person: null });
    await window.pass(5000);
    expect(codeOf(await window.ask('approval.sign', input))).toBe('too-soon');
    await window.get('approval.task', {});
    await window.pass(999);
    expect(codeOf(await window.ask('approval.sign', input))).toBe('too-soon');
    await window.pass(1);
    expect(codeOf(await window.ask('approval.sign', input))).toBe('ok');
  });

  it('signs once: a double click is one signature', async () => {
    const { window, digest } = await withPlan();
    const input = await signing(window, digest, 'ada');
    await askApproval(window, digest);
    const [first, second] = await Promise.all([window.ask('approval.sign', input), window.ask('approval.sign', input)]);
    expect([codeOf(first), codeOf(second)].sort()).toEqual(['busy', 'ok']);
    expect(codeOf(await window.ask('approval.sign', input))).toBe('task-over');
  });

  it('signs only the plan that it shows', async () => {
    const { window, digest } = await withPlan();
    const other = await planned(window);
    const input = await signing(window, other, 'ada');
    await askApproval(window, digest);
    expect(codeOf(await window.ask('approval.sign', input))).toBe('statement-changed');
    expect(codeOf(await window.ask('approval.sign', { ...input, digest }))).toBe('bad-signature');
  });

  it('signs only for whom it was opened', async () => {
    const { window, digest } = await withPlan();
    await askApproval(window, digest, 'ben');
    expect(codeOf(await window.ask('approval.sign', await signing(window, digest, 'ada')))).toBe('bad-input');
  });

  it.each([
    ['of somebody without the role', 'dan', 'dan', NAMESPACES.signoff, 'role-missing'],
    ['of the requester', 'kim', 'kim', NAMESPACES.signoff, 'requester-not-allowed'],
    ["under another person's name", 'ben', 'ada', NAMESPACES.signoff, 'unknown-key'],
    ['by a key of nobody', 'ada', 'a stranger', NAMESPACES.signoff, 'unknown-key'],
    ['in a namespace of something else', 'ada', 'ada', 'file', 'wrong-namespace'],
    ['that accepts the genesis', 'ada', 'ada', NAMESPACES.accept, 'wrong-namespace'],
    ['that says no', 'ada', 'ada', NAMESPACES.dissent, 'wrong-namespace'],
  ])('refuses a signature %s', async (_what, person, signer, namespace, code) => {
    const { window, digest } = await withPlan();
    await askApproval(window, digest);
    const proof = broughtBy(signer, await bytesOf(window, digest), namespace);
    expect(codeOf(await window.ask('approval.sign', { digest, person, purpose: 'signoff', proof }))).toBe(code);
    expect((await window.get('plan.read', { digest })).summary.seated).toBe(0);
  });

  it('takes a person once', async () => {
    const { window, digest } = await withPlan();
    await approve(window, digest, 'ada');
    await askApproval(window, digest);
    expect(codeOf(await window.ask('approval.sign', await signing(window, digest, 'ada')))).toBe('same-person');
  });

  it('is there once for the same thing: asking again brings it to the front', async () => {
    const { window, digest } = await withPlan();
    const before = window.host.windows.length;
    const [first, second] = await Promise.all([
      window.get('approval.ask', { digest, person: null }),
      window.get('approval.ask', { digest, person: null }),
    ]);
    const third = await window.get('approval.ask', { digest, person: null });
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(window.host.windows.length).toBe(before + 1);
    expect(new Set(window.host.focused)).toEqual(new Set([window.host.windows.at(-1)]));
  });

  it('that is closed cancels what it was opened for', async () => {
    const { window, digest } = await withPlan();
    const { task } = await window.get('approval.ask', { digest, person: null });
    const { last } = await window.get('events.next', { after: null });
    await window.get('approval.close', {});
    const { events } = await window.get('events.next', { after: last });
    expect(events).toContainEqual({ type: 'task.ended', task, outcome: 'cancelled', digest });
    expect(codeOf(await window.ask('approval.task', {}))).toBe('task-over');
  });

  it('acts on its own task, not on that of another window', async () => {
    const { window, digest } = await withPlan();
    const input = await signing(window, digest, 'ada');
    await askApproval(window, digest, 'ada');
    const stranger = window.sender('approval', 'approval-99');
    expect(codeOf(await window.ask('approval.sign', input, stranger))).toBe('task-over');
    await window.get('person.unlock', { person: 'ben' });
    const unlocking = window.sender('approval');
    await window.get('approval.task', {}, unlocking);
    await window.pass(1000);
    expect(codeOf(await window.ask('approval.sign', input, unlocking))).toBe('task-over');
  });

  it('is closed by main two seconds after it was answered, if the page does not', async () => {
    const { window, digest } = await withPlan();
    await approve(window, digest, 'ada');
    const id = window.host.windows.at(-1) ?? '';
    expect(window.host.closed).not.toContain(id);
    await window.pass(2000);
    expect(window.host.closed).toContain(id);
  });

  it('is told done, with the plan, when somebody has signed', async () => {
    const { window, digest } = await withPlan();
    const input = await signing(window, digest, 'ada');
    const { task } = await window.get('approval.ask', { digest, person: 'ada' });
    await window.get('approval.task', {});
    await window.pass(1000);
    const { last } = await window.get('events.next', { after: null });
    await window.get('approval.sign', input);
    const { events } = await window.get('events.next', { after: last });
    expect(events).toContainEqual({ type: 'task.ended', task, outcome: 'done', digest });
    expect(events).toContainEqual({ type: 'plan.changed', digest });
  });
});

describe('saying no', () => {
  it('blocks the plan, on the record, when it comes from somebody who could have approved', async () => {
    const { lab, window, digest } = await withPlan();
    await askApproval(window, digest, 'ada');
    const proof = broughtBy('ada', await bytesOf(window, digest), NAMESPACES.dissent);
    await window.get('approval.dissent', { digest, person: 'ada', reason: null, proof });
    const view = await window.get('plan.read', { digest });
    expect(view.summary.state).toBe('dissented');
    expect(view.dissents).toMatchObject([{ person: { id: 'ada' }, reason: null, blocks: true }]);
    expect(codeOf(await window.ask('approval.ask', { digest, person: null }))).toBe('dissent');
    await window.close();
    expect(recordsOf(lab.open().workspace.journal, 'plan.dissented')).toHaveLength(1);
  });

  it('with a passphrase wants a reason', async () => {
    const { window, digest } = await withPlan();
    await askApproval(window, digest, 'ada');
    const proof = { by: 'passphrase' as const, passphrase: 'whatever it is' };
    expect(codeOf(await window.ask('approval.dissent', { digest, person: 'ada', reason: null, proof }))).toBe(
      'bad-input',
    );
  });
});

describe('signatures gathered in the window', () => {
  const folderOf = (folder: string, digest: string): string => join(folder, 'signoffs', digest);

  it('are files beside the journal, judged again each time: one that was changed counts no more, and it is said', async () => {
    const { lab, window, digest } = await withPlan();
    await approve(window, digest, 'ada');
    const file = join(folderOf(lab.folder, digest), 'ada.signoff.sig');
    expect(readdirSync(folderOf(lab.folder, digest))).toEqual(['ada.signoff.sig']);
    const text = readFileSync(file, 'utf8');
    const at = text.indexOf('\n-----END') - 20;
    writeFileSync(file, `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`);
    const view = await window.get('plan.read', { digest });
    expect(view.summary.seated).toBe(0);
    expect(view.because).toContain('ada.signoff.sig');
  });

  it('count under their own name only', async () => {
    const { lab, window, digest } = await withPlan();
    await approve(window, digest, 'ada');
    const folder = folderOf(lab.folder, digest);
    writeFileSync(join(folder, 'ben.signoff.sig'), readFileSync(join(folder, 'ada.signoff.sig')));
    expect((await window.get('plan.read', { digest })).summary).toMatchObject({ state: 'waiting', seated: 1 });
  });

  it('are there again after the console was closed', async () => {
    const { lab, window, digest } = await withPlan();
    await approve(window, digest, 'ada');
    await window.close();
    const later: Window = windowAt(lab);
    expect((await later.get('plan.read', { digest })).summary.seated).toBe(1);
  });
});
