import { setImmediate } from 'node:timers/promises';
import { canonicalJson } from '../../../shared/canonical-json.ts';
import type { EntryDetail, EntryRow, InputOf, OutputOf } from '../../../shared/contract/index.ts';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { exportJournal, leafHash, verifyInclusion, type Entry, type JournalReader } from '../../journal/index.ts';
import { ENTRY_KINDS, summaryOf, type NameOf } from '../../operations/index.ts';
import { markOf, nameIn, readHighWater, type Layout, type ReadableWorkspace } from '../../workspace/index.ts';
import type { HandlersFor } from '../handlers.ts';
import type { Room } from '../room.ts';
import { openDraft, writeExport } from '../views/exports.ts';
import { headView } from '../views/head.ts';

type Calls =
  | 'journal.list'
  | 'journal.entry'
  | 'journal.head'
  | 'journal.verify'
  | 'journal.verification'
  | 'journal.cancel-verification'
  | 'journal.export'
  | 'journal.export-proof'
  | 'journal.export-checkpoint';

/** The journal: reading it, proving it, taking it away. */
export function journalCalls({ session, ports, verification }: Room): HandlersFor<Calls> {
  return {
    'journal.list': (wish) => session.reading(async ({ desk }) => ok(await listed(desk.workspace, wish))),
    'journal.entry': ({ seq }) => session.reading(({ desk }) => detail(desk.workspace, seq)),
    'journal.head': () =>
      session.reading(({ desk: { workspace } }) =>
        ok({ ...headView(workspace.journal), note: workspace.journal.head() }),
      ),
    'journal.verify': () =>
      session.reading(({ desk: { workspace } }) => {
        const mark = markOf(readHighWater(ports.home, workspace.id));
        const highWater = mark === null ? null : { size: mark.size, root: mark.root };
        return verification.start(workspace.layout.journal, highWater, workspace.journal.size());
      }),
    'journal.verification': () => ok({ latest: verification.latest() }),
    'journal.cancel-verification': () => {
      verification.cancel();
      return ok({ latest: verification.latest() });
    },
    'journal.export': () => session.reading(({ desk: { workspace } }) => exportAll(workspace)),
    'journal.export-proof': ({ seq }) =>
      session.reading(({ desk: { workspace } }) => {
        const { journal, layout } = workspace;
        if (journal.entry(seq) === null) return fail(notFound(seq));
        const proof = Buffer.from(journal.tlogProof(seq));
        return writeExport(layout, `entry-${seq}-of-${journal.size()}.tlog-proof`, proof);
      }),
    'journal.export-checkpoint': () =>
      session.reading(({ desk: { workspace } }) => {
        const { journal, layout } = workspace;
        return writeExport(layout, `checkpoint-${journal.size()}.txt`, Buffer.from(journal.head()));
      }),
  };
}

type Where = Pick<ReadableWorkspace, 'journal' | 'authority'>;

function namesOf({ authority }: Where): NameOf {
  return (id) => nameIn(authority, id);
}

function row({ skeleton, payload }: Entry, nameOf: NameOf): EntryRow {
  const { seq, time, kind, subject } = skeleton;
  return { seq, time, kind, subject, summary: summaryOf(kind, payload, nameOf), erased: payload === null };
}

async function listed(where: Where, wish: InputOf<'journal.list'>): Promise<OutputOf<'journal.list'>> {
  const { journal } = where;
  const { before, limit, kind, search } = wish;
  const size = journal.size();
  const end = Math.min(before ?? size, size);
  const entries =
    search === null || search === '' ? newest(journal, end, limit, kind) : await searched(journal, end, wish);
  const last = entries.at(-1)?.skeleton.seq ?? 0;
  const next = entries.length < limit || last === 0 ? null : last;
  const nameOf = namesOf(where);
  return { entries: entries.map((entry) => row(entry, nameOf)), next, size, kinds: [...ENTRY_KINDS] };
}

function newest(journal: JournalReader, to: number, limit: number, kind: string | null): readonly Entry[] {
  return [...journal.entries({ to, newestFirst: true, limit, ...(kind === null ? {} : { kind }) })];
}

/** So many entries are looked through at once; then other work has its turn. */
const SEARCH_PIECE = 4000;

async function searched(
  journal: JournalReader,
  end: number,
  { limit, kind, search }: InputOf<'journal.list'>,
): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for (let before = end; before > 0 && found.length < limit; before -= SEARCH_PIECE) {
    const from = Math.max(0, before - SEARCH_PIECE);
    const hits = journal.search(search ?? '', { before, from, limit: SEARCH_PIECE });
    found.push(...hits.filter(({ skeleton }) => kind === null || skeleton.kind === kind));
    await setImmediate();
  }
  return found.slice(0, limit);
}

function notFound(seq: number): ConsoleError {
  return consoleError('entry-not-found', `The journal has no entry ${seq}.`);
}

const LONGEST_PAYLOAD = 400_000;

/** A payload for people; one that is too long for a screen is cut, and says so. */
function payloadText(payload: Entry['payload']): string | null {
  if (payload === null) return null;
  const text = JSON.stringify(payload, null, 2);
  if (text.length <= LONGEST_PAYLOAD) return text;
  const note = `\n(${text.length} characters, cut off here: an export of the journal has them all)`;
  return `${text.slice(0, LONGEST_PAYLOAD - note.length)}${note}`;
}

function detail(where: Where, seq: number): Result<EntryDetail, ConsoleError> {
  const { journal } = where;
  const entry = journal.entry(seq);
  const size = journal.size();
  if (entry === null || seq >= size) return fail(notFound(seq));
  const skeleton = canonicalJson(entry.skeleton);
  const leaf = leafHash(Buffer.from(skeleton));
  const proof = journal.inclusionProof(seq, size);
  const root = journal.rootAt(size);
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  return ok({
    ...row(entry, namesOf(where)),
    skeleton,
    payload: payloadText(entry.payload),
    leaf: hex(leaf),
    proof: {
      hashes: proof.map(hex),
      size,
      root: hex(root),
      holds: verifyInclusion({ index: seq, size, leaf, proof, root }),
    },
    checkpoint: journal.head(),
  });
}

/** Written piece by piece: a journal may be larger than memory. */
async function exportAll({
  layout,
  journal,
}: {
  readonly layout: Layout;
  readonly journal: JournalReader;
}): Promise<Result<{ file: string; sha256: string }, ConsoleError>> {
  const draft = openDraft(layout);
  if (!draft.ok) return draft;
  try {
    const exported = await exportJournal({ file: layout.journal }, (line) => {
      draft.value.write(line);
    });
    if (exported.ok) return draft.value.place(`journal-${journal.size()}.jsonl`);
    return fail(consoleError('journal-unreadable', exported.error.message));
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return fail(consoleError('export-failed', `The journal could not be written to ${layout.exports}.`));
  } finally {
    draft.value.discard();
  }
}
