import Database from 'better-sqlite3';
import { join } from 'node:path';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { createJournal } from '../../main/journal/index.ts';
import { draftOf, elapsedSync, genesisOf, median, newSigner, TIME, type Measurement } from './measure.ts';

const ROUNDS = 41;
const PER_ROUND = 200;

/** Appends, one entry per transaction, against plain inserts of as many bytes under the same settings. */
export function appendRatio(folder: string): Measurement {
  const ours = journalAppends(folder);
  const theirs = plainInserts(folder);
  const times = { ours: [] as number[], theirs: [] as number[] };
  let seq = 1;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const from = seq;
    seq += PER_ROUND;
    const work = (append: (seq: number) => void) =>
      elapsedSync(() => {
        for (let next = from; next < seq; next += 1) append(next);
      });
    // Turn about first and second; round 0 warms up.
    const first = round % 2 === 0;
    const early = work(first ? ours.append : theirs.append);
    const late = work(first ? theirs.append : ours.append);
    if (round === 0) continue;
    times.ours.push(first ? early : late);
    times.theirs.push(first ? late : early);
  }
  ours.close();
  theirs.close();
  const perSecond = (values: readonly number[]) => (PER_ROUND / median(values)) * 1000;
  // Round by round, so that what else the machine does meanwhile hits both alike.
  const ratio = median(times.ours.map((time, round) => (times.theirs[round] ?? Number.NaN) / time));
  return {
    name: 'appends, one entry per transaction',
    ours: `${perSecond(times.ours).toFixed(0)}/s`,
    theirs: `${perSecond(times.theirs).toFixed(0)}/s`,
    ratio,
    goal: '>= 0.5',
    met: ratio >= 0.5,
  };
}

type Appends = { readonly append: (seq: number) => void; readonly close: () => void };

function journalAppends(folder: string): Appends {
  const signer = newSigner();
  const created = createJournal({ file: join(folder, 'append.db'), genesis: genesisOf(signer), time: TIME, signer });
  if (!created.ok) throw new Error(created.error.message);
  const journal = created.value;
  return {
    append(seq) {
      const appended = journal.append([draftOf(seq)], TIME);
      if (!appended.ok) throw new Error(appended.error.message);
    },
    close: () => void journal.close(),
  };
}

/** One insert into one table without indexes: the least that keeps the same bytes as durably. */
function plainInserts(folder: string): Appends {
  const db = new Database(join(folder, 'plain.db'));
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'fullfsync = ON', 'checkpoint_fullfsync = ON']) {
    db.pragma(pragma);
  }
  for (const pragma of ['secure_delete = ON', 'trusted_schema = OFF', 'cell_size_check = ON', 'foreign_keys = ON']) {
    db.pragma(pragma);
  }
  db.exec(`CREATE TABLE rows (seq INTEGER PRIMARY KEY, kind TEXT, subject TEXT, time TEXT, skeleton TEXT, nodes BLOB,
    salt BLOB, body TEXT) STRICT`);
  const insert = db.prepare('INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const skeleton = 'x'.repeat(280);
  const [nodes, salt] = [Buffer.alloc(64), Buffer.alloc(32)];
  return {
    append(seq) {
      const { kind, subject, payload } = draftOf(seq);
      insert.run(seq, kind, subject, TIME, skeleton, nodes, salt, canonicalJson(payload));
    },
    close: () => void db.close(),
  };
}
