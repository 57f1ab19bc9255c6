import { z } from 'zod';
import { line, timeSchema } from '../people.ts';
import { call } from './define.ts';
import { environmentSchema, nothing, text } from './basics.ts';
import { DUE, LIFECYCLE } from '../vocabulary.ts';

export { DUE, LIFECYCLE } from '../vocabulary.ts';

export const keyRowSchema = z.strictObject({
  id: text(300),
  name: text(300),
  environment: environmentSchema,
  connection: text(100),
  provider: z.enum(['practice', 'aws', 'azure']),
  spec: text(40),
  usage: text(40),
  description: text(300),
  aliases: z.array(text(300)).max(100),
  state: z.enum(LIFECYCLE),
  version: z.int().nonnegative(),
  owner: text(300).nullable(),
  createdAt: timeSchema,
  lastRotatedAt: timeSchema,
  nextRotationAt: timeSchema,
  /** Whole days until then; negative when overdue. */
  daysLeft: z.int(),
  periodDays: z.int(),
  due: z.enum(DUE),
});
export type KeyRow = z.infer<typeof keyRowSchema>;

export const dependantSchema = z.strictObject({
  kind: z.enum(['alias', 'application', 'storage', 'database', 'backup', 'grant']),
  name: text(300),
  pins: z.enum(['alias', 'key-id']),
});

export const keyDetailSchema = z.strictObject({
  ...keyRowSchema.shape,
  arn: text(400),
  /** Oldest first. */
  versions: z
    .array(z.strictObject({ id: text(200), number: z.int(), createdAt: timeSchema, origin: text(40) }))
    .max(5000),
  dependants: z.array(dependantSchema).max(10_000),
  lastUse: z.strictObject({ at: timeSchema, operation: text(60), principal: text(300) }).nullable(),
  /** From the journal, oldest first. */
  history: z.array(z.strictObject({ time: timeSchema, entry: z.int(), what: text(300) })).max(5000),
  tags: z.array(z.strictObject({ name: text(128), value: text(256) })).max(200),
  rotation: z.strictObject({
    method: z.enum(['in-place', 'replacement']),
    automaticDays: z.int().nullable(),
    onDemandUsed: z.int(),
    onDemandLimit: z.int().nullable(),
    /** Why the key cannot be rotated now; null when it can. */
    blocked: text(400).nullable(),
  }),
  deletionDate: timeSchema.nullable(),
});
export type KeyDetail = z.infer<typeof keyDetailSchema>;

const READING = ['no-workspace', 'not-connected', 'provider-failed', 'vault-failed', 'plan-not-ours'] as const;

export const KEY_CALLS = {
  /**
   * The inventory, in pages of up to 500. `listing: null` asks the providers anew; its number in the answer gets the
   * further pages of that same listing.
   */
  'keys.list': call({
    kind: 'read',
    pages: ['console'],
    input: z.strictObject({
      environment: environmentSchema.nullable(),
      listing: z.int().nonnegative().nullable(),
      from: z.int().nonnegative(),
    }),
    output: z.strictObject({
      listing: z.int().nonnegative(),
      /** When the providers were asked. */
      at: timeSchema,
      total: z.int().nonnegative(),
      rows: z.array(keyRowSchema).max(500),
      /** Connections that did not answer; their keys are missing from the rows. */
      problems: z.array(z.strictObject({ connection: text(100), message: text(1000) })).max(200),
    }),
    errors: READING,
  }),
  'keys.show': call({
    kind: 'read',
    pages: ['console'],
    input: z.strictObject({ environment: environmentSchema, key: line(300) }),
    output: keyDetailSchema,
    errors: [...READING, 'key-not-found'],
  }),
  'health.read': call({
    kind: 'read',
    pages: ['console'],
    input: nothing,
    output: z.strictObject({
      status: z.enum(['healthy', 'degraded', 'unhealthy']),
      checks: z
        .array(z.strictObject({ check: text(200), status: z.enum(['pass', 'warn', 'fail']), detail: text(2000) }))
        .max(1000),
    }),
    errors: ['no-workspace'],
  }),
} as const;
