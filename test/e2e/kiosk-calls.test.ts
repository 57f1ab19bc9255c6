import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { CONTRACT } from '../../shared/contract/index.ts';
import { writeMadeUpPages } from '../support/pages-made-up.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { pagesOf } from './support/console.ts';
import { defenceless } from './support/defenceless.ts';
import { startWorkspace, type WholeConsole } from './support/workspace.ts';

let whole: WholeConsole;
let page: Page;
beforeEach(async () => {
  whole = await startWorkspace({ pages: defenceless(pagesOf(writeMadeUpPages(temporaryFolder()))) });
  page = whole.console;
  return whole.end;
});

/** What comes back, as the page's own code would send a message. @param message a JavaScript expression for a text */
const send = (message: string, from = 'globalThis'): Promise<unknown> =>
  page.evaluate(`${from}.claviger(${message}).then((text) => { const answer = JSON.parse(text);
    return answer.ok ? 'done' : answer.error.code; })`);
const call = (name: string, input = '{}', token = 'token'): string =>
  `JSON.stringify({ call: '${name}', input: ${input}, document: ${token} })`;

describe('the real boundary, in a real browser', () => {
  it('answers the page that main opened', async () => {
    expect(await send(call('session.read'))).toBe('done');
  });

  it.each([
    ['an unknown call', call('shell.run'), 'bad-call'],
    ['a property of every object as call', call('toString'), 'bad-call'],
    ['an approval by the console', call('approval.task'), 'not-allowed'],
    ['no token', call('session.read', '{}', "''"), 'not-allowed'],
    ['a guessed token', call('session.read', '{}', "'guess'"), 'not-allowed'],
    ['a field too many', call('session.read', '{ extra: 1 }'), 'bad-call'],
    ['a wrong type', call('workspace.open', '{ folder: 1 }'), 'bad-call'],
    ['a prototype key', `'{"call":"session.read","input":{"__proto__":{}},"document":"' + token + '"}'`, 'bad-call'],
    ['no JSON', "'hello'", 'bad-call'],
    ['no text', '{ call: 1 }', 'bad-call'],
    ['nothing', '', 'bad-call'],
    ['ten million characters', "'x'.repeat(10_000_000)", 'too-large'],
  ])('refuses %s', async (_, message, code) => {
    expect(await send(message)).toBe(code);
    expect(await send(call('session.read'))).toBe('done');
  });

  it('refuses the console every call that signs or confirms', async () => {
    const names = Object.entries(CONTRACT).filter(([, { pages }]) => !(pages as readonly string[]).includes('console'));
    expect(names.length).toBeGreaterThan(2);
    for (const [name] of names) expect([name, await send(call(name))]).toEqual([name, 'not-allowed']);
  });

  it.each([
    ['an empty frame', "document.body.append(Object.assign(document.createElement('iframe'), { id: 'inner' }))"],
    [
      'a srcdoc frame',
      "document.body.append(Object.assign(document.createElement('iframe'), { id: 'inner', srcdoc: 'x' }))",
    ],
  ])('refuses %s, also with the right token', async (_, make) => {
    await page.evaluate(make);
    await page.waitForFunction("document.querySelector('#inner').contentWindow.claviger !== undefined");
    const from = "document.querySelector('#inner').contentWindow";
    expect(await send(call('session.read'), from)).toBe('not-allowed');
  });

  it('refuses the token of a document that is gone', async () => {
    const old = await page.evaluate('token');
    await page.reload();
    expect(await send(call('session.read', '{}', JSON.stringify(old)))).toBe('not-allowed');
    expect(await send(call('session.read'))).toBe('done');
  });
});
