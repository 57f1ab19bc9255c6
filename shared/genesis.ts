import { z } from 'zod';
import { connectionSchema } from './connections.ts';
import { digestSchema, rosterSchema, timeSchema } from './people.ts';
import { policySchema } from './policy.ts';

export const genesisSchema = z.strictObject({
  type: z.literal('claviger.genesis.v1'),
  createdAt: timeSchema,
  /** 32 random bytes, hex: makes the workspace id unguessable and unique. */
  nonce: digestSchema,
  roster: rosterSchema,
  policy: policySchema,
  /** Raw Ed25519 public key (32 bytes, base64) under which checkpoints are signed. */
  checkpointKey: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
  connections: z.array(connectionSchema).max(50),
  /** True when the workspace was filled with the sample estate. */
  sample: z.boolean(),
});
/** The first entry of a journal. SHA-256 of its exact bytes is the workspace id; each person signs its acceptance. */
export type Genesis = z.infer<typeof genesisSchema>;
