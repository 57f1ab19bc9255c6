import { z } from 'zod';
import { digestSchema, line, personIdSchema, ROLES, timeSchema } from '../people.ts';
import { policySchema } from '../policy.ts';
import { call } from './define.ts';
import {
  environmentSchema,
  nothing,
  personViewSchema,
  reasonSchema,
  taskIdSchema,
  text,
  ticketSchema,
  writtenFileSchema,
} from './basics.ts';

const PROPOSING = [
  'no-workspace',
  'read-only',
  'nobody-unlocked',
  'bad-input',
  'looks-like-secret',
  'person-not-found',
  'not-possible',
  'no-rule',
  'busy',
  'journal-rolled-back',
  'clock-ahead',
  'clock-behind',
  'journal-full',
  'journal-read-only',
] as const;

export const PEOPLE_CALLS = {
  'people.read': call({
    kind: 'read',
    pages: ['console'],
    input: nothing,
    output: z.strictObject({
      people: z.array(personViewSchema).max(200),
      rosterDigest: digestSchema,
      /** Changes that were approved and are not in force yet. */
      pending: z
        .array(
          z.strictObject({
            digest: digestSchema,
            what: text(400),
            approvedAt: timeSchema,
            inForceAt: timeSchema,
          }),
        )
        .max(200),
      policy: policySchema,
      policyDigest: digestSchema,
      /** Rules that could not be met if this one person were lost; null: even the whole roster cannot meet it. */
      fragile: z
        .array(z.strictObject({ environment: environmentSchema, operation: text(40), person: text(100).nullable() }))
        .max(10_000),
    }),
    errors: ['no-workspace'],
  }),
  /**
   * Opens the approval window in which the new person proves that they hold their key; from that comes a plan, which
   * `task.ended` names, for others to sign.
   */
  'people.add': call({
    kind: 'change',
    pages: ['console'],
    input: z.strictObject({
      name: line(100),
      roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length),
      key: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('console-held') }),
        z.strictObject({ kind: z.literal('own'), publicKey: z.string().min(1).max(8000) }),
      ]),
      /** Who of the roster vouches that this is the person. */
      voucher: personIdSchema,
      ticket: ticketSchema,
      reason: reasonSchema,
    }),
    output: z.strictObject({ task: taskIdSchema }),
    errors: PROPOSING,
  }),
  'people.remove': call({
    kind: 'change',
    pages: ['console'],
    input: z.strictObject({ person: personIdSchema, ticket: ticketSchema, reason: reasonSchema }),
    output: z.strictObject({ digest: digestSchema }),
    errors: PROPOSING,
  }),
  'people.export-allowed-signers': call({
    kind: 'change',
    pages: ['console'],
    input: nothing,
    output: writtenFileSchema,
    errors: ['no-workspace', 'export-failed'],
  }),
  /** Opens the approval window in which a person of the first roster accepts the genesis. */
  'genesis.accept': call({
    kind: 'change',
    pages: ['console'],
    input: z.strictObject({ person: personIdSchema }),
    output: z.strictObject({ task: taskIdSchema }),
    errors: ['no-workspace', 'read-only', 'person-not-found', 'busy'],
  }),
} as const;
