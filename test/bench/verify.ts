import Database from 'better-sqlite3';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { createJournal, verifyJournal } from '../../main/journal/index.ts';
import { draftOf, elapsed, elapsedSync, genesisOf, median, newSigner, TIME, type Measurement } from './measure.ts';

const ENTRIES = 100_000;
const ROUNDS = 7;

type Row = { skeleton: string; salt: Buffer; body: Buffer };

/** A whole verification against reading the same rows and hashing the same bytes. */
export async function verifyRatio(folder: string): Promise<Measurement> {
  const file = join(folder, 'verify.db');
  fill(file);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const plain = elapsedSync(() => {
      readAndHash(file);
    });
    const verified = await elapsed(() => verifyAll(file));
    if (round === 0) continue;
    theirs.push(plain);
    ours.push(verified);
  }
  const ratio = median(ours.map((time, round) => time / (theirs[round] ?? Number.NaN)));
  return {
    name: `verifying ${ENTRIES} entries`,
    ours: `${median(ours).toFixed(0)} ms`,
    theirs: `${median(theirs).toFixed(0)} ms`,
    ratio,
    goal: '<= 2',
    met: ratio <= 2,
  };
}

function fill(file: string): void {
  const signer = newSigner();
  const created = createJournal({ file, genesis: genesisOf(signer), time: TIME, signer });
  if (!created.ok) throw new Error(created.error.message);
  const journal = created.value;
  while (journal.size() < ENTRIES) {
    const count = Math.min(1000, ENTRIES - journal.size());
    const appended = journal.append(
      Array.from({ length: count }, (_, index) => draftOf(journal.size() + index)),
      TIME,
    );
    if (!appended.ok) throw new Error(appended.error.message);
  }
  journal.close();
}

async function verifyAll(file: string): Promise<void> {
  const report = await verifyJournal({ file });
  if (!report.ok || report.size !== ENTRIES)
    throw new Error(`the verification failed: ${JSON.stringify(report.problem)}`);
}

/** The fastest plain way known: one iteration, and Node's one-shot hash of leaf data, and of salt with payload. */
function readAndHash(file: string): void {
  const db = new Database(file, { readonly: true });
  const rows = db.prepare<[], Row>(
    `SELECT e.seq, e.kind, e.subject, e.time, e.skeleton, e.nodes, p.salt, CAST(p.body AS BLOB) AS body
     FROM entries e LEFT JOIN payloads p ON p.seq = e.seq ORDER BY e.seq`,
  );
  const joined = Buffer.alloc(65_536);
  let count = 0;
  for (const { skeleton, salt, body } of rows.iterate()) {
    hash('sha256', skeleton, 'hex');
    joined.set(salt, 0);
    joined.set(body, 32);
    hash('sha256', joined.subarray(0, 32 + body.length), 'hex');
    count += 1;
  }
  db.close();
  if (count !== ENTRIES) throw new Error('the rows are not all there');
}
