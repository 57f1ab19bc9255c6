import { z } from 'zod';
import { digestSchema, personIdSchema, ROLES, timeSchema } from '../people.ts';
import { call } from './define.ts';
import {
  armoredSchema,
  environmentSchema,
  nothing,
  passphraseSchema,
  personRefSchema,
  reasonSchema,
  signCommandSchema,
  text,
} from './basics.ts';
import {
  candidateSchema,
  dissentViewSchema,
  planSummarySchema,
  seatSchema,
  shownLineSchema,
  signatureViewSchema,
} from './plans.ts';

const common = {
  /** Main refuses whatever is done in the window's first second; so many ms of it are left. */
  inertForMs: z.int().nonnegative(),
};
/** The genesis is an entry's payload: the longest statement there can be. */
const LONGEST_STATEMENT = 1_048_576;
const signing = {
  person: personRefSchema,
  /** Whether a passphrase will do; else a signature made elsewhere is brought in. */
  hasConsoleKey: z.boolean(),
  /** What to sign elsewhere, exactly, and the command to do it with; null where a passphrase is the way. */
  statement: text(LONGEST_STATEMENT).nullable(),
  signCommand: signCommandSchema.nullable(),
};

/** What an approval window was opened for, composed by main from what it stored itself. */
export const taskSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('answer'),
    digest: digestSchema,
    words: z.array(text(20)).length(24),
    lines: z.array(shownLineSchema).max(6000),
    summary: planSummarySchema,
    /** Steps that cannot be taken back. */
    irreversible: z.array(text(400)).max(50),
    seats: z.array(seatSchema).max(80),
    signatures: z.array(signatureViewSchema).max(400),
    dissents: z.array(dissentViewSchema).max(200),
    candidates: z.array(candidateSchema).max(200),
    /** The requester's own signature is wanted as well. */
    requesterSigns: z.boolean(),
    /** Who is meant to answer; null: whoever sits there. */
    person: personIdSchema.nullable(),
    signCommand: signCommandSchema,
  }),
  z.strictObject({ ...common, kind: z.literal('unlock'), ...signing }),
  z.strictObject({
    ...common,
    kind: z.literal('enrol'),
    name: text(100),
    roles: z.array(z.enum(ROLES)).max(ROLES.length),
    voucher: personRefSchema,
    /** Null: the console makes a key, and the person chooses its passphrase. */
    fingerprint: text(60).nullable(),
    statement: text(20_000).nullable(),
    signCommand: signCommandSchema.nullable(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('accept'),
    ...signing,
    workspace: digestSchema,
    words: z.array(text(20)).length(24),
    people: z
      .array(
        z.strictObject({
          ...personRefSchema.shape,
          roles: z.array(text(30)).max(8),
          fingerprints: z.array(text(60)).max(8),
        }),
      )
      .max(200),
    connections: z.array(z.strictObject({ id: text(100), environment: environmentSchema, where: text(400) })).max(200),
    createdAt: timeSchema,
  }),
]);
export type Task = z.infer<typeof taskSchema>;
export type TaskOf<K extends Task['kind']> = Extract<Task, { kind: K }>;

/** How a person proves that it is they: with the passphrase of the key the console holds, or a signature. */
export const proofSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('passphrase'), passphrase: passphraseSchema }),
  z.strictObject({ by: z.literal('signature'), signature: armoredSchema }),
]);
export type Proof = z.infer<typeof proofSchema>;

const TASK = ['no-workspace', 'task-over', 'too-soon', 'busy', 'read-only'] as const;
const SIGNING = [
  'wrong-passphrase',
  'passphrase-needed',
  'bad-signature',
  'wrong-namespace',
  'unknown-key',
  'statement-changed',
  'person-not-found',
  'bad-input',
  'journal-full',
  'journal-read-only',
  'journal-rolled-back',
  'clock-ahead',
  'clock-behind',
] as const;
const done = z.strictObject({ done: z.literal(true) });

export const APPROVAL_CALLS = {
  /** What this window is for. Only main knows; the page cannot ask for anything else. */
  'approval.task': call({
    kind: 'read',
    pages: ['approval'],
    input: nothing,
    output: taskSchema,
    errors: ['no-workspace', 'task-over', 'bad-plan', 'plan-not-found'],
  }),
  /** Signs the plan shown here. The digest is what the page showed; main compares it with what it composed. */
  'approval.sign': call({
    kind: 'change',
    pages: ['approval'],
    input: z.strictObject({
      digest: digestSchema,
      person: personIdSchema,
      purpose: z.enum(['signoff', 'request']),
      proof: proofSchema,
    }),
    output: done,
    errors: [
      ...TASK,
      ...SIGNING,
      'plan-not-ours',
      'expired',
      'already-run',
      'dissent',
      'role-missing',
      'requester-not-allowed',
      'same-person',
      'policy-changed',
      'export-failed',
    ],
  }),
  /**
   * Says no to the plan shown here, on the record. With a passphrase a reason is demanded and signed; a signature made
   * elsewhere is one over the plan itself in `claviger-dissent-v1`, which gives no reason.
   */
  'approval.dissent': call({
    kind: 'change',
    pages: ['approval'],
    input: z.strictObject({
      digest: digestSchema,
      person: personIdSchema,
      reason: reasonSchema.nullable(),
      proof: proofSchema,
    }),
    output: done,
    errors: [...TASK, ...SIGNING, 'looks-like-secret', 'plan-not-ours', 'expired', 'already-run'],
  }),
  'approval.unlock': call({
    kind: 'change',
    pages: ['approval'],
    input: z.strictObject({ proof: proofSchema }),
    output: done,
    errors: [...TASK, ...SIGNING],
  }),
  /** The new person's proof: a passphrase for the key the console makes, or a signature by the key they bring. */
  'approval.enrol': call({
    kind: 'change',
    pages: ['approval'],
    input: z.strictObject({ proof: proofSchema }),
    output: z.strictObject({ digest: digestSchema }),
    errors: [...TASK, ...SIGNING, 'weak-passphrase', 'not-possible', 'no-rule', 'looks-like-secret', 'nobody-unlocked'],
  }),
  'approval.accept': call({
    kind: 'change',
    pages: ['approval'],
    input: z.strictObject({ proof: proofSchema }),
    output: done,
    errors: [...TASK, ...SIGNING],
  }),
  /** Closes this window. */
  'approval.close': call({ kind: 'change', pages: ['approval'], input: nothing, output: done, errors: [] }),
} as const;
