import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makePlan, mayAnswer, resumeAll, runPlan } from '../../main/operations/index.ts';
import { entry, markOf, readHighWater } from '../../main/workspace/index.ts';
import { packetsOf } from '../support/cast.ts';
import {
  connectionOf,
  IN_PLACE,
  keyOf,
  newLab,
  openDesk,
  personOf,
  plan,
  planRotation,
  type Desk,
  type Lab,
} from '../support/lab.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { DAY_MS } from '../support/test-clock.ts';
import { recordsOf } from '../support/told.ts';
import { present, unwrap } from '../support/unwrap.ts';

/** A copy of the workspace folder alone, as a backup or a stick has it: same computer, same application folder. */
function copyOfFolder(lab: Lab): Lab {
  const folder = join(temporaryFolder(), 'workspace');
  cpSync(lab.folder, folder, { recursive: true });
  return { ...lab, folder };
}

function note(desk: Desk) {
  return desk.workspace.append([entry('clock.confirmed', null, { aheadSeconds: 1 })]);
}

const markFile = ({ home }: Lab, { workspace }: Desk): string => join(home, 'heads', `${workspace.id}.json`);

/** A plan that was made and signed, kept in a snapshot, and then run. */
async function snapshotBeforeRun() {
  const lab = newLab();
  const first = openDesk(lab);
  const statement = await planRotation(first);
  const packets = packetsOf(statement, ['ada', 'ben']);
  first.close();
  const snapshot = copyOfFolder(lab);
  const desk = openDesk(lab);
  expect(await runPlan(desk.context, statement.bytes, packets)).toMatchObject({ result: 'done' });
  desk.close();
  return { lab, snapshot, statement, packets };
}

describe('the high-water mark', () => {
  test('is moved up by every append, and stands outside the workspace folder', async () => {
    const lab = newLab();
    const desk = openDesk(lab);
    const marks: string[] = [];
    const expectMark = (): void => {
      const { journal, id } = desk.workspace;
      const mark = present(markOf(readHighWater(lab.home, id)));
      expect(mark).toMatchObject({
        size: journal.size(),
        root: Buffer.from(journal.rootAt(journal.size())).toString('hex'),
        time: journal.lastTime(),
        boot: lab.clock.boot(),
        uptimeMs: lab.clock.uptimeMs(),
      });
      marks.push(mark.root);
    };
    for (let n = 0; n < 3; n += 1) {
      lab.clock.pass(1000);
      unwrap(note(desk));
      expectMark();
    }
    await planRotation(desk);
    expectMark();
    expect(new Set(marks).size).toBe(4);
    expect(markFile(lab, desk).startsWith(lab.folder)).toBe(false);
    expect(existsSync(markFile(lab, desk))).toBe(true);
  });

  test('that lags behind the journal, as after a crash between the two, refuses nothing', async () => {
    const lab = newLab();
    const desk = openDesk(lab);
    unwrap(note(desk));
    const before = readFileSync(markFile(lab, desk));
    unwrap(note(desk));
    writeFileSync(markFile(lab, desk), before);
    desk.close();
    const again = openDesk(lab);
    expect(again.workspace.rolledBack).toBeNull();
    unwrap(note(again));
    expect(markOf(readHighWater(lab.home, again.workspace.id))?.size).toBe(again.workspace.journal.size());
  });

  test('that is not there, as on a computer that has never written, refuses nothing and is made', () => {
    const lab = newLab();
    const desk = openDesk(lab);
    unwrap(note(desk));
    const file = markFile(lab, desk);
    desk.close();
    rmSync(file);
    const again = openDesk(lab);
    expect(again.workspace.rolledBack).toBeNull();
    unwrap(note(again));
    expect(existsSync(file)).toBe(true);
  });
});

describe('a snapshot of the folder that is put back', () => {
  test('does not run again what has been run since', async () => {
    const { lab, snapshot, statement, packets } = await snapshotBeforeRun();
    const desk = openDesk(snapshot);
    expect(desk.workspace.rolledBack).toContain('this computer has seen');
    const size = desk.workspace.journal.size();
    const report = await runPlan(desk.context, statement.bytes, packets);
    expect(report).toMatchObject({ result: 'refused', error: { code: 'journal-rolled-back' } });
    expect(desk.workspace.journal.size()).toBe(size);
    desk.close();
    const newest = openDesk(lab);
    expect(newest.workspace.rolledBack).toBeNull();
    expect((await keyOf(newest, IN_PLACE)).version).toBe(statement.plan.target.version + 1);
  });

  test('takes no entry at all, and plans, signs and resumes nothing', async () => {
    const { snapshot, statement } = await snapshotBeforeRun();
    const desk = openDesk(snapshot);
    const rolledBack = { ok: false, error: { code: 'journal-rolled-back' } };
    expect(note(desk)).toMatchObject(rolledBack);
    const { id } = await keyOf(desk, IN_PLACE);
    expect(await plan(desk, { operation: 'rotate', keyId: id })).toMatchObject(rolledBack);
    const ada = personOf(desk, 'ada');
    expect(mayAnswer(desk.context, statement.bytes, ada, { purpose: 'signoff' })).toMatchObject(rolledBack);
    expect(await resumeAll(desk.context)).toEqual([]);
  });

  test('is refused though the clock was set back to when it was taken', async () => {
    const { lab, snapshot, statement, packets } = await snapshotBeforeRun();
    lab.clock.turn(-DAY_MS);
    const desk = openDesk(snapshot);
    expect(await runPlan(desk.context, statement.bytes, packets)).toMatchObject({
      error: { code: 'journal-rolled-back' },
    });
  });

  test('can still be read, and health says what it is', async () => {
    const { snapshot } = await snapshotBeforeRun();
    const desk = openDesk(snapshot);
    const { status, checks } = await desk.health();
    expect(status).toBe('unhealthy');
    expect(checks.find(({ check }) => check === 'journal')?.status).toBe('fail');
  });

  test('with its own mark as well - the whole computer put back - does not rotate a second time', async () => {
    // The vault is the part of the world that was not put back.
    const lab = newLab();
    const first = openDesk(lab);
    const statement = await planRotation(first);
    const packets = packetsOf(statement, ['ada', 'ben']);
    first.close();
    const back = lab.copy();
    const desk = openDesk(lab);
    expect(await runPlan(desk.context, statement.bytes, packets)).toMatchObject({ result: 'done' });
    desk.close();
    for (const suffix of ['', '-wal', '-shm']) {
      const vault = `practice-vault.db${suffix}`;
      rmSync(join(back.folder, 'vaults', vault), { force: true });
      if (existsSync(join(lab.folder, 'vaults', vault)))
        cpSync(join(lab.folder, 'vaults', vault), join(back.folder, 'vaults', vault));
    }
    const again = openDesk(back);
    expect(again.workspace.rolledBack).toBeNull();
    const report = await runPlan(again.context, statement.bytes, packets);
    expect(report).toMatchObject({ result: 'refused', error: { code: 'plan-not-ours' } });
    expect((await keyOf(again, IN_PLACE)).version).toBe(statement.plan.target.version + 1);
  });
});

describe('a forked copy', () => {
  test('is known by its other history once both have gone on', async () => {
    const lab = newLab();
    openDesk(lab).close();
    const fork = copyOfFolder(lab);
    const desk = openDesk(lab);
    unwrap(note(desk));
    desk.close();
    // The fork goes on elsewhere, where nobody knows of the original: as long, but another history.
    const elsewhere = { ...fork, home: join(temporaryFolder(), 'home') };
    cpSync(join(lab.home, 'keys'), join(elsewhere.home, 'keys'), { recursive: true });
    lab.clock.pass(5000);
    const other = openDesk(elsewhere);
    unwrap(note(other));
    other.close();
    const here = openDesk(fork);
    expect(here.workspace.rolledBack).toContain('another history');
    expect(note(here)).toMatchObject({ ok: false, error: { code: 'journal-rolled-back' } });
  });

  test('that was open already takes no entry after the original has gone on', () => {
    const lab = newLab();
    openDesk(lab).close();
    const fork = copyOfFolder(lab);
    const [original, copy] = [openDesk(lab), openDesk(fork)];
    unwrap(note(original));
    lab.clock.pass(1000);
    expect(note(copy)).toMatchObject({ ok: false, error: { code: 'journal-rolled-back' } });
    unwrap(note(original));
  });

  test('on another computer does not double a step: the vault is not as its plan expects', async () => {
    const lab = newLab();
    const first = openDesk(lab);
    const statement = await planRotation(first);
    const packets = packetsOf(statement, ['ada', 'ben']);
    first.close();
    const other = lab.copy();
    const [here, there] = [openDesk(lab), openDesk(other)];
    // Both consoles reach the same vault.
    const shared = { ...there.context, provider: here.context.provider.bind(here.context) };
    expect(await runPlan(here.context, statement.bytes, packets)).toMatchObject({ result: 'done' });
    expect(await runPlan(shared, statement.bytes, packets)).toMatchObject({ result: 'refused' });
    expect((await keyOf(here, IN_PLACE)).version).toBe(statement.plan.target.version + 1);
    expect(recordsOf(there.workspace.journal, 'run.approved')).toEqual([]);
  });
});

test('a plan made on a journal that was put back is not known to it', async () => {
  const lab = newLab();
  openDesk(lab).close();
  const snapshot = lab.copy();
  const desk = openDesk(lab);
  unwrap(note(desk));
  const made = unwrap(
    await makePlan(desk.context, {
      wish: { operation: 'rotate', keyId: (await keyOf(desk, IN_PLACE)).id },
      environment: 'practice',
      connection: connectionOf(desk, 'practice'),
      requester: personOf(desk, 'kim'),
      ticket: 'CHG-4711',
      reason: 'Quarterly rotation',
      validForMs: DAY_MS,
    }),
  );
  const back = openDesk(snapshot);
  expect(await runPlan(back.context, made.bytes, packetsOf(made, ['ada', 'ben']))).toMatchObject({
    result: 'refused',
    error: { code: 'journal-rolled-back' },
  });
});
