import { z } from 'zod';

/** A message to main. Strict: an unknown field refuses it. */
export const messageSchema = z.strictObject({
  call: z.string().max(60),
  input: z.unknown(),
  /** The token of the document that asks, from its `<meta name="claviger-document">`. */
  document: z.string().max(64),
});
export type Message = z.infer<typeof messageSchema>;
/** Longest message that main reads, in UTF-16 code units. */
export const LONGEST_MESSAGE = 200_000;
