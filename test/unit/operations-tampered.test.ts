import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { resumeAll, runPlan } from '../../main/operations/index.ts';
import { createHash } from 'node:crypto';
import { packetOf, packetsOf } from '../support/cast.ts';
import { IN_PLACE, keyOf, newLab, openDesk, planRotation, type Desk, type Lab } from '../support/lab.ts';

/** Writes into the journal's tables as somebody with the file would, guards taken away. */
function tamper(desk: Desk, work: (db: Database.Database) => void): void {
  const file = desk.workspace.layout.journal;
  desk.close();
  const db = new Database(file);
  const triggers = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all();
  for (const name of triggers) db.exec(`DROP TRIGGER "${name}"`);
  work(db);
  db.close();
}

async function versionOf(lab: Lab): Promise<number> {
  const desk = openDesk(lab);
  const { version } = await keyOf(desk, IN_PLACE);
  desk.close();
  return version;
}

test('an approval that was written over a refusal in the tables is not resumed', async () => {
  const lab = newLab();
  const desk = openDesk(lab);
  const statement = await planRotation(desk);
  await runPlan(desk.context, statement.bytes, []);
  // Enough entries after it that the signed head is reached without looking at this one's own hash.
  for (let n = 0; n < 8; n += 1) await planRotation(desk);
  const before = (await keyOf(desk, IN_PLACE)).version;
  tamper(desk, (db) => {
    const seq = db.prepare<[], number>("SELECT max(seq) FROM entries WHERE kind = 'run.refused'").pluck().get();
    const body = '{"approvals":[],"request":null,"seats":[],"type":"run.approved"}';
    const salt = Buffer.alloc(32);
    const payload = createHash('sha256').update(salt).update(body).digest('hex');
    const old = db.prepare<[unknown], string>('SELECT skeleton FROM entries WHERE seq = ?').pluck().get(seq) ?? '';
    const skeleton = old
      .replace('run.refused', 'run.approved')
      .replace(/"payload":"[0-9a-f]{64}"/, `"payload":"${payload}"`);
    const nodes = db.prepare<[unknown], Buffer>('SELECT nodes FROM entries WHERE seq = ?').pluck().get(seq);
    const leaf = createHash('sha256').update(Buffer.of(0)).update(skeleton).digest();
    db.prepare('UPDATE payloads SET salt = ?, body = ? WHERE seq = ?').run(salt, body, seq);
    db.prepare("UPDATE entries SET kind = 'run.approved', skeleton = ?, nodes = ? WHERE seq = ?").run(
      skeleton,
      Buffer.concat([leaf, (nodes ?? Buffer.alloc(32)).subarray(32)]),
      seq,
    );
  });
  const again = openDesk(lab);
  expect(await resumeAll(again.context)).toMatchObject([{ result: 'refused', error: { code: 'verification-failed' } }]);
  again.close();
  expect(await versionOf(lab)).toBe(before);
});

test('a dissent that was taken out of the tables still stops the plan', async () => {
  const lab = newLab();
  const desk = openDesk(lab);
  const statement = await planRotation(desk);
  await runPlan(desk.context, statement.bytes, [packetOf(statement, 'cleo', 'dissent')]);
  const before = (await keyOf(desk, IN_PLACE)).version;
  tamper(desk, (db) => {
    const out = "DELETE FROM payloads WHERE seq IN (SELECT seq FROM entries WHERE kind = 'plan.dissented')";
    expect(db.prepare(out).run().changes).toBe(1);
  });
  const again = openDesk(lab);
  const report = await runPlan(again.context, statement.bytes, packetsOf(statement, ['ada', 'ben']));
  expect(report).toMatchObject({ result: 'refused', error: { code: 'verification-failed' } });
  again.close();
  expect(await versionOf(lab)).toBe(before);
});
