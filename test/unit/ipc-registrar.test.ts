import { describe, expect, it } from 'vitest';
import { registrar, type Defect, type Handlers, type Sender } from '../../main/ipc/index.ts';
import { rateLimit } from '../../main/ipc/rate.ts';
import { CONTRACT, PAGES } from '../../shared/contract/index.ts';
import { consoleError, ERRORS, screenMessage, type ErrorCode } from '../../shared/errors.ts';

const SENDER: Sender = { window: 'w', page: 'console', origin: PAGES.console, isMainFrame: true, document: 'd' };

/** A registrar in which one call does what the test says. */
function withHandler(change: Partial<Handlers>) {
  const defects: Defect[] = [];
  const receive = registrar({
    // Handlers that are not called need not be there.
    handlers: change as Handlers,
    rate: rateLimit(() => 0),
    correlationId: () => '00112233aabbccdd',
    refused: () => undefined,
    admitted: () => undefined,
    report: (defect) => defects.push(defect),
  });
  const ask = async (call: string, input: object = {}): Promise<unknown> =>
    JSON.parse(await receive(SENDER, JSON.stringify({ call, input, document: 'd' })));
  return { ask, defects };
}

const INTERNAL = { ok: false, error: { code: 'internal', correlationId: '00112233aabbccdd' } };

describe('a handler', () => {
  it('that throws is a defect: the page learns its number, and nothing of it', async () => {
    const { ask, defects } = withHandler({
      'settings.read': () => {
        throw new Error('the secret of the house');
      },
    });
    const answer = await ask('settings.read');
    expect(answer).toMatchObject(INTERNAL);
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(defects).toMatchObject([{ correlationId: '00112233aabbccdd', call: 'settings.read' }]);
  });

  it('that rejects with something that is no error is a defect as well', async () => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    const { ask, defects } = withHandler({ 'settings.read': () => Promise.reject('odd') });
    expect(await ask('settings.read')).toMatchObject(INTERNAL);
    expect(defects).toHaveLength(1);
  });

  it('whose answer has a field too many is a defect: what no schema names does not leave', async () => {
    const settings = { appearance: 'dark', density: 'compact', lockAfterMinutes: 5, savedViews: [] } as const;
    const { ask, defects } = withHandler({
      'settings.read': () => ({ ok: true, value: { ...settings, savedViews: [], passphrase: 'canary' } }),
    });
    const answer = await ask('settings.read');
    expect(answer).toMatchObject(INTERNAL);
    expect(JSON.stringify([answer, defects])).not.toContain('canary');
  });

  it('that fails with a code which its call does not list is a defect', async () => {
    const { ask, defects } = withHandler({
      'settings.read': () => ({ ok: false, error: consoleError('quorum-not-met', 'Nobody has signed.') }),
    });
    expect(await ask('settings.read')).toMatchObject(INTERNAL);
    expect(defects).toHaveLength(1);
  });

  it('that fails with a code of its call is answered with it, in words for a screen', async () => {
    const { ask } = withHandler({
      'workspace.open': () => ({ ok: false, error: consoleError('workspace-missing', 'There is no workspace in /x.') }),
    });
    expect(await ask('workspace.open', { folder: '/x' })).toEqual({
      ok: false,
      error: {
        code: 'workspace-missing',
        message: `There is no workspace in /x. ${ERRORS['workspace-missing'].onScreen}`,
        retryable: false,
        correlationId: '00112233aabbccdd',
      },
    });
  });
});

describe('what is said on a screen', () => {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  const crossing = new Set<ErrorCode>(Object.values(CONTRACT).flatMap(({ errors }) => [...errors]));

  it.each(codes.filter((code) => crossing.has(code)))('about %s sends nobody to a terminal', (code) => {
    const message = screenMessage(consoleError(code, 'Something was wrong.'));
    expect(message).toMatch(/^Something was wrong\. ["A-Z].*\.$/);
    expect(message).not.toMatch(/"claviger |--[a-z]|CLAVIGER_/);
  });

  it('leaves a message as it is that was not made here', () => {
    expect(screenMessage({ code: 'workspace-missing', message: 'As it was.' })).toBe('As it was.');
    expect(screenMessage({ code: 'toString', message: 'As it was.' })).toBe('As it was.');
  });
});
