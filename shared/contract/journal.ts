import { z } from 'zod';
import { digestSchema, timeSchema } from '../people.ts';
import { call } from './define.ts';
import { headSchema, jobIdSchema, nothing, text, writtenFileSchema } from './basics.ts';

export const entryRowSchema = z.strictObject({
  seq: z.int().nonnegative(),
  time: timeSchema,
  kind: text(64),
  subject: text(300).nullable(),
  /** What happened, in a sentence. */
  summary: text(600),
  erased: z.boolean(),
});
export type EntryRow = z.infer<typeof entryRowSchema>;

export const entryDetailSchema = z.strictObject({
  ...entryRowSchema.shape,
  /** The skeleton, canonical JSON: exactly what the leaf is the hash of. */
  skeleton: text(20_000),
  /** The payload as indented JSON; null once it was erased. */
  payload: text(400_000).nullable(),
  leaf: digestSchema,
  proof: z.strictObject({
    /** Hashes of the inclusion proof, hex, from the leaf up. */
    hashes: z.array(digestSchema).max(64),
    size: z.int(),
    root: digestSchema,
    /** Checked afresh by main. */
    holds: z.boolean(),
  }),
  /** The signed head the proof leads to (C2SP signed note). */
  checkpoint: text(10_000),
});
export type EntryDetail = z.infer<typeof entryDetailSchema>;

export const verificationSchema = z.strictObject({
  ok: z.boolean(),
  size: z.int(),
  root: text(100),
  integrity: z.boolean(),
  /** Null: the journal was not whole, so nothing could be replayed. */
  authorisation: z.strictObject({ ok: z.boolean(), executions: z.int(), erased: z.int() }).nullable(),
  anchoring: text(400),
  problem: z.strictObject({ kind: text(60), entry: z.int().nullable(), message: text(2000) }).nullable(),
  at: timeSchema,
});
export type VerificationView = z.infer<typeof verificationSchema>;

export const verifyJobSchema = z.strictObject({
  job: jobIdSchema,
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
  result: verificationSchema.nullable(),
});

export const JOURNAL_CALLS = {
  /** Newest first, before an entry (null: from the end). */
  'journal.list': call({
    kind: 'read',
    pages: ['console'],
    input: z.strictObject({
      before: z.int().nonnegative().nullable(),
      limit: z.int().min(1).max(200),
      kind: text(60).nullable(),
      /** Finds entries that contain this text. */
      search: text(200).nullable(),
    }),
    output: z.strictObject({
      entries: z.array(entryRowSchema).max(200),
      /** Where the next page begins; null at the journal's beginning. */
      next: z.int().nonnegative().nullable(),
      size: z.int().nonnegative(),
      kinds: z.array(text(60)).max(100),
    }),
    errors: ['no-workspace', 'journal-unreadable'],
  }),
  'journal.entry': call({
    kind: 'read',
    pages: ['console'],
    input: z.strictObject({ seq: z.int().nonnegative() }),
    output: entryDetailSchema,
    errors: ['no-workspace', 'entry-not-found', 'journal-unreadable'],
  }),
  'journal.head': call({
    kind: 'read',
    pages: ['console'],
    input: nothing,
    output: z.strictObject({ ...headSchema.shape, note: text(10_000) }),
    errors: ['no-workspace'],
  }),
  /** Starts verifying everything; events tell how far it is, `journal.verification` what came of it. */
  'journal.verify': call({
    kind: 'change',
    pages: ['console'],
    input: nothing,
    output: verifyJobSchema,
    errors: ['no-workspace', 'busy'],
  }),
  'journal.verification': call({
    kind: 'read',
    pages: ['console'],
    input: nothing,
    /** The latest one of this session; null: none was made. */
    output: z.strictObject({ latest: verifyJobSchema.nullable() }),
    errors: [],
  }),
  'journal.cancel-verification': call({
    kind: 'change',
    pages: ['console'],
    input: nothing,
    output: z.strictObject({ latest: verifyJobSchema.nullable() }),
    errors: [],
  }),
  'journal.export': call({
    kind: 'change',
    pages: ['console'],
    input: nothing,
    output: writtenFileSchema,
    errors: ['no-workspace', 'export-failed', 'journal-unreadable'],
  }),
  'journal.export-proof': call({
    kind: 'change',
    pages: ['console'],
    input: z.strictObject({ seq: z.int().nonnegative() }),
    output: writtenFileSchema,
    errors: ['no-workspace', 'export-failed', 'entry-not-found'],
  }),
  'journal.export-checkpoint': call({
    kind: 'change',
    pages: ['console'],
    input: nothing,
    output: writtenFileSchema,
    errors: ['no-workspace', 'export-failed'],
  }),
} as const;
