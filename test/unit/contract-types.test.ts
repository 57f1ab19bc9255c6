import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Handler, Handlers } from '../../main/ipc/handlers.ts';
import type { Client } from '../../renderer/boundary/client.ts';
import { call, CONTRACT, PAGES, type Call, type ReadsOf } from '../../shared/contract/index.ts';

// Calls that must not compile: an `@ts-expect-error` above something that does compile is an error of its own, so the
// compiler checks these tests; running them has nothing to do but to read the file.

/** Is compiled and never run. */
export async function wrongCalls(console_: Client<'console'>, approval: Client<'approval'>): Promise<void> {
  await console_('session.read', {});
  await approval('approval.task', {});
  // @ts-expect-error There is no such call.
  await console_('keys.steal', {});
  // @ts-expect-error A number is no folder.
  await console_('workspace.open', { folder: 5 });
  // @ts-expect-error A field is missing.
  await console_('rotation.plan', { environment: 'practice', key: 'a' });
  // @ts-expect-error A field is too many.
  await console_('session.read', { as: 'admin' });
  // @ts-expect-error The console page has no call that signs.
  await console_('approval.sign', {});
  // @ts-expect-error The console page does not see what an approval window is for.
  await console_('approval.task', {});
  // @ts-expect-error The approval page starts nothing.
  await approval('run.start', { digest: '' });
}

const signs: Handler<'approval.close'> = () => ({ ok: true, value: { done: true } });
// @ts-expect-error The answer is of another shape.
export const wrongAnswer: Handler<'approval.close'> = () => ({ ok: true, value: { done: 'yes' } });
// @ts-expect-error A failure is a code and a message.
export const wrongFailure: Handler<'approval.close'> = () => ({ ok: false, error: 'no' });
// @ts-expect-error All the other handlers are missing.
export const fewHandlers: Handlers = { 'approval.close': signs };
// @ts-expect-error Something that changes the workspace is not read again and again.
export const noRead: ReadsOf<'console'> = 'run.start';

const nothing = z.strictObject({});
// @ts-expect-error A call without an output.
export const noOutput = call({ kind: 'read', pages: ['console'], input: nothing, errors: [] });
// @ts-expect-error A call without an input.
export const noInput = call({ kind: 'read', pages: ['console'], output: nothing, errors: [] });
// @ts-expect-error A call that nobody may make.
export const noPages = call({ kind: 'read', pages: [], input: nothing, output: nothing, errors: [] });
// @ts-expect-error A page that is none of ours.
export const otherPage = call({ kind: 'read', pages: ['admin'], input: nothing, output: nothing, errors: [] });
// @ts-expect-error A code that is not on the closed list.
export const otherCode = call({ kind: 'read', pages: ['console'], input: nothing, output: nothing, errors: ['oops'] });

describe('every call of the contract', () => {
  const calls: readonly (readonly [string, Call])[] = Object.entries(CONTRACT);

  it.each(calls)('%s takes nothing that it does not name', (_name, { input }) => {
    expect(input.safeParse({ unheardOf: 1 }).success).toBe(false);
    expect(input.safeParse(null).success).toBe(false);
  });

  it.each(calls)('%s names each code once, and its pages are ours', (_name, { errors, pages }) => {
    expect(new Set(errors).size).toBe(errors.length);
    for (const page of pages) expect(Object.keys(PAGES)).toContain(page);
  });

  it.each(calls.filter(([name]) => name.startsWith('approval.') && name !== 'approval.ask'))(
    '%s is for the approval page alone',
    (_name, { pages }) => {
      expect(pages).toEqual(['approval']);
    },
  );
});
