import { z } from 'zod';
import { digestSchema, timeSchema } from './people.ts';

/**
 * The public half of a journal entry. Its canonical JSON bytes are the leaf data of the Merkle tree (RFC 6962), so
 * it must never carry personal data or anything that may have to be erased: that stands in the payload.
 */
export const skeletonSchema = z.strictObject({
  type: z.literal('claviger.entry.v1'),
  /** Position in the log, from 0. */
  seq: z.int().nonnegative(),
  time: timeSchema,
  /** What happened, for example `step.intent`; the payload's `type` is the same. */
  kind: z
    .string()
    .regex(/^[a-z]+(?:[.-][a-z]+)*$/)
    .max(64),
  /** Digest of the plan this entry belongs to, or null. */
  subject: digestSchema.nullable(),
  /** SHA-256(salt || payload bytes), hex. */
  payload: digestSchema,
});
export type Skeleton = z.infer<typeof skeletonSchema>;
