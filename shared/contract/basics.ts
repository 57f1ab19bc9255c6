import { z } from 'zod';
import { CUSTODIES, digestSchema, line, personIdSchema, ROLES, timeSchema } from '../people.ts';
import { ENVIRONMENTS } from '../policy.ts';

/** A text that main shows: bounded, but otherwise as it comes. */
export const text = (max: number) => z.string().max(max);
export const environmentSchema = z.enum(ENVIRONMENTS);
export const nothing = z.strictObject({});
export const reasonSchema = line(500);
export const ticketSchema = line(100);
/** A passphrase on its way in. No schema of an output may hold one. */
export const passphraseSchema = z.string().min(1).max(200);
/** An armored SSHSIG as `ssh-keygen -Y sign` writes it. */
export const armoredSchema = z.string().min(1).max(16_384);
/** A command to copy; it may name a file, and a path may be long where every character is quoted. */
export const signCommandSchema = text(20_000);
export const taskIdSchema = z.string().regex(/^t-[0-9a-f]{16}$/);
export const jobIdSchema = z.string().regex(/^j-[0-9a-f]{16}$/);

export const personRefSchema = z.strictObject({ id: personIdSchema, name: text(100) });
export const personViewSchema = z.strictObject({
  ...personRefSchema.shape,
  roles: z.array(z.enum(ROLES)).max(ROLES.length),
  madeUp: z.boolean(),
  keys: z.array(z.strictObject({ publicKey: text(2000), fingerprint: text(60), custody: z.enum(CUSTODIES) })).max(8),
  /** Whether this console holds a key of theirs here, so that a passphrase is all they need. */
  hasConsoleKey: z.boolean(),
  accepted: z.boolean(),
});
export type PersonView = z.infer<typeof personViewSchema>;

/** A file that main wrote into the workspace's `exports` folder; SHA-256 of its bytes. */
export const writtenFileSchema = z.strictObject({ file: text(4096), sha256: digestSchema });

/** The journal's head: `root` is hex. */
export const headSchema = z.strictObject({
  origin: text(200),
  size: z.int().nonnegative(),
  root: digestSchema,
  time: timeSchema,
});
