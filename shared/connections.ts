import { z } from 'zod';
import { line } from './people.ts';
import { ENVIRONMENTS } from './policy.ts';

/** Who and what really answers behind a connection; plans pin it. */
export const identitySchema = z.discriminatedUnion('provider', [
  z.strictObject({ provider: z.literal('practice'), vault: line(64) }),
  z.strictObject({
    provider: z.literal('aws'),
    account: z.string().regex(/^\d{12}$/),
    partition: line(20),
    region: line(30),
    endpoint: line(300).nullable(),
  }),
  z.strictObject({ provider: z.literal('azure'), tenant: line(64), vaultUrl: line(300) }),
]);

/** Whether the quorum can be gone around with the same credential; printed in plans and transcripts. */
export const ENFORCEMENT = ['advisory', 'split', 'sealed'] as const;

export const connectionSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  environment: z.enum(ENVIRONMENTS),
  enforcement: z.enum(ENFORCEMENT),
  identity: identitySchema,
});
/** Binds an environment to one account or vault. Authority only as a signed journal entry. */
export type Connection = z.infer<typeof connectionSchema>;
