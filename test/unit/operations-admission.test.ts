import { describe, expect, test } from 'vitest';
import { runPlan, type OperationContext, type RunReport } from '../../main/operations/index.ts';
import { journalRefusal, REFUSAL_LIMITS } from '../../main/operations/refusals.ts';
import { refusal, statementOf, type Packet, type Statement } from '../../main/signoff/index.ts';
import { canonicalBytes, type JsonObject } from '../../shared/canonical-json.ts';
import { NAMESPACES } from '../../shared/plan.ts';
import { makeSshSignature } from '../../main/signoff/index.ts';
import { packetOf, packetsOf, signerOf } from '../support/cast.ts';
import { IN_PLACE, keyOf, newLab, planRotation, REPLACED, type Desk } from '../support/lab.ts';
import { soundness } from '../support/soundness.ts';
import { MINUTE_MS } from '../support/test-clock.ts';
import { counts, lastTold, recordsOf } from '../support/told.ts';
import { trial, type Trial } from '../support/trial.ts';
import { unwrap } from '../support/unwrap.ts';

/** Runs a plan with other bytes or signatures than it was signed with. */
function run(
  { context, statement, packets }: Trial,
  changes: { bytes?: Uint8Array; packets?: readonly Packet[]; context?: OperationContext } = {},
): Promise<RunReport> {
  return runPlan(changes.context ?? context, changes.bytes ?? statement.bytes, changes.packets ?? packets);
}

/** Expects a refusal that was journaled and sent nothing to the provider. */
async function expectRefused(trying: Trial, report: RunReport, code: string, signature: string | null): Promise<void> {
  expect(report).toMatchObject({ result: 'refused', error: { code }, signature, steps: [] });
  const { workspace } = trying.desk;
  expect(lastTold(workspace.journal)).toMatchObject({ kind: 'run.refused', payload: { code, signature } });
  expect(trying.changes).toEqual([]);
  expect(trying.events()).toEqual([]);
  expect(await soundness(workspace)).toBe('sound');
}

const rotation = () => trial('rotation in place');
const both = (statement: Statement, ...others: readonly Packet[]) => [
  ...packetsOf(statement, ['ada', 'ben']),
  ...others,
];

describe('a plan is refused, and the refusal journaled, when', () => {
  test.each<[string, string, string | null, (statement: Statement) => readonly Packet[]]>([
    ['nobody has signed', 'quorum-not-met', null, () => []],
    ['one has signed', 'quorum-not-met', null, (s) => packetsOf(s, ['ada'])],
    [
      'one has signed with two keys',
      'same-person',
      'second.sig',
      (s) => [packetOf(s, 'ada'), { ...packetOf(s, 'ada second key'), label: 'second.sig' }],
    ],
    ['a stranger has signed too', 'unknown-key', 'mallory.sig', (s) => both(s, packetOf(s, 'mallory'))],
    ['somebody without the role has signed too', 'role-missing', 'dan.sig', (s) => both(s, packetOf(s, 'dan'))],
    ['the requester has signed too', 'requester-not-allowed', 'kim.sig', (s) => both(s, packetOf(s, 'kim'))],
    [
      'one has signed for another purpose',
      'wrong-namespace',
      'ada.sig',
      (s) => [packetOf(s, 'ada', 'accept'), packetOf(s, 'ben')],
    ],
    [
      'a file is no signature',
      'bad-signature',
      'notes.txt',
      (s) => both(s, { label: 'notes.txt', armored: 'hello', dissent: null }),
    ],
    [
      'one signature is over something else',
      'bad-signature',
      'cleo.sig',
      (s) => both(s, packetOf({ bytes: Buffer.from('something else') }, 'cleo')),
    ],
    ['somebody who could approve says no', 'dissent', 'cleo.sig', (s) => both(s, packetOf(s, 'cleo', 'dissent'))],
  ])('%s', async (_, code, signature, packets) => {
    const trying = await rotation();
    await expectRefused(trying, await run(trying, { packets: packets(trying.statement) }), code, signature);
    // What was wrong with the packet does not spoil the plan, unless it was a no.
    const report = await run(trying);
    expect(report.error?.code ?? report.result).toBe(code === 'dissent' ? 'dissent' : 'done');
  });

  test('a signature was made for another plan of this journal: it says so', async () => {
    const trying = await rotation();
    const other = await planRotation(trying.desk, REPLACED);
    const packets = [packetOf(trying.statement, 'ada'), packetOf(other, 'ben')];
    await expectRefused(trying, await run(trying, { packets }), 'statement-changed', 'ben.sig');
  });

  test('it was changed after it had been signed', async () => {
    const trying = await rotation();
    const changed = { ...trying.statement.plan, ticket: 'CHG-0815' } as unknown as JsonObject;
    const report = await run(trying, { bytes: canonicalBytes(changed) });
    await expectRefused(trying, report, 'statement-changed', 'ada.sig');
  });

  test('it was changed and signed again by the right persons: this console has not made it', async () => {
    const trying = await rotation();
    const { bytes } = statementOf({ ...trying.statement.plan, ticket: 'CHG-0815' });
    const report = await run(trying, { bytes, packets: packetsOf({ bytes }, ['ada', 'ben']) });
    await expectRefused(trying, report, 'plan-not-ours', null);
  });

  test('it was made in another workspace', async () => {
    const trying = await rotation();
    const { bytes } = statementOf({ ...trying.statement.plan, workspace: '00'.repeat(32) });
    await expectRefused(trying, await run(trying, { bytes, packets: [] }), 'plan-not-ours', null);
  });

  test('it is no plan at all', async () => {
    const trying = await rotation();
    await expectRefused(trying, await run(trying, { bytes: Buffer.from('{}'), packets: [] }), 'bad-plan', null);
  });

  test('it was made on a journal that is longer than this one', async () => {
    const trying = await rotation();
    const { plan: made } = trying.statement;
    const { bytes } = statementOf({ ...made, journal: { ...made.journal, size: 10_000 } });
    await expectRefused(trying, await run(trying, { bytes, packets: [] }), 'journal-rolled-back', null);
  });

  test('it has been run before', async () => {
    const trying = await rotation();
    expect(await run(trying)).toMatchObject({ result: 'done' });
    expect(await run(trying)).toMatchObject({ result: 'refused', error: { code: 'already-run' } });
    expect(trying.events().map(({ call }) => call)).toEqual(['RotateKeyOnDemand']);
    expect(counts(trying.desk.workspace.journal)).toMatchObject({ 'run.approved': 1, 'run.refused': 1 });
  });

  test('it has been run before and failed', async () => {
    const trying = await rotation();
    unwrap(trying.vault.setFaults([{ call: 'rotateKey', kind: 'deny', times: 1 }]));
    expect(await run(trying)).toMatchObject({ result: 'failed' });
    expect(await run(trying)).toMatchObject({ result: 'refused', error: { code: 'already-run' } });
    expect(trying.events()).toEqual([]);
  });

  test('the policy has changed since, or the roster', async () => {
    const trying = await rotation();
    for (const field of ['policyDigest', 'rosterDigest'] as const) {
      const { workspace } = trying.context;
      const authority = { ...workspace.authority, [field]: '00'.repeat(32) };
      const context = { ...trying.context, workspace: { ...workspace, authority } };
      await expectRefused(trying, await run(trying, { context }), 'policy-changed', null);
    }
    expect(await run(trying)).toMatchObject({ result: 'done' });
  });

  test('the key was rotated since by somebody else', async () => {
    const trying = await rotation();
    const key = await keyOf(trying.desk, IN_PLACE);
    unwrap(await trying.vault.rotateKey(key.id, { intentId: 'elsewhere', principal: 'somebody' }));
    const report = await run(trying);
    expect(report).toMatchObject({ result: 'refused', error: { code: 'plan-not-ours' } });
    expect(report.error?.message).toContain('target.version');
    expect(trying.changes).toEqual([]);
  });

  test('the key was disabled since', async () => {
    const trying = await rotation();
    const key = await keyOf(trying.desk, IN_PLACE);
    unwrap(await trying.vault.disableKey(key.id, { intentId: 'elsewhere', principal: 'somebody' }));
    expect(await run(trying)).toMatchObject({ result: 'refused', error: { code: 'plan-not-ours' } });
    expect(trying.changes).toEqual([]);
  });

  test('something began to depend on the key since', async () => {
    const trying = await rotation();
    const key = await keyOf(trying.desk, IN_PLACE);
    unwrap(trying.vault.setDependants(key.id, [{ kind: 'database', name: 'newcomer', pins: 'key-id' }]));
    await expectRefused(trying, await run(trying), 'plan-not-ours', null);
  });

  test('not when the key went on being used: when it was last used is no condition', async () => {
    const trying = await rotation();
    const key = await keyOf(trying.desk, IN_PLACE);
    trying.lab.clock.pass(MINUTE_MS);
    unwrap(await trying.vault.encrypt(key.id, Buffer.from('data'), {}));
    expect(await run(trying)).toMatchObject({ result: 'done' });
  });
});

describe('a dissent', () => {
  function no(statement: Statement, who: string, reason: string): Packet {
    const dissent = canonicalBytes({ type: 'claviger.dissent.v1', plan: statement.digest, reason });
    const armored = makeSshSignature({ namespace: NAMESPACES.dissent, message: dissent, signer: signerOf(who) });
    return { label: `${who}.dissent.sig`, armored, dissent };
  }

  test('is on the record at once and stops the plan for good, though the quorum is met without it', async () => {
    const trying = await rotation();
    const { statement } = trying;
    const packets = both(statement, no(statement, 'cleo', 'Not in the freeze'));
    await expectRefused(trying, await run(trying, { packets }), 'dissent', 'cleo.dissent.sig');
    const { journal } = trying.desk.workspace;
    expect(recordsOf(journal, 'plan.dissented')).toMatchObject([
      { person: 'cleo', reason: 'Not in the freeze', blocks: true },
    ]);
    await expectRefused(trying, await run(trying), 'dissent', null);
  });

  test('comes before any fault of the other signatures', async () => {
    const trying = await rotation();
    const { statement } = trying;
    const packets = [packetOf(statement, 'mallory'), no(statement, 'cleo', 'No')];
    await expectRefused(trying, await run(trying, { packets }), 'dissent', 'cleo.dissent.sig');
  });

  test.each(['dan', 'kim'])('from %s, who could not approve, is recorded and does not block', async (who) => {
    const trying = await rotation();
    const { statement } = trying;
    expect(await run(trying, { packets: both(statement, no(statement, who, 'I would rather not')) })).toMatchObject({
      result: 'done',
    });
    expect(recordsOf(trying.desk.workspace.journal, 'plan.dissented')).toMatchObject([{ person: who, blocks: false }]);
  });
});

describe('refusals are journaled within limits', () => {
  const again = (desk: Desk, subject: string, times: number): void => {
    for (let n = 0; n < times; n += 1) journalRefusal(desk.workspace, subject, refusal('expired', 'Too late.'));
  };
  const subject = (n: number): string => n.toString(16).padStart(64, '0');

  test('of one plan so many in a minute; then that there were more, once', () => {
    const lab = newLab();
    const desk = lab.open();
    again(desk, subject(1), REFUSAL_LIMITS.onePlan + 30);
    expect(counts(desk.workspace.journal)).toMatchObject({
      'run.refused': REFUSAL_LIMITS.onePlan,
      'refusals.suppressed': 1,
    });
    // Another plan is not held up by it.
    again(desk, subject(2), 1);
    expect(counts(desk.workspace.journal)).toMatchObject({ 'run.refused': REFUSAL_LIMITS.onePlan + 1 });
    lab.clock.pass(MINUTE_MS + 1);
    again(desk, subject(1), 1);
    expect(counts(desk.workspace.journal)).toMatchObject({ 'run.refused': REFUSAL_LIMITS.onePlan + 2 });
  });

  test('in all so many in a minute, however many plans are made up', () => {
    const lab = newLab();
    const desk = lab.open();
    const before = desk.workspace.journal.size();
    for (let n = 0; n < REFUSAL_LIMITS.all + 30; n += 1) again(desk, subject(n), 1);
    expect(desk.workspace.journal.size()).toBeLessThanOrEqual(before + REFUSAL_LIMITS.all + 1);
    expect(counts(desk.workspace.journal)).toMatchObject({ 'refusals.suppressed': 1 });
  });

  test('and refused all the same beyond them', async () => {
    const trying = await rotation();
    again(trying.desk, trying.statement.digest, REFUSAL_LIMITS.onePlan + 1);
    const size = trying.desk.workspace.journal.size();
    expect(await run(trying, { packets: [] })).toMatchObject({ result: 'refused', error: { code: 'quorum-not-met' } });
    expect(trying.desk.workspace.journal.size()).toBe(size);
    expect(await run(trying)).toMatchObject({ result: 'done' });
  });
});
