import { z } from 'zod';
import { changeSchema, compactSshsig } from './change.ts';
import { CUSTODIES, digestSchema, line, personIdSchema, ROLES, timeSchema } from './people.ts';
import { planSchema } from './plan.ts';

/** Payloads of the journal's entries, by kind. A payload's `type` is its entry's kind. */

const sshsig = compactSshsig;
const sentence = z.string().max(2000);
const stepId = z.string().max(8);
const intentId = z.string().max(80);
/** Facts a step brought to light: texts, numbers and yes/no only. */
export const evidenceSchema = z.record(
  z.string().max(60),
  z.union([z.string().max(8000), z.int(), z.boolean(), z.null()]),
);
export type Evidence = z.infer<typeof evidenceSchema>;

const signatureSchema = z.strictObject({
  person: personIdSchema,
  fingerprint: z.string().max(60),
  custody: z.enum(CUSTODIES),
  /** Over the plan's exact bytes. */
  signature: sshsig,
});

export const RECORDS = {
  'genesis.accepted': z.strictObject({
    type: z.literal('genesis.accepted'),
    person: personIdSchema,
    signature: sshsig,
  }),
  'plan.proposed': z.strictObject({ type: z.literal('plan.proposed'), plan: planSchema }),
  'approval.signed': z.strictObject({
    type: z.literal('approval.signed'),
    person: personIdSchema,
    fingerprint: z.string().max(60),
    namespace: z.string().max(60),
  }),
  'plan.dissented': z.strictObject({
    type: z.literal('plan.dissented'),
    person: personIdSchema,
    reason: line(500).nullable(),
    signature: sshsig,
    /** True when it comes from somebody who could have approved. */
    blocks: z.boolean(),
  }),
  'run.refused': z.strictObject({
    type: z.literal('run.refused'),
    code: z.string().max(60),
    message: sentence,
    signature: z.string().max(300).nullable(),
  }),
  'refusals.suppressed': z.strictObject({ type: z.literal('refusals.suppressed'), until: timeSchema }),
  /** Calls of a page that were refused for who made them; several together have neither page nor call. */
  'call.refused': z.strictObject({
    type: z.literal('call.refused'),
    page: z.string().max(20).nullable(),
    call: z.string().max(60).nullable(),
    why: z.string().max(60),
    count: z.int().positive(),
  }),
  /** A window was opened on the workspace for writing: where its pages run. */
  'console.opened': z.strictObject({
    type: z.literal('console.opened'),
    host: z.enum(['electron', 'kiosk']),
    /** The program that shows the pages; null: they come with their own. */
    browser: z.string().max(1000).nullable(),
    version: z.string().max(40),
    sandboxed: z.boolean(),
  }),
  'run.approved': z.strictObject({
    type: z.literal('run.approved'),
    seats: z.array(z.strictObject({ role: z.enum(ROLES), person: personIdSchema })).max(80),
    /** One of each person at most. */
    approvals: z.array(signatureSchema).max(200),
    request: signatureSchema.nullable(),
    /** Who was at the screen and started it, as far as the console knew; null: a command. Older entries do not say. */
    startedBy: personIdSchema.nullable().optional(),
  }),
  'step.intent': z.strictObject({
    type: z.literal('step.intent'),
    step: stepId,
    attempt: z.int().positive(),
    intent: intentId,
    action: z.string().max(60),
  }),
  'step.outcome': z.strictObject({
    type: z.literal('step.outcome'),
    step: stepId,
    intent: intentId,
    outcome: z.enum(['done', 'not-done', 'unknown']),
    evidence: evidenceSchema,
    error: z.strictObject({ code: z.string().max(60), message: sentence }).nullable(),
  }),
  'step.settled': z.strictObject({
    type: z.literal('step.settled'),
    step: stepId,
    intent: intentId,
    verdict: z.enum(['done-by-us', 'state-holds-author-unknown', 'not-done', 'unknown']),
    evidence: evidenceSchema,
    because: sentence,
  }),
  'run.finished': z.strictObject({
    type: z.literal('run.finished'),
    result: z.enum(['done', 'failed']),
    error: z.strictObject({ code: z.string().max(60), message: sentence }).nullable(),
    /** What was read back at the end. */
    evidence: evidenceSchema,
  }),
  /** Stands between the approval of its plan and the end of the run, in one commit with both. */
  'roster.changed': z.strictObject({
    type: z.literal('roster.changed'),
    change: changeSchema,
    delayHours: z.int().min(0).max(720),
    /** The time of this entry and the delay; until then it stops at one dissent. */
    inForceAt: timeSchema,
  }),
  /** What waits to come into force waits longer by the jump. */
  'clock.confirmed': z.strictObject({
    type: z.literal('clock.confirmed'),
    aheadSeconds: z.int(),
    /** Who vouched for it; null: the flag of a command. Older entries do not say. */
    by: personIdSchema.nullable().optional(),
  }),
  'drill.finished': z.strictObject({
    type: z.literal('drill.finished'),
    drill: z.string().max(40),
    result: z.enum(['passed', 'failed']),
    elapsedMs: z.int().nonnegative(),
    /** SHA-256 of the transcript file, hex. */
    transcript: digestSchema,
    /** Name of the folder with the evidence, in the workspace's `drills`. */
    folder: line(100),
  }),
  'payload.erased': z.strictObject({ type: z.literal('payload.erased'), entry: z.int().positive(), reason: line(500) }),
} as const;

export type RecordKind = keyof typeof RECORDS;
export type RecordOf<K extends RecordKind> = z.infer<(typeof RECORDS)[K]>;

/** Reads a payload as the record of its kind; null when it is not one (verification reports that, nothing skips it). */
export function readRecord<K extends RecordKind>(kind: K, payload: unknown): RecordOf<K> | null {
  const parsed = RECORDS[kind].safeParse(payload);
  return parsed.success ? (parsed.data as RecordOf<K>) : null;
}
