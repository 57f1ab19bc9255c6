import Database from 'better-sqlite3';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyWhole } from '../../main/compose.ts';
import { planArgs, runArgs } from './cast.ts';
import { asSamplePeople, copyOf, done, newSite, sampleSite, type Site } from './claviger.ts';
import { search, verifyShape } from './shapes.ts';

/** A workspace with a finished run, with checkpoints kept before and after it. */
let site: Site;
const TICKET = 'CHG-4711';

beforeAll(async () => {
  site = await sampleSite();
  await done(site.claviger(['journal', 'checkpoint', '--out', 'first.checkpoint']));
  await done(site.claviger(planArgs('rotate', { as: 'Kim Sample', ticket: TICKET })));
  for (const name of ['Ada Sample', 'Ben Sample']) {
    await done(site.claviger(['sign', 'plan.json', '--as', name], asSamplePeople(site)));
  }
  await done(site.claviger(runArgs(['plan.json.ada-sample.sig', 'plan.json.ben-sample.sig'])));
  await done(site.claviger(['journal', 'checkpoint', '--out', 'last.checkpoint']));
  await done(site.claviger(['journal', 'export', 'journal.export']));
});

const journalOf = (one: Site): string => join(one.workspace, 'journal.db');

async function verify(one: Site, ...more: readonly string[]) {
  const answer = await one.claviger(['journal', 'verify', '--json', ...more]);
  return { exit: answer.exit, report: verifyShape.parse(answer.json) };
}

/** Everything of the journal in the one file, as a copy of it would be handed over. */
function settle(file: string): void {
  const db = new Database(file);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
}

describe.concurrent('journal verify', () => {
  it('answers integrity, authorisation and anchoring apart', async () => {
    const { exit, report } = await verify(site);
    expect(exit).toBe(0);
    expect(report).toMatchObject({
      ok: true,
      integrity: { ok: true },
      authorisation: { ok: true, executions: 1, erased: 0 },
      anchoring: { level: 'none' },
      erased: 0,
    });
    expect(report.problem).toBeUndefined();
    expect(Buffer.from(report.root, 'base64')).toHaveLength(32);
  });

  it('is anchored by checkpoints that were kept: an older one, the newest, both', async () => {
    const older = await verify(site, '--against', 'first.checkpoint');
    expect([older.exit, older.report.anchoring]).toMatchObject([0, { level: 'checkpoint', size: 12 }]);
    const both = await verify(site, '--against', 'first.checkpoint', '--against', 'last.checkpoint');
    expect([both.exit, both.report.anchoring]).toMatchObject([0, { level: 'checkpoint', size: both.report.size }]);
  });

  it('needs no key: a copy of journal.db alone verifies on a computer that never saw it', async () => {
    const elsewhere = newSite();
    mkdirSync(elsewhere.workspace);
    copyFileSync(journalOf(site), journalOf(elsewhere));
    const { exit, report } = await verify(elsewhere, '--against', site.path('last.checkpoint'));
    expect([exit, report]).toMatchObject([0, { ok: true, authorisation: { ok: true, executions: 1 } }]);
    expect((await search(elsewhere, TICKET)).map(({ kind }) => kind)).toEqual(['plan.proposed']);
    const planned = await elsewhere.claviger([...planArgs('rotate', { as: 'Kim Sample' }), '--json']);
    expect([planned.exit, planned.json]).toMatchObject([1, { error: { code: 'workspace-key-missing' } }]);
  });

  it.each([
    ['a file that is not there', ['--against', 'missing'], 'bad-input'],
    ['a witness key that is none', ['--witness', 'nobody'], 'bad-input'],
    ['an export that is not there', ['--export', 'missing'], 'bad-input'],
  ])('is bad usage with %s', async (_, args, code) => {
    const answer = await site.claviger(['journal', 'verify', '--json', ...args]);
    expect([answer.exit, answer.json]).toMatchObject([2, { error: { code } }]);
  });

  it.each([
    [
      'a checkpoint of another journal',
      async () => {
        const other = await sampleSite();
        return (await other.claviger(['journal', 'checkpoint'])).stdout;
      },
    ],
    [
      'a checkpoint whose signature was changed',
      () =>
        site
          .read('last.checkpoint')
          .toString()
          .replace(/.{6}\n$/, 'AAAA=\n'),
    ],
    ['a checkpoint whose size was changed', () => site.read('last.checkpoint').toString().replace(/^\d+$/m, '3')],
    ['words that are no checkpoint', () => 'all is well\n'],
  ])('fails with %s', async (_, note) => {
    const one = copyOf(site);
    one.write('odd.checkpoint', await note());
    const { exit, report } = await verify(one, '--against', 'odd.checkpoint');
    expect([exit, report.ok]).toEqual([4, false]);
    expect(report.problem?.message).toBeTruthy();
  });
});

describe.concurrent('one altered byte of a recorded ticket in journal.db', () => {
  it('is found wherever it stands, and the entry is named', async () => {
    const one = copyOf(site);
    settle(journalOf(one));
    const original = readFileSync(journalOf(one));
    const places: number[] = [];
    for (let at = original.indexOf(TICKET); at >= 0; at = original.indexOf(TICKET, at + 1)) places.push(at);
    expect(places.length).toBeGreaterThan(0);
    const [proposed] = (await search(one, TICKET)).map(({ seq }) => seq);
    for (const place of places) {
      for (const offset of [0, TICKET.length - 1]) {
        const altered = Buffer.from(original);
        altered[place + offset] = (altered[place + offset] ?? 0) ^ 1;
        for (const suffix of ['-wal', '-shm']) rmSync(journalOf(one) + suffix, { force: true });
        writeFileSync(journalOf(one), altered);
        const { ok, problem } = await verifyWhole(journalOf(one));
        expect([place, ok, problem?.entry]).toEqual([place, false, proposed]);
      }
    }
    const { exit, report } = await verify(one);
    expect([exit, report.ok, report.problem?.entry]).toEqual([4, false, proposed]);
    const { stdout } = await one.claviger(['journal', 'verify']);
    expect(stdout).toContain(`at entry ${proposed}`);
    expect(stdout).toContain('FAIL');
  });

  it('stops a run, before anything is done', async () => {
    const one = copyOf(site);
    settle(journalOf(one));
    writeFileSync(
      journalOf(one),
      readFileSync(journalOf(one)).toString('latin1').replace(TICKET, 'CHG-4712'),
      'latin1',
    );
    const ran = await one.claviger(runArgs(['plan.json.ada-sample.sig', 'plan.json.ben-sample.sig']));
    expect([ran.exit, ran.json]).toMatchObject([4, { error: { code: 'journal-unreadable' } }]);
    expect(ran.stderr).toMatch(/entry \d+/i);
  });
});

describe.concurrent('deleted entries', () => {
  /** Cuts the last entries off, as somebody with write access would, guards and all. */
  function cut(one: Site, keep: number, head: 'left' | 'replaced'): void {
    settle(journalOf(one));
    const db = new Database(journalOf(one));
    for (const guard of db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
      db.exec(`DROP TRIGGER ${guard}`);
    }
    db.prepare('DELETE FROM payloads WHERE seq >= ?').run(keep);
    db.prepare('DELETE FROM entries WHERE seq >= ?').run(keep);
    if (head === 'replaced') {
      db.prepare('UPDATE head SET size = ?, note = ?').run(keep, one.read('first.checkpoint').toString());
    }
    db.close();
  }

  it.each([1, 2, 5])('at the end, %s of them, are found by the signed head', async (count) => {
    const one = copyOf(site);
    const { size } = (await verify(one)).report;
    cut(one, size - count, 'left');
    const { exit, report } = await verify(one);
    expect([exit, report.ok]).toEqual([4, false]);
    expect(report.problem).toBeDefined();
  });

  it('behind an older signed head that was put back are found by a newer checkpoint that somebody kept', async () => {
    const one = copyOf(site);
    cut(one, 12, 'replaced');
    const found = await verify(one, '--against', 'last.checkpoint');
    expect([found.exit, found.report.ok, found.report.size]).toEqual([4, false, 12]);
    expect(found.report.problem?.message).toMatch(/\d+/);
  });

  it('behind an older signed head are found on the computer that wrote them, and nowhere else: so it says', async () => {
    const one = copyOf(site);
    cut(one, 12, 'replaced');
    const here = await verify(one);
    expect([here.exit, here.report.ok]).toEqual([4, false]);
    const elsewhere = newSite();
    mkdirSync(elsewhere.workspace);
    copyFileSync(journalOf(one), journalOf(elsewhere));
    const there = await verify(elsewhere);
    expect([there.exit, there.report.anchoring.level]).toEqual([0, 'none']);
  });

  it('in the middle are found, and the first missing one is named', async () => {
    const one = copyOf(site);
    settle(journalOf(one));
    const db = new Database(journalOf(one));
    db.exec('DROP TRIGGER entries_are_not_deleted');
    db.prepare('DELETE FROM payloads WHERE seq = 13').run();
    db.prepare('DELETE FROM entries WHERE seq = 13').run();
    db.close();
    const { exit, report } = await verify(one);
    expect([exit, report.problem?.entry]).toEqual([4, 13]);
  });

  it('of payloads alone are found: nothing is skipped because it cannot be read', async () => {
    const one = copyOf(site);
    settle(journalOf(one));
    const db = new Database(journalOf(one));
    db.prepare('DELETE FROM payloads WHERE seq = 13').run();
    db.close();
    const { exit, report } = await verify(one);
    expect([exit, report.problem?.entry]).toEqual([4, 13]);
  });
});

describe.concurrent('checkpoint, export and search', () => {
  it('checkpoint prints the signed note itself: origin, size, root, signature', async () => {
    const { exit, stdout } = await site.claviger(['journal', 'checkpoint']);
    expect([exit, stdout]).toEqual([0, site.read('last.checkpoint').toString()]);
    const { report } = await verify(site);
    const [origin, size, root, blank, signature] = stdout.split('\n');
    expect([origin, size, root, blank]).toEqual([report['origin'], String(report.size), report.root, '']);
    expect(signature).toMatch(new RegExp(`^\u2014 ${origin} [A-Za-z0-9+/=]+$`));
  });

  it('an export verifies without the workspace, as the same journal', async () => {
    const elsewhere = newSite();
    elsewhere.write('journal.export', site.read('journal.export'));
    const { exit, report } = await verify(elsewhere, '--export', 'journal.export');
    const own = await verify(site);
    expect([exit, report.size, report.root]).toEqual([0, own.report.size, own.report.root]);
    const against = ['--against', site.path('last.checkpoint')];
    expect((await verify(elsewhere, '--export', 'journal.export', ...against)).report.anchoring.level).toBe(
      'checkpoint',
    );
  });

  it.each([
    ['a changed ticket', (text: string) => text.replace(TICKET, 'CHG-4712')],
    [
      'a missing line',
      (text: string) =>
        text
          .split('\n')
          .filter((_, index) => index !== 9)
          .join('\n'),
    ],
    ['two lines exchanged', (text: string) => text.replace(/^(.*\n)((?:.*\n){5})(.*\n)(.*\n)/, '$1$2$4$3')],
    ['a line given twice', (text: string) => text.replace(/^(.*\n)(.*\n)/, '$1$2$2')],
    ['its end cut off', (text: string) => text.split('\n').slice(0, -3).join('\n')],
    ['nothing in it', () => ''],
  ])('an export with %s does not verify', async (_, change) => {
    const elsewhere = newSite();
    const changed = change(site.read('journal.export').toString());
    expect(changed).not.toBe(site.read('journal.export').toString());
    elsewhere.write('journal.export', changed);
    const { exit, report } = await verify(elsewhere, '--export', 'journal.export');
    expect([exit, report.ok]).toEqual([4, false]);
  });

  it('search finds by text, newest first, as many as asked for; what nobody wrote is not found', async () => {
    const found = await search(site, 'genesis.accepted');
    expect(found).toHaveLength(11);
    expect(found.map(({ seq }) => seq)).toEqual(found.map(({ seq }) => seq).sort((a, b) => b - a));
    const two = await done(site.claviger(['journal', 'search', 'genesis.accepted', '--limit', '2', '--json']));
    expect(two).toMatchObject({ entries: [{ seq: 11 }, { seq: 10 }] });
    for (const text of ['no such text', '%', "' OR 1=1 --"])
      expect([text, await search(site, text)]).toEqual([text, []]);
  });

  it('a proof of one entry is written, and one of an entry that is not there is not', async () => {
    const one = copyOf(site);
    await done(one.claviger(['journal', 'export', 'entry.proof', '--entry', '12']));
    expect(one.read('entry.proof').toString()).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
    const { size } = (await verify(one)).report;
    const tried = await one.claviger(['journal', 'export', 'entry.proof', '--entry', String(size), '--json']);
    expect([tried.exit, tried.json]).toMatchObject([2, { error: { code: 'bad-input' } }]);
  });
});
