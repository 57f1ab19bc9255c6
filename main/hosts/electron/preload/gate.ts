/** What a page gets: a message goes to main, main's answer comes back. */
export type Gate = (message: unknown) => Promise<string>;

/** Longest message that is passed on; main's own limit is the one that counts. */
const LONGEST = 200_000;

/**
 * SECURITY: passes on only what is text and names a call that the contract gives to this page. Main decides all of it
 * again; this keeps the rest from even reaching it. Nothing of Electron is handed to the page.
 * @param calls names of this page's calls
 */
export function gate(calls: readonly string[], send: (message: string) => Promise<unknown>): Gate {
  const known = new Set(calls);
  return async (message) => {
    if (typeof message !== 'string') throw new Error('A message is text.');
    if (message.length > LONGEST) throw new Error('The message is too long.');
    if (!known.has(nameOf(message))) throw new Error('This page has no such call.');
    const answer = await send(message);
    if (typeof answer !== 'string') throw new Error('Main has not answered.');
    return answer;
  };
}

/** The call a message names; the empty text when it names none. */
function nameOf(message: string): string {
  try {
    const value: unknown = JSON.parse(message);
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'call')) return '';
    const { call } = value as { readonly call: unknown };
    return typeof call === 'string' ? call : '';
  } catch {
    return '';
  }
}
