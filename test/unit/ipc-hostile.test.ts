import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Sender } from '../../main/compose.ts';
import { CONTRACT, LONGEST_MESSAGE, PAGES, type CallName } from '../../shared/contract/index.ts';
import { MINUTE_MS } from '../support/test-clock.ts';
import { newLab, type Lab } from '../support/lab.ts';
import { recordsOf } from '../support/told.ts';
import { tokenOf, windowAt, type Window } from '../support/window-at.ts';

let lab: Lab;
let window: Window;
beforeAll(() => {
  lab = newLab();
});

/** A sender that is right in everything, for a call that its page may make. */
function good(page: 'console' | 'approval' = 'console'): Sender {
  const id = `${page}-window`;
  return { window: id, page, origin: PAGES[page], isMainFrame: true, document: tokenOf(id) };
}

const message = (call: string, input: unknown = {}, sender: Sender = good()): string =>
  JSON.stringify({ call, input, document: sender.document });

interface Refused {
  readonly ok: boolean;
  readonly error: { readonly code: string; readonly message: string; readonly correlationId: string };
}
async function answerTo(sender: Sender, text: string): Promise<Refused> {
  window = windowAt(lab);
  const answer = JSON.parse(await window.send(sender, text)) as Refused;
  await window.close();
  return answer;
}

const good_ = good();
/** Calls that nothing of ours makes: what each is, who sends it, and the code that refuses it. */
const HOSTILE: readonly (readonly [what: string, sender: Sender, text: string, code: string])[] = [
  ['an unknown call', good_, message('keys.steal'), 'bad-call'],
  ['a call named after a method of every object', good_, message('toString'), 'bad-call'],
  ['a call named constructor', good_, message('constructor'), 'bad-call'],
  ['a call of the approval page from the console', good_, message('approval.task'), 'not-allowed'],
  [
    'a call of the console from the approval page',
    good('approval'),
    message('session.read', {}, good('approval')),
    'not-allowed',
  ],
  ['a window that main did not open', { ...good_, page: null }, message('session.read'), 'not-allowed'],
  ['another origin', { ...good_, origin: 'https://example.org' }, message('session.read'), 'not-allowed'],
  ['the origin of the other page', { ...good_, origin: PAGES.approval }, message('session.read'), 'not-allowed'],
  ['the right host on http', { ...good_, origin: 'http://claviger.localhost' }, message('session.read'), 'not-allowed'],
  [
    'the right host on another port',
    { ...good_, origin: 'https://claviger.localhost:8443' },
    message('session.read'),
    'not-allowed',
  ],
  ['a host below ours', { ...good_, origin: 'https://x.claviger.localhost' }, message('session.read'), 'not-allowed'],
  ['an opaque origin (srcdoc, data)', { ...good_, origin: 'null' }, message('session.read'), 'not-allowed'],
  ['a child frame', { ...good_, isMainFrame: false }, message('session.read'), 'not-allowed'],
  [
    'no document served',
    { ...good_, document: null },
    JSON.stringify({ call: 'session.read', input: {}, document: '' }),
    'not-allowed',
  ],
  ['no token in the message', good_, JSON.stringify({ call: 'session.read', input: {}, document: '' }), 'not-allowed'],
  ['the token field missing', good_, JSON.stringify({ call: 'session.read', input: {} }), 'bad-call'],
  [
    'the token of an earlier document',
    good_,
    JSON.stringify({ call: 'session.read', input: {}, document: 'old' }),
    'not-allowed',
  ],
  ['an oversize message', good_, message('session.read', { x: 'x'.repeat(LONGEST_MESSAGE) }), 'too-large'],
  ['no JSON', good_, 'session.read', 'bad-call'],
  ['an empty message', good_, '', 'bad-call'],
  ['a list', good_, '[]', 'bad-call'],
  [
    '__proto__ at the top',
    good_,
    `{"call":"session.read","input":{},"document":"${good_.document}","__proto__":{}}`,
    'bad-call',
  ],
  [
    '__proto__ in the input',
    good_,
    `{"call":"session.read","input":{"__proto__":{"a":1}},"document":"${good_.document}"}`,
    'bad-call',
  ],
  [
    'constructor deep in the input',
    good_,
    message('session.read', { a: [{ constructor: { prototype: 1 } }] }),
    'bad-call',
  ],
  ['prototype as a field', good_, message('session.read', { prototype: 1 }), 'bad-call'],
  [
    'nesting without end',
    good_,
    `{"call":"session.read","input":${'['.repeat(50_000)}${']'.repeat(50_000)},"document":"x"}`,
    'bad-call',
  ],
  [
    'an extra field of the message',
    good_,
    JSON.stringify({ call: 'session.read', input: {}, document: good_.document, as: 'admin' }),
    'bad-call',
  ],
  ['an extra field of the input', good_, message('session.read', { admin: true }), 'bad-call'],
  ['a missing field', good_, message('plan.read', {}), 'bad-call'],
  ['a number for a text', good_, message('workspace.open', { folder: 5 }), 'bad-call'],
  ['a digest that is a path', good_, message('plan.read', { digest: '../../etc/passwd' }), 'bad-call'],
  ['a list for an object', good_, message('session.read', []), 'bad-call'],
  ['a text that is too long', good_, message('workspace.open', { folder: 'x'.repeat(5000) }), 'bad-call'],
  ['an environment that is none', good_, message('keys.show', { environment: 'prod', key: 'a' }), 'bad-call'],
  ['approval.sign from the console', good_, message('approval.sign', {}), 'not-allowed'],
  ['approval.close from the console', good_, message('approval.close', {}), 'not-allowed'],
];

describe('a hostile call is refused', () => {
  it.each(HOSTILE)('%s', async (_what, sender, text, code) => {
    const answer = await answerTo(sender, text);
    expect(answer.ok).toBe(false);
    expect(answer.error.code).toBe(code);
    expect(answer.error.correlationId).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each(
    Object.keys(CONTRACT).filter((name) => !CONTRACT[name as CallName].pages.some((page) => page === 'approval')),
  )('the approval page calling %s', async (call) => {
    expect((await answerTo(good('approval'), message(call, {}, good('approval')))).error.code).toBe('not-allowed');
  });

  it('while the same call by the page itself is answered', async () => {
    expect((await answerTo(good_, message('session.read'))).ok).toBe(true);
  });

  it('without a word about what was sent', async () => {
    const secret = 'canary-5e1f-passphrase';
    const answer = await answerTo(good_, message('approval.sign', { proof: { by: 'passphrase', passphrase: secret } }));
    const other = await answerTo(good_, message('workspace.open', { folder: { secret } }));
    expect(JSON.stringify([answer, other])).not.toContain('canary');
  });
});

describe('a refused sender', () => {
  it('is journaled, with page, call and why', async () => {
    const own = newLab();
    const opened = windowAt(own);
    await opened.send({ ...good_, isMainFrame: false }, message('session.read'));
    await opened.close();
    expect(recordsOf(own.open().workspace.journal, 'call.refused')).toEqual([
      { type: 'call.refused', page: 'console', call: 'session.read', why: 'child frame', count: 1 },
    ]);
  });

  it('cannot fill the journal: a hundred thousand of them are a dozen entries that count them all', async () => {
    const own = newLab();
    const opened = windowAt(own);
    const foreign = { ...good_, origin: 'https://example.org' };
    const text = message('session.read');
    for (let n = 0; n < 100_000; n += 1) await opened.boundary.receive(foreign, text);
    expect(await opened.get('settings.read', {})).toMatchObject({ appearance: 'system' });
    await opened.pass(MINUTE_MS);
    await opened.close();
    const records = recordsOf(own.open().workspace.journal, 'call.refused');
    expect(records.length).toBeLessThan(15);
    expect(records.reduce((sum, { count }) => sum + count, 0)).toBe(100_000);
  });
});

describe('a window that calls without end', () => {
  it('is told to wait, and may go on a moment later; other windows notice nothing', async () => {
    const opened = windowAt(newLab());
    const codes: string[] = [];
    for (let n = 0; n < 400; n += 1) {
      const answer = await opened.ask('settings.read', {});
      codes.push(answer.ok ? 'ok' : answer.error.code);
    }
    expect(codes.slice(0, 300)).not.toContain('too-many-calls');
    expect(codes.at(-1)).toBe('too-many-calls');
    expect(await opened.ask('settings.read', {}, opened.sender('console', 'another'))).toMatchObject({ ok: true });
    await opened.pass(1000);
    expect(await opened.ask('settings.read', {})).toMatchObject({ ok: true });
  });
});

describe('whatever is sent', () => {
  it('is answered with the envelope, and never makes main throw', async () => {
    const opened = windowAt(newLab());
    const calls = fc.constantFrom(...Object.keys(CONTRACT).filter((name) => name !== 'workspace.make-practice'));
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ call: fc.oneof(calls, fc.string()), input: fc.jsonValue(), document: fc.constant(good_.document) })
        .map((value) => JSON.stringify(value)),
    );
    let n = 0;
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        n += 1;
        const id = `window-${n}`;
        const answer: unknown = JSON.parse(await opened.boundary.receive({ ...good_, window: id }, text));
        expect(answer).toMatchObject({ ok: expect.any(Boolean) });
        const { ok, error } = answer as { ok: boolean; error?: { code: string } };
        if (!ok) expect(error?.code).not.toBe('internal');
      }),
      { numRuns: 1000 },
    );
    expect(opened.defects).toEqual([]);
  });
});
