import { z } from 'zod';

/** What is asked of the process in which a key is opened. Secrets follow the header as raw bytes, never as JSON. */
export const childTaskSchema = z.discriminatedUnion('task', [
  z.strictObject({ task: z.literal('sign'), sealed: z.string(), namespace: z.string(), passphraseBytes: z.int() }),
  z.strictObject({ task: z.literal('make-key'), comment: z.string(), rounds: z.int(), passphraseBytes: z.int() }),
]);
export type ChildTask = z.infer<typeof childTaskSchema>;

/** What it answers, as one JSON text. */
export const childAnswerSchema = z.union([
  z.strictObject({ ok: z.literal(true), armored: z.string() }),
  z.strictObject({ ok: z.literal(true), privateKey: z.string(), publicKey: z.string() }),
  z.strictObject({ ok: z.literal(false), code: z.enum(['wrong-passphrase', 'not-a-key', 'weak-passphrase']) }),
]);
export type ChildAnswer = z.infer<typeof childAnswerSchema>;

/** Header length (4 bytes, big-endian), header, passphrase, message. */
export function frame(task: ChildTask, passphrase: Buffer, message: Uint8Array): Buffer {
  const header = Buffer.from(JSON.stringify(task));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  return Buffer.concat([length, header, passphrase, message]);
}

/** Takes a frame apart; the parts lie in the buffer that was given. */
export function unframe(bytes: Buffer): {
  readonly task: ChildTask;
  readonly passphrase: Buffer;
  readonly message: Buffer;
} {
  const begin = 4 + bytes.readUInt32BE(0);
  const task = childTaskSchema.parse(JSON.parse(bytes.toString('utf8', 4, begin)));
  const end = begin + task.passphraseBytes;
  return { task, passphrase: bytes.subarray(begin, end), message: bytes.subarray(end) };
}
