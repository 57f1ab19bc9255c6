import { describe, expect, it } from 'vitest';
import { callsOf } from '../../main/hosts/electron/calls.ts';
import { gate } from '../../main/hosts/electron/preload/gate.ts';
import { CONTRACT, LONGEST_MESSAGE, type CallName } from '../../shared/contract/index.ts';

const trial = (calls: readonly string[], answer: unknown = '{"ok":true}') => {
  const sent: string[] = [];
  const send = gate(calls, async (message) => {
    sent.push(message);
    return answer;
  });
  return { send, sent };
};
const message = (call: unknown): string => JSON.stringify({ call, input: {}, document: 't' });

describe("a page's preload", () => {
  it('passes on what the contract gives to the page, as it is', async () => {
    const { send, sent } = trial(callsOf('console'));
    expect(await send(message('session.read'))).toBe('{"ok":true}');
    expect(sent).toEqual([message('session.read')]);
  });

  it('knows exactly the calls of its page', () => {
    for (const page of ['console', 'approval'] as const) {
      const expected = (Object.keys(CONTRACT) as CallName[]).filter((name) =>
        (CONTRACT[name].pages as readonly string[]).includes(page),
      );
      expect(callsOf(page)).toEqual(expected.sort());
      expect(expected.length).toBeGreaterThan(0);
    }
  });

  it('has no call on the console page that signs, dissents, enrols or accepts on the approval page', () => {
    const only = ['approval.sign', 'approval.dissent', 'approval.unlock', 'approval.enrol', 'approval.accept'];
    expect(callsOf('console').filter((name) => only.includes(name))).toEqual([]);
    expect(callsOf('approval')).toEqual(expect.arrayContaining(only));
  });

  it.each([
    ["another page's call", message('approval.sign')],
    ['an unknown call', message('shell.run')],
    ['a name from the prototype', message('constructor')],
    ['a call that is no text', message(['session.read'])],
    ['no call', '{}'],
    ['a call only inherited', '{"__proto__":{"call":"session.read"}}'],
    ['null', 'null'],
    ['no JSON', 'session.read'],
    ['the empty text', ''],
  ])('refuses %s, and main hears nothing of it', async (_, text) => {
    const { send, sent } = trial(callsOf('console'));
    await expect(send(text)).rejects.toThrow();
    expect(sent).toEqual([]);
  });

  it.each([[undefined], [null], [1], [{ call: 'session.read' }], [['session.read']], [new String('x')]])(
    'refuses what is not text: %s',
    async (value) => {
      const { send, sent } = trial(callsOf('console'));
      await expect(send(value)).rejects.toThrow('A message is text.');
      expect(sent).toEqual([]);
    },
  );

  it('passes on no more than main would read', async () => {
    const { send, sent } = trial(callsOf('console'));
    const padded = (length: number): string => message('session.read').padEnd(length, ' ');
    await expect(send(padded(LONGEST_MESSAGE + 1))).rejects.toThrow('too long');
    expect(sent).toEqual([]);
    await send(padded(LONGEST_MESSAGE));
    expect(sent).toHaveLength(1);
  });

  it('fails when main does not answer with text', async () => {
    await expect(trial(callsOf('console'), null).send(message('session.read'))).rejects.toThrow();
  });
});
