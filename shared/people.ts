import { z } from 'zod';
import { textProblem } from './text.ts';
import { ROLES } from './vocabulary.ts';

export { ROLES, type Role } from './vocabulary.ts';

/** One line of text under the rules of `text.ts`, 1 to `max` characters, no blank at either end. */
export function line(max: number): z.ZodType<string, string> {
  return z
    .string()
    .min(1)
    .max(max)
    .refine((text) => textProblem(text) === null && text.trim() === text, 'must be one plain line of text');
}

/** Lower-case hex SHA-256. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);
/** UTC with milliseconds, as `Date.toISOString` writes it. */
export const timeSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .refine((text) => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text);
/** A person's stable id: never reused, safe as an OpenSSH principal. */
export const personIdSchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/);

/** Where the private half of a key is: made and kept by this console, in a file of the person's, or in hardware. */
export const CUSTODIES = ['console-held', 'own-file', 'hardware'] as const;
export type Custody = (typeof CUSTODIES)[number];

export const personKeySchema = z.strictObject({
  /** OpenSSH public key: algorithm and base64 blob, one space between, no comment. */
  publicKey: z
    .string()
    .max(2000)
    .regex(/^[a-z0-9@.-]+ [A-Za-z0-9+/]+={0,2}$/),
  /** `SHA256:` and unpadded base64, as `ssh-keygen -l` prints it. */
  fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
  custody: z.enum(CUSTODIES),
});
export type PersonKey = z.infer<typeof personKeySchema>;

export const personSchema = z.strictObject({
  id: personIdSchema,
  name: line(100),
  roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length),
  keys: z.array(personKeySchema).min(1).max(8),
  /** True for people of the sample only: they exist to practise with. */
  madeUp: z.boolean(),
});
export type Person = z.infer<typeof personSchema>;

export const rosterSchema = z.strictObject({
  type: z.literal('claviger.roster.v1'),
  people: z.array(personSchema).min(1).max(200),
});
/** Who may take part, with which roles and keys. Authority only as a signed journal entry (genesis or a later change). */
export type Roster = z.infer<typeof rosterSchema>;
