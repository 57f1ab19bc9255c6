import { describe, expect, test } from 'vitest';
import { mayAnswer, resumeAll, runPlan } from '../../main/operations/index.ts';
import { outstandingAcceptances } from '../../main/workspace/index.ts';
import { packetOf, packetsOf } from '../support/cast.ts';
import { consoleAt } from '../support/console-at.ts';
import { newLab, personOf, planRotation, type Desk } from '../support/lab.ts';
import {
  addition,
  approvedAddition,
  carryOut,
  codeOf,
  DELAY_MS,
  refusedAs,
  rosterOf,
} from '../support/roster-changes.ts';
import { soundness } from '../support/soundness.ts';
import { DAY_MS, MINUTE_MS } from '../support/test-clock.ts';
import { counts, told } from '../support/told.ts';
import { unwrap } from '../support/unwrap.ts';

describe('an addition to the roster', () => {
  test('is approved, recorded and finished in one commit, and waits for a day', async () => {
    const { lab, desk, statement } = await approvedAddition();
    const { journal, authority } = desk.workspace;
    const entries = told(journal, { subject: statement.digest }).slice(1);
    expect(entries.map(({ kind }) => kind)).toEqual(['run.approved', 'roster.changed', 'run.finished']);
    expect(new Set(entries.map(({ time }) => time)).size).toBe(1);
    const inForceAt = new Date(lab.clock.now().getTime() + DELAY_MS).toISOString();
    expect(entries[1]?.payload).toMatchObject({ delayHours: 24, inForceAt, change: { kind: 'add' } });
    expect(rosterOf(desk)).not.toContain('lea');
    expect(authority.pending).toMatchObject([{ plan: statement.digest, inForceAt }]);
    expect(await soundness(desk.workspace)).toBe('sound');
  });

  test('comes into force by time alone, to the millisecond, in this process and in the next', async () => {
    const { lab, desk } = await approvedAddition();
    lab.clock.pass(DELAY_MS - 1);
    expect(rosterOf(desk)).not.toContain('lea');
    lab.clock.pass(1);
    expect(rosterOf(desk)).toContain('lea');
    expect(desk.workspace.authority.pending).toEqual([]);
    desk.close();
    expect(rosterOf(lab.open())).toContain('lea');
  });

  test('is not brought into force by a clock that somebody has turned ahead', async () => {
    const { lab, desk } = await approvedAddition();
    lab.clock.turn(DELAY_MS + MINUTE_MS);
    expect(rosterOf(desk)).not.toContain('lea');
    desk.close();
    const reading = unwrap(consoleAt(lab.home, lab.clock).read(lab.folder));
    expect(rosterOf(reading)).not.toContain('lea');
    lab.clock.turn(-DELAY_MS - MINUTE_MS);
    lab.clock.pass(DELAY_MS);
    expect(rosterOf(reading)).toContain('lea');
    reading.close();
  });

  test('gives no say before it is in force, and a full one after', async () => {
    const { lab, desk } = await approvedAddition();
    const early = await planRotation(desk);
    const before = await runPlan(desk.context, early.bytes, packetsOf(early, ['ada', 'lea']));
    expect(before).toMatchObject({ result: 'refused', error: { code: 'unknown-key' }, signature: 'lea.sig' });
    lab.clock.pass(DELAY_MS);
    const later = await planRotation(desk);
    expect(codeOf(await runPlan(desk.context, later.bytes, packetsOf(later, ['ada', 'lea'])))).toBe('done');
    expect(await soundness(desk.workspace)).toBe('sound');
  });

  test('makes plans of the roster before it outdated, from the moment on at which it is in force', async () => {
    const { lab, desk } = await approvedAddition();
    const rotation = await planRotation(desk, undefined, { validForMs: 2 * DAY_MS });
    lab.clock.pass(DELAY_MS);
    const report = await runPlan(desk.context, rotation.bytes, packetsOf(rotation, ['ada', 'ben']));
    expect(codeOf(report)).toBe('policy-changed');
    expect(await soundness(desk.workspace)).toBe('sound');
  });

  test('that comes into force while a run is being admitted stops that run', async () => {
    const { lab, desk } = await approvedAddition();
    const rotation = await planRotation(desk, undefined, { validForMs: 2 * DAY_MS });
    lab.clock.pass(DELAY_MS - 1);
    const stamp = (): string => {
      lab.clock.pass(1);
      return desk.workspace.stamp();
    };
    // Everything has been checked by then; only the entry is missing.
    const workspace = Object.create(desk.workspace, { stamp: { value: stamp } }) as typeof desk.workspace;
    const context = { ...desk.context, workspace };
    expect(codeOf(await runPlan(context, rotation.bytes, packetsOf(rotation, ['ada', 'ben'])))).toBe('policy-changed');
    expect(counts(desk.workspace.journal)['run.approved']).toBe(1);
    expect(await soundness(desk.workspace)).toBe('sound');
  });

  test('may wait beside another one; both come into force', async () => {
    const { lab, desk } = await approvedAddition();
    lab.clock.pass(MINUTE_MS);
    expect(codeOf(await carryOut(desk, addition(desk, { name: 'max', roles: ['witness'] })))).toBe('done');
    expect(desk.workspace.authority.pending).toHaveLength(2);
    lab.clock.pass(DELAY_MS);
    expect(rosterOf(desk).slice(-2)).toEqual(['lea', 'max']);
    expect(await soundness(desk.workspace)).toBe('sound');
  });

  test('needs its quorum: two security leads and a custodian, none of them the requester', async () => {
    const desk = newLab().open();
    const statement = addition(desk);
    expect(statement.plan.quorum).toMatchObject({ requesterCounts: false, without: [] });
    expect(codeOf(await carryOut(desk, statement, ['fay', 'ada']))).toBe('quorum-not-met');
    expect(codeOf(await carryOut(desk, statement, ['fay', 'gus', 'ada', 'kim']))).toBe('requester-not-allowed');
    expect(codeOf(await carryOut(desk, statement, ['fay', 'gus', 'ada', 'lea']))).toBe('unknown-key');
    expect(codeOf(await carryOut(desk, statement))).toBe('done');
    expect(codeOf(await carryOut(desk, statement))).toBe('already-run');
  });

  test('is announced by health as long as it waits', async () => {
    const { lab, desk } = await approvedAddition();
    const said = async () => (await desk.health()).checks.filter(({ check }) => check === 'roster');
    expect(await said()).toMatchObject([{ status: 'pass', detail: expect.stringContaining('add lea') as string }]);
    lab.clock.pass(DELAY_MS);
    expect(await said()).toEqual([]);
  });

  test('leaves nothing for resume to do', async () => {
    const { desk } = await approvedAddition();
    expect(await resumeAll(desk.context)).toEqual([]);
  });

  test('does not hold up the acceptance of the genesis: who is enrolled has proved it already', async () => {
    const { lab, desk } = await approvedAddition();
    lab.clock.pass(DELAY_MS);
    const outstanding = outstandingAcceptances(desk.workspace.authority).map(({ id }) => id);
    expect(outstanding).toContain('ada');
    expect(outstanding).not.toContain('lea');
  });
});

describe('a no to an addition that was approved', () => {
  const no = (desk: Desk, statement: Parameters<typeof carryOut>[1], who: string) =>
    carryOut(desk, statement, [], [packetOf(statement, who, 'dissent')]);

  test('stops it until the moment at which it is in force', async () => {
    const { lab, desk, statement } = await approvedAddition();
    lab.clock.pass(DELAY_MS - 1);
    const report = await no(desk, statement, 'hal');
    expect(report).toMatchObject({ result: 'refused', error: { code: 'dissent' } });
    expect(report.error?.message).toContain('does not come into force');
    expect(desk.workspace.authority.pending).toEqual([]);
    lab.clock.pass(DELAY_MS);
    expect(rosterOf(desk)).not.toContain('lea');
    desk.close();
    const again = lab.open();
    expect(rosterOf(again)).not.toContain('lea');
    expect(await soundness(again.workspace)).toBe('sound');
  });

  test('comes too late afterwards', async () => {
    const { lab, desk, statement } = await approvedAddition();
    lab.clock.pass(DELAY_MS);
    expect(codeOf(await no(desk, statement, 'hal'))).toBe('already-run');
    expect(rosterOf(desk)).toContain('lea');
    expect(counts(desk.workspace.journal)['plan.dissented']).toBeUndefined();
  });

  test.each(['dan', 'kim'])('from %s, who could not have approved, is recorded and stops nothing', async (who) => {
    const { lab, desk, statement } = await approvedAddition();
    expect(codeOf(await no(desk, statement, who))).toBe('already-run');
    expect(counts(desk.workspace.journal)['plan.dissented']).toBe(1);
    lab.clock.pass(DELAY_MS);
    expect(rosterOf(desk)).toContain('lea');
    expect(await soundness(desk.workspace)).toBe('sound');
  });

  test('can be signed here as long as it can stop the change, also when the plan has expired', async () => {
    const { lab, desk, statement } = await approvedAddition();
    const answer = { purpose: 'dissent', reason: 'I do not know her' } as const;
    lab.clock.pass(DELAY_MS - 1);
    expect(mayAnswer(desk.context, statement.bytes, personOf(desk, 'hal'), answer).ok).toBe(true);
    expect(refusedAs(mayAnswer(desk.context, statement.bytes, personOf(desk, 'hal'), { purpose: 'signoff' }))).toBe(
      'expired',
    );
    lab.clock.pass(1);
    expect(refusedAs(mayAnswer(desk.context, statement.bytes, personOf(desk, 'hal'), answer))).toBe('expired');
  });

  test('leaves name and keys free for a new plan', async () => {
    const { desk, statement } = await approvedAddition();
    await no(desk, statement, 'hal');
    expect(codeOf(await carryOut(desk, addition(desk)))).toBe('done');
  });
});
