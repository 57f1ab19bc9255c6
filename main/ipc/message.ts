import { LONGEST_MESSAGE, messageSchema, type Message } from '../../shared/contract/index.ts';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';

const DEEPEST = 20;
// SECURITY: names by which a careless copy of the input would reach the prototype of other objects.
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Reads one message of a page: its size, its shape, and nothing in it that could reach a prototype. */
export function readMessage(text: unknown): Result<Message, ConsoleError> {
  if (typeof text !== 'string') return fail(consoleError('bad-call', 'The message is not text.'));
  if (text.length > LONGEST_MESSAGE) {
    return fail(consoleError('too-large', `The message is longer than ${LONGEST_MESSAGE} characters.`));
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail(consoleError('bad-call', 'The message is not JSON.'));
  }
  const problem = structureProblem(value);
  if (problem !== null) return fail(consoleError('bad-call', problem));
  const message = messageSchema.safeParse(value);
  return message.success
    ? ok(message.data)
    : fail(consoleError('bad-call', 'The message is not a call: it has the fields "call", "input" and "document".'));
}

/** Walks without recursion: how deep a message is nested is the sender's choice. */
function structureProblem(value: unknown): string | null {
  const waiting: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (next.depth > DEEPEST) return `The message is nested deeper than ${DEEPEST} levels.`;
    for (const [name, inner] of Object.entries(next.value)) {
      if (FORBIDDEN.has(name)) return `The message has a field "${name}".`;
      waiting.push({ value: inner, depth: next.depth + 1 });
    }
  }
  return null;
}
