import { z } from 'zod';
import { CUSTODIES, digestSchema, line, personIdSchema, ROLES, timeSchema } from '../people.ts';
import { planSchema } from '../plan.ts';
import { OPERATIONS } from '../policy.ts';
import { call } from './define.ts';
import {
  environmentSchema,
  nothing,
  personRefSchema,
  reasonSchema,
  signCommandSchema,
  taskIdSchema,
  text,
  ticketSchema,
  writtenFileSchema,
} from './basics.ts';

export const PLAN_STATES = [
  /** Signatures are missing. */
  'waiting',
  /** The quorum is met; it may run. */
  'ready',
  'running',
  /** It was admitted and has not finished, and nothing works on it: `run.resume` settles it. */
  'interrupted',
  'done',
  'failed',
  'dissented',
  'expired',
  /** Policy, roster or the journal have moved on: it cannot run any more. */
  'outdated',
] as const;
export type PlanState = (typeof PLAN_STATES)[number];

export const planSummarySchema = z.strictObject({
  digest: digestSchema,
  operation: z.enum(OPERATIONS),
  environment: environmentSchema,
  /** What people call the key, or what a change of roster or policy is about. */
  subject: text(300),
  ticket: text(100),
  reason: text(500),
  requester: personRefSchema,
  createdAt: timeSchema,
  notAfter: timeSchema,
  state: z.enum(PLAN_STATES),
  /** Seats of the quorum, and how many of them are taken. */
  seats: z.int(),
  seated: z.int(),
});
export type PlanSummary = z.infer<typeof planSummarySchema>;

export const shownLineSchema = z.strictObject({
  section: text(60),
  label: text(120),
  /** As long as the longest text of a plan, in quotes. */
  value: text(20_000),
  note: text(400).nullable(),
});

export const seatSchema = z.strictObject({
  role: z.enum(ROLES),
  /** Null: still empty. */
  person: personRefSchema.nullable(),
});

export const signatureViewSchema = z.strictObject({
  person: personRefSchema,
  purpose: z.enum(['signoff', 'request']),
  fingerprint: text(60),
  custody: z.enum(CUSTODIES),
});
export const dissentViewSchema = z.strictObject({
  person: personRefSchema,
  reason: text(500).nullable(),
  blocks: z.boolean(),
  at: timeSchema,
});
export const candidateSchema = z.strictObject({
  ...personRefSchema.shape,
  roles: z.array(z.enum(ROLES)).max(ROLES.length),
  hasConsoleKey: z.boolean(),
  /** Whether a signature of theirs would count: `yes`, or why not. */
  may: z.enum(['yes', 'role-missing', 'requester-not-allowed']),
  signed: z.boolean(),
});

export const runViewSchema = z.strictObject({
  startedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
  result: z.enum(['done', 'failed', 'unknown']).nullable(),
  /** `asked`: will hold at the next safe point; `held`: is holding there; `stopping`: gives the rest up there. */
  holding: z.enum(['no', 'asked', 'held', 'stopping']),
  error: z.strictObject({ code: text(60), message: text(2000) }).nullable(),
  steps: z
    .array(
      z.strictObject({
        id: text(8),
        action: text(60),
        state: z.enum(['waiting', 'running', 'done', 'not-done', 'unknown']),
        attempts: z.int(),
        startedAt: timeSchema.nullable(),
        finishedAt: timeSchema.nullable(),
        evidence: z.array(z.strictObject({ name: text(60), value: text(8000) })).max(60),
        /** The latest thing worth saying about it. */
        note: text(2000).nullable(),
      }),
    )
    .max(50),
});
export type RunView = z.infer<typeof runViewSchema>;

export const planViewSchema = z.strictObject({
  digest: digestSchema,
  words: z.array(text(20)).length(24),
  plan: planSchema,
  /** Every field, as the approval page shows it. */
  lines: z.array(shownLineSchema).max(6000),
  summary: planSummarySchema,
  /** Why it is in this state, where that needs saying. */
  because: text(2000).nullable(),
  seats: z.array(seatSchema).max(80),
  signatures: z.array(signatureViewSchema).max(400),
  dissents: z.array(dissentViewSchema).max(200),
  candidates: z.array(candidateSchema).max(200),
  /** For people who sign elsewhere: the command, given the exported plan. */
  signCommand: signCommandSchema,
  run: runViewSchema.nullable(),
});
export type PlanView = z.infer<typeof planViewSchema>;

const planned = z.strictObject({ digest: digestSchema });
const asked = {
  ticket: ticketSchema,
  reason: reasonSchema,
  validForHours: z.int().min(1).max(168),
};
const PLANNING = [
  'no-workspace',
  'read-only',
  'nobody-unlocked',
  'bad-input',
  'looks-like-secret',
  'key-not-found',
  'not-connected',
  'not-possible',
  'no-rule',
  'foreign-key',
  'provider-failed',
  'plan-not-ours',
  'person-not-found',
  'journal-rolled-back',
  'clock-ahead',
  'clock-behind',
  'journal-full',
  'journal-read-only',
  'vault-failed',
] as const;
const ONE_PLAN = ['no-workspace', 'plan-not-found'] as const;

export const PLAN_CALLS = {
  'rotation.plan': call({
    kind: 'change',
    pages: ['console'],
    input: z.strictObject({ environment: environmentSchema, key: line(300), ...asked }),
    output: planned,
    errors: PLANNING,
  }),
  'creation.plan': call({
    kind: 'change',
    pages: ['console'],
    input: z.strictObject({
      environment: environmentSchema,
      alias: z
        .string()
        .regex(/^[A-Za-z0-9/_-]+$/)
        .max(200),
      spec: z.enum(['SYMMETRIC_DEFAULT', 'RSA_3072', 'RSA_4096', 'ECC_NIST_P256', 'ECC_NIST_P384', 'HMAC_256']),
      description: line(200),
      owner: line(100),
      automaticDays: z.int().min(1).max(2560).nullable(),
      ...asked,
    }),
    output: planned,
    errors: PLANNING,
  }),
  /** Newest first; `open` are those that can still run or are running. */
  'plans.list': call({
    kind: 'read',
    pages: ['console'],
    input: z.strictObject({ which: z.enum(['open', 'recent']) }),
    output: z.strictObject({ plans: z.array(planSummarySchema).max(200) }),
    errors: ['no-workspace'],
  }),
  'plan.read': call({
    kind: 'read',
    pages: ['console'],
    input: planned,
    output: planViewSchema,
    errors: [...ONE_PLAN, 'bad-plan'],
  }),
  /** Writes the exact bytes to sign, for people who sign on their own machine. */
  'plan.export': call({
    kind: 'change',
    pages: ['console'],
    input: planned,
    output: writtenFileSchema,
    errors: [...ONE_PLAN, 'export-failed'],
  }),
  /** Asks main to open the approval window for a plan; main alone decides what it shows. */
  'approval.ask': call({
    kind: 'change',
    pages: ['console'],
    input: z.strictObject({ digest: digestSchema, person: personIdSchema.nullable() }),
    output: z.strictObject({ task: taskIdSchema }),
    errors: [...ONE_PLAN, 'read-only', 'person-not-found', 'busy', 'expired', 'already-run', 'dissent'],
  }),
  /** Admits the plan with the signatures gathered here and carries it out; events tell how far it is. */
  'run.start': call({
    kind: 'change',
    pages: ['console'],
    input: planned,
    output: z.strictObject({ started: z.literal(true) }),
    errors: [...ONE_PLAN, 'read-only', 'busy', 'nobody-unlocked'],
  }),
  /** Settles and finishes every run that an interruption left open. */
  'run.resume': call({
    kind: 'change',
    pages: ['console'],
    input: nothing,
    output: z.strictObject({ started: z.literal(true) }),
    errors: ['no-workspace', 'read-only', 'busy', 'nobody-unlocked'],
  }),
  /** Holds before the next step, where nothing is half done; gives the rest up; or, in a person's name, goes on. */
  'run.steer': call({
    kind: 'change',
    pages: ['console'],
    input: z.strictObject({ digest: digestSchema, wish: z.enum(['hold', 'go-on', 'stop']) }),
    output: runViewSchema,
    errors: [...ONE_PLAN, 'not-running', 'busy', 'read-only', 'nobody-unlocked'],
  }),
  /** The transcript of a finished run: a self-contained HTML page, and a PDF where the host can print. */
  'transcript.export': call({
    kind: 'change',
    pages: ['console'],
    input: planned,
    output: z.strictObject({ html: writtenFileSchema, pdf: writtenFileSchema.nullable() }),
    errors: [...ONE_PLAN, 'not-run-yet', 'export-failed', 'busy', 'nobody-unlocked'],
  }),
} as const;
