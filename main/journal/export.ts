import type Database from 'better-sqlite3';
import { ok, type Result } from '../../shared/result.ts';
import { anchorSizes } from './anchors.ts';
import { conclude, type HeadClaim, type VerifyReport } from './conclusion.ts';
import { openForReading } from './database.ts';
import { parseSkeleton } from './entry.ts';
import { JournalDamagedError, journalFailure, readFailure, type JournalError } from './errors.ts';
import type { Finding } from './findings.ts';
import { createLogCheck } from './log-check.ts';
import { peekCheckpoint } from './checkpoint.ts';
import { SELECT_ROWS, type StoredRow } from './reader.ts';
import { strictBase64 } from './signed-note.ts';
import type { VerifyOptions } from './verify.ts';

const EXPORT_TYPE = 'claviger.export.v1';
/** A payload of 1 MiB, every character of it escaped, and room for the rest. */
const MAX_LINE = 8 * 1_048_576;

/** Takes one line of an export, newline included; a promise is waited for. */
export type WriteLine = (line: string) => void | Promise<void>;

/** An entry of an export, as it stands there and not yet believed. */
export type ExportedRow = StoredRow & { readonly seq: number };

/**
 * Writes a journal as JSON Lines: a header with the head, then every entry with its payload and stored hashes. It
 * exports one snapshot, as it stands: a damaged journal makes an export in which the same is found.
 */
export async function exportJournal(
  source: { readonly file: string },
  write: WriteLine,
): Promise<Result<{ readonly entries: number }, JournalError>> {
  const opened = openForReading(source.file);
  if (!opened.ok) return opened;
  const { db, release } = opened.value;
  try {
    db.exec('BEGIN');
    const note = db.prepare<[], string>('SELECT note FROM head').pluck().get() ?? '';
    const claim = peekCheckpoint(note);
    const origin = claim.ok ? claim.value.origin : '';
    await write(`${JSON.stringify({ checkpoint: note, origin, type: EXPORT_TYPE })}\n`);
    return ok({ entries: await writeRows(db, write) });
  } catch (error) {
    if (error instanceof JournalDamagedError) return journalFailure('journal-invalid', `${error.message}.`);
    return { ok: false, error: readFailure(error) };
  } finally {
    release();
  }
}

/** Verifies an export with the same checks as a journal. `source`: the file's chunks, in order. */
export function verifyExport(source: Chunks, options: VerifyOptions = {}): Promise<VerifyReport> {
  return checkExport(source, options, () => undefined);
}

/** The same, and hands on everything that is read; nothing of it is verified before the report is there. */
export async function checkExport(
  source: Chunks,
  options: VerifyOptions,
  handOn: (item: ExportedItem) => void,
): Promise<VerifyReport> {
  const check = createLogCheck(anchorSizes(options));
  let head: HeadClaim | null = null;
  let total = 0;
  const beside: Finding[] = [];
  try {
    for await (const item of readExport(source)) {
      handOn(item);
      if ('checkpoint' in item) {
        const claim = peekCheckpoint(item.checkpoint);
        total = claim.ok ? claim.value.size : 0;
        head = { size: claim.ok ? total : null, note: item.checkpoint };
      } else {
        check.row(item);
        if (item.seq % 4096 === 4095) options.onProgress?.(item.seq + 1, Math.max(item.seq + 1, total));
      }
    }
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    beside.push({ kind: 'unreadable', entry: error.entry, message: error.message });
  }
  return conclude({ check, anchors: options, head, beside, complete: beside.length === 0 });
}

/** What an export consists of: its header, then its entries. */
export type ExportedItem = { readonly checkpoint: string } | ExportedRow;

/** The contents of a file, in order. */
export type Chunks = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** An export that cannot be read; `entry` is where, null in the header. */
export class ExportError extends Error {
  readonly entry: number | null;
  constructor(entry: number | null, why: string) {
    super(entry === null ? `The export's header ${why}.` : `Line ${entry + 2} of the export ${why}.`);
    this.name = 'ExportError';
    this.entry = entry;
  }
}

/**
 * Reads an export: first its header, then its entries, numbered as they come. Nothing is believed.
 * @throws ExportError at the first line that is none.
 */
export async function* readExport(source: Chunks): AsyncGenerator<ExportedItem> {
  let seq = -1;
  for await (const line of splitLines(source)) {
    const fields = parseLine(line);
    if (seq < 0) {
      const { type, checkpoint } = fields ?? {};
      if (type !== EXPORT_TYPE || typeof checkpoint !== 'string')
        throw new ExportError(null, `is not of ${EXPORT_TYPE}`);
      yield { checkpoint };
    } else {
      yield rowOf(fields, seq);
    }
    seq += 1;
  }
  if (seq < 0) throw new ExportError(null, 'is missing');
}

async function writeRows(db: Database.Database, write: WriteLine): Promise<number> {
  let count = 0;
  for (const row of db.prepare<[], StoredRow>(`${SELECT_ROWS} ORDER BY e.seq`).iterate()) {
    const { skeleton, nodes, salt, body } = row;
    if (typeof skeleton !== 'string' || !(nodes instanceof Uint8Array)) throw new JournalDamagedError(count, 'its row');
    const line = { nodes: base64(nodes), payload: textOf(body), salt: base64(salt), skeleton };
    await write(`${JSON.stringify(line)}\n`);
    count += 1;
  }
  return count;
}

function base64(bytes: unknown): string | null {
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : null;
}

function textOf(body: unknown): string | null {
  return body instanceof Uint8Array ? Buffer.from(body).toString() : null;
}

function rowOf(fields: Record<string, unknown> | null, seq: number): ExportedRow {
  const { nodes, payload, salt, skeleton } = fields ?? {};
  const erased = payload === null && salt === null;
  if (typeof skeleton !== 'string' || typeof nodes !== 'string') throw new ExportError(seq, 'is not an entry');
  if (!erased && (typeof payload !== 'string' || typeof salt !== 'string'))
    throw new ExportError(seq, 'is not an entry');
  // The columns of a database follow from the skeleton; here they are its fields.
  const { kind = null, subject = null, time = null } = parseSkeleton(skeleton) ?? {};
  const bytes = { nodes: strictBase64(nodes), salt: erased ? null : strictBase64(String(salt)) };
  const body = erased ? null : Buffer.from(String(payload));
  return { seq, kind, subject, time, skeleton, body, ...bytes };
}

function parseLine(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

async function* splitLines(source: Chunks): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  let count = -1;
  const decode = (chunk?: string | Uint8Array): string => {
    try {
      return typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new ExportError(count < 0 ? null : count, 'is not UTF-8');
    }
  };
  for await (const chunk of source) {
    const lines = (rest + decode(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      yield line;
      count += 1;
    }
    if (rest.length > MAX_LINE) throw new ExportError(count < 0 ? null : count, 'is too long');
  }
  rest += decode();
  if (rest !== '') throw new ExportError(count < 0 ? null : count, 'is cut off');
}
