import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openForReading } from '../../main/journal/database.ts';
import { openJournal, openJournalReadOnly, verifyJournal } from '../../main/journal/index.ts';
import { APPLICATION_ID, checkVersion, CURRENT_VERSION, migrate, MIGRATIONS } from '../../main/journal/schema.ts';
import {
  at,
  draft,
  makeJournal,
  makeJournalFile,
  SIGNER,
  summary,
  temporaryFolder,
  unwrap,
} from './journal-fixture.ts';

const FUTURE = { version: CURRENT_VERSION + 1, name: 'more', sql: 'CREATE TABLE more (x INTEGER) STRICT;' };
const tables = (db: Database.Database) =>
  db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all();

describe('migrations', () => {
  it('stand in order, without gaps', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });

  it('bring an empty database, and the version before, to the newest', () => {
    const db = new Database(':memory:');
    migrate(db);
    expect(db.pragma('user_version', { simple: true })).toBe(CURRENT_VERSION);
    expect(db.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
    expect(tables(db)).toEqual(['entries', 'head', 'meta', 'payloads']);
    migrate(db, [...MIGRATIONS, FUTURE]);
    expect(tables(db)).toContain('more');
    migrate(db, [...MIGRATIONS, FUTURE]);
    expect(db.pragma('user_version', { simple: true })).toBe(FUTURE.version);
  });

  it('are all or nothing', () => {
    const db = new Database(':memory:');
    migrate(db);
    const broken = { ...FUTURE, sql: `${FUTURE.sql} INSERT INTO nowhere VALUES (1);` };
    expect(() => {
      migrate(db, [...MIGRATIONS, broken]);
    }).toThrow('nowhere');
    expect(db.pragma('user_version', { simple: true })).toBe(CURRENT_VERSION);
    expect(tables(db)).not.toContain('more');
  });

  it('keep entries, payloads and heads as they were', async () => {
    const file = makeJournalFile(5);
    const db = new Database(file);
    const all = () =>
      ['entries', 'payloads', 'head', 'meta'].map((table) => db.prepare(`SELECT * FROM ${table}`).all());
    const before = all();
    migrate(db, [...MIGRATIONS, FUTURE]);
    expect(all()).toEqual(before);
    db.close();
  });
});

describe('a journal from the future', () => {
  const file = makeJournalFile(3);
  const db = new Database(file);
  migrate(db, [...MIGRATIONS, FUTURE]);
  db.close();

  it('is refused for writing and reading, and not touched', async () => {
    for (const opened of [openJournal({ file, signer: SIGNER }), openJournalReadOnly({ file })]) {
      expect(opened).toMatchObject({ ok: false, error: { code: 'journal-from-the-future' } });
    }
    expect(summary(await verifyJournal({ file }))).toBe('unreadable -');
    const again = new Database(file);
    expect(checkVersion(again, [...MIGRATIONS, FUTURE])).toEqual({ ok: true, value: FUTURE.version });
    again.close();
  });
});

describe('opening for reading', () => {
  it('needs no key and shows what was committed', () => {
    const journal = unwrap(openJournalReadOnly({ file: makeJournalFile(7) }));
    expect([journal.size(), journal.lastTime()]).toEqual([7, at(6)]);
    expect(journal.entry(6)?.payload).toEqual(draft(6).payload);
    journal.close();
  });

  it('follows a writer that has it open', async () => {
    const writer = makeJournal(3);
    const reader = unwrap(openJournalReadOnly({ file: writer.file }));
    expect(reader.size()).toBe(3);
    unwrap(writer.append([draft(3)], at(3)));
    expect([reader.size(), reader.head(), reader.lastTime()]).toEqual([4, writer.head(), at(3)]);
    expect((await verifyJournal(writer)).size).toBe(4);
    // While somebody reads, the WAL may not be put away; the journal is whole nevertheless.
    writer.close();
    reader.close();
    expect(summary(await verifyJournal(writer))).toBe('ok');
  });

  it('cannot write', () => {
    const { db, release } = unwrap(openForReading(makeJournalFile(2)));
    expect(() => db.exec('DELETE FROM payloads')).toThrow();
    release();
  });

  it('says that a journal is missing, and makes none', () => {
    const file = join(temporaryFolder(), 'journal.db');
    expect(openJournalReadOnly({ file })).toMatchObject({ ok: false, error: { code: 'journal-missing' } });
    expect(existsSync(file)).toBe(false);
  });

  it('works in a folder and on a file that may not be written, with and without a WAL beside it', () => {
    const writer = makeJournal(6);
    const folder = temporaryFolder();
    const cases = { closed: makeJournalFile(6), crashed: writer.file };
    for (const [name, file] of Object.entries(cases)) {
      const copy = join(folder, name);
      mkdirSync(copy);
      for (const part of readdirSync(dirname(file)).filter((part) => !part.endsWith('-shm'))) {
        copyFileSync(join(dirname(file), part), join(copy, part));
        chmodSync(join(copy, part), 0o444);
      }
      chmodSync(copy, 0o555);
      expect(readAsNobody(join(copy, 'journal.db'))).toEqual({ size: 6, text: 'entry number 5', verified: true });
      expect(readdirSync(copy).some((part) => part.endsWith('-shm'))).toBe(false);
      chmodSync(copy, 0o755);
    }
    writer.close();
  });
});

/** Reads in a process of its own; as another user when this one is root, whom permissions do not bind. */
function readAsNobody(file: string): unknown {
  const index = pathToFileURL(join(import.meta.dirname, '../../main/journal/index.ts')).href;
  const script = `
    const { openJournalReadOnly, verifyJournal } = await import(${JSON.stringify(index)});
    const opened = openJournalReadOnly({ file: ${JSON.stringify(file)} });
    if (!opened.ok) throw new Error(JSON.stringify(opened.error));
    const { size, entry, close } = opened.value;
    const report = { size: size(), text: entry(5).payload.text, verified: (await verifyJournal(opened.value)).ok };
    close();
    process.stdout.write(JSON.stringify(report));`;
  const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  chmodSync(dirname(dirname(file)), 0o755);
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { ...asNobody, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}
