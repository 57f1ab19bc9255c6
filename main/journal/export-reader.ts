import Database from 'better-sqlite3';
import type { Result } from '../../shared/result.ts';
import { peekCheckpoint } from './checkpoint.ts';
import type { VerifyReport } from './conclusion.ts';
import { readFailure, type JournalError } from './errors.ts';
import { checkExport, type Chunks, type ExportedItem } from './export.ts';
import { readerOn, type JournalReader } from './journal-reader.ts';
import { checkSchema, migrate } from './schema.ts';
import type { VerifyOptions } from './verify.ts';

/** An export after its verification. `journal` is null when it is not whole: then nothing is to be read from it. */
export type OpenedExport = {
  readonly report: VerifyReport;
  /** To be closed by the caller. */
  readonly journal: Result<JournalReader, JournalError> | null;
};

/**
 * Verifies an export and opens it for reading as the journal it was made from. It is read once.
 * SECURITY: what is handed out is what was verified, even if the file is changed meanwhile.
 */
export async function openExport(source: Chunks, options: VerifyOptions = {}): Promise<OpenedExport> {
  // An empty name: SQLite keeps it in memory, and what does not fit in a file that nobody else can open
  // (https://sqlite.org/inmemorydb.html#temp_db).
  const db = new Database('');
  try {
    const loading = startLoading(db);
    const report = await checkExport(source, options, loading.add);
    const failure = report.integrity.ok ? loading.finish() : null;
    if (report.integrity.ok && failure === null) {
      const database = { db, schema: checkSchema(db), release: () => db.close() };
      return { report, journal: readerOn('', database) };
    }
    db.close();
    return { report, journal: failure === null ? null : { ok: false, error: failure } };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Loads an export row by row, in one transaction. After a failure it takes no more. */
function startLoading(db: Database.Database): { add: (item: ExportedItem) => void; finish: () => JournalError | null } {
  migrate(db);
  db.exec('BEGIN');
  const load = createLoad(db);
  let failure: JournalError | null = null;
  const attempt = (step: () => void): void => {
    if (failure !== null) return;
    try {
      step();
    } catch (error) {
      // A row that is not what it should be, which the verification names, or a full disk.
      failure = readFailure(error);
    }
  };
  return {
    add: (item) => {
      attempt(() => {
        load(item);
      });
    },
    finish: () => {
      attempt(() => db.exec('COMMIT'));
      return failure;
    },
  };
}

function createLoad(db: Database.Database): (item: ExportedItem) => void {
  const head = db.prepare<[number, string]>('INSERT INTO head (id, size, note) VALUES (1, ?, ?)');
  const entry = db.prepare('INSERT INTO entries (seq, kind, subject, time, skeleton, nodes) VALUES (?, ?, ?, ?, ?, ?)');
  const payload = db.prepare('INSERT INTO payloads (seq, salt, body) VALUES (?, ?, ?)');
  return (item) => {
    if ('checkpoint' in item) {
      const claim = peekCheckpoint(item.checkpoint);
      if (claim.ok) head.run(claim.value.size, item.checkpoint);
      return;
    }
    const { seq, kind, subject, time, skeleton, nodes, salt, body } = item;
    entry.run(seq, kind, subject, time, skeleton, nodes);
    if (body instanceof Uint8Array) payload.run(seq, salt, Buffer.from(body).toString());
  };
}
