import type { RunView } from '../../shared/contract/index.ts';
import { NAMESPACES } from '../../shared/plan.ts';
import type { RecordOf } from '../../shared/records.ts';
import type { Statement } from '../signoff/index.ts';
import type { Block, Document } from './document.ts';
import { checkCommand, digestBlocks, planBlocks } from './plan-blocks.ts';

/** What a run's transcript is written from. */
export interface RunFacts {
  readonly statement: Statement;
  readonly approved: RecordOf<'run.approved'>;
  readonly run: RunView;
  /** How it ended; of a change of the roster, whether it is in force. */
  readonly outcome: string;
  /** What to call a person by id, also one who has left. */
  readonly nameOf: (id: string) => string;
  /** The run's entries, oldest first, each with a sentence. */
  readonly entries: readonly {
    readonly seq: number;
    readonly time: string;
    readonly kind: string;
    readonly summary: string;
    readonly leaf: string;
  }[];
  /** The journal's signed head when this was written. */
  readonly head: string;
  /** Effective time at which this was written. */
  readonly writtenAt: string;
  /** Whether people and vault are made up. */
  readonly isPractice: boolean;
}

/** Names of the files that are exported beside the transcript, so that its commands can be copied. */
export function transcriptFiles(digest: string) {
  const name = digest.slice(0, 16);
  const signature = (person: string, purpose: string): string => `plan-${name}.${person}.${purpose}.sig`;
  return { plan: `plan-${name}.json`, signature, transcript: `transcript-${name}` };
}

/** The transcript of a finished run: everything a reader needs to check it without the console. */
export function runTranscript(facts: RunFacts): Document {
  const { statement, approved, run, outcome, isPractice, writtenAt, nameOf } = facts;
  const { startedBy = null } = approved;
  const { plan, digest } = statement;
  return [
    { kind: 'heading', level: 1, text: titleOf(facts) },
    ...(isPractice ? [{ kind: 'paragraph', strong: true, text: 'Practice: a vault to practise with.' } as const] : []),
    {
      kind: 'facts',
      rows: [
        ['Result', outcome],
        ['Started (UTC)', run.startedAt],
        ['Started by', startedBy === null ? 'not recorded' : `${nameOf(startedBy)} (${startedBy})`],
        ['Finished (UTC)', run.finishedAt ?? 'not finished'],
        ['Requested by', `${plan.requester.name} (${plan.requester.id})`],
        ['Ticket', plan.ticket],
        ['Reason', plan.reason],
        ...(run.error === null ? [] : [['Error', `${run.error.code}: ${run.error.message}`] as const]),
        ['Written (UTC)', writtenAt],
      ],
    },
    { kind: 'heading', level: 2, text: 'Plan' },
    { kind: 'paragraph', text: 'What was signed is exactly the file named below; its name, as digest and in words:' },
    ...digestBlocks(digest),
    ...planBlocks(plan),
    ...approvalBlocks(facts),
    ...stepBlocks(run),
    ...journalBlocks(facts),
  ];
}

/** What a transcript is called. */
export function titleOf({ statement: { plan }, outcome }: Pick<RunFacts, 'statement' | 'outcome'>): string {
  const subject = plan.type === 'claviger.plan.v1' ? plan.target.name : plan.change.person.name;
  return `Transcript: ${plan.operation} ${subject} in ${plan.environment}: ${outcome}`;
}

function approvalBlocks({ statement, approved, nameOf }: RunFacts): readonly Block[] {
  const files = transcriptFiles(statement.digest);
  const roleOf = (id: string): string => approved.seats.find(({ person }) => person === id)?.role ?? 'no seat needed';
  const signatures = [
    ...approved.approvals.map((one) => ({ ...one, purpose: 'signoff' as const, as: roleOf(one.person) })),
    ...(approved.request === null ? [] : [{ ...approved.request, purpose: 'request' as const, as: 'requester' }]),
  ];
  const checks = signatures.map(({ person, purpose }) =>
    checkCommand(person, NAMESPACES[purpose], files.plan, files.signature(person, purpose)),
  );
  return [
    { kind: 'heading', level: 2, text: 'Approvals' },
    {
      kind: 'table',
      head: ['Who', 'As', 'Key', 'Held in', 'File'],
      rows: signatures.map(({ person, as, fingerprint, custody, purpose }) => [
        `${nameOf(person)} (${person})`,
        as,
        fingerprint,
        custody,
        files.signature(person, purpose),
      ]),
    },
    {
      kind: 'paragraph',
      text:
        'Plan, signatures and allowed_signers (who could sign when this was approved) stand in the folder of this ' +
        'transcript. In that folder each signature can be checked without the console:',
    },
    { kind: 'verbatim', text: checks.join('\n') },
  ];
}

function stepBlocks({ steps }: RunView): readonly Block[] {
  if (steps.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: 'Steps' },
    {
      kind: 'table',
      head: ['Step', 'Result', 'Attempts', 'Begun (UTC)', 'Ended (UTC)', 'Remark'],
      rows: steps.map(({ id, action, state, attempts, startedAt, finishedAt, note }) => [
        `${id} ${action}`,
        state === 'waiting' ? 'not begun' : state,
        String(attempts),
        startedAt ?? '',
        finishedAt ?? '',
        note ?? '',
      ]),
    },
    ...steps.flatMap(({ id, action, evidence }): Block[] =>
      evidence.length === 0
        ? []
        : [
            { kind: 'heading', level: 3, text: `What ${id} ${action} brought to light` },
            { kind: 'facts', rows: evidence.map(({ name, value }) => [name, value] as const) },
          ],
    ),
  ];
}

function journalBlocks({ entries, head }: RunFacts): readonly Block[] {
  return [
    { kind: 'heading', level: 2, text: 'Journal' },
    {
      kind: 'table',
      head: ['Entry', 'Time (UTC)', 'Kind', 'What', 'Leaf hash'],
      rows: entries.map(({ seq, time, kind, summary, leaf }) => [String(seq), time, kind, summary, leaf]),
    },
    {
      kind: 'paragraph',
      text: 'The signed head of the journal when this was written; all these entries stand under it:',
    },
    { kind: 'verbatim', text: head },
  ];
}
