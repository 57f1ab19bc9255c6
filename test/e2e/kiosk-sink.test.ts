import { mkdtempSync, readFileSync, rmSync, writeFileSync, chmodSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeMadeUpPages } from '../support/pages-made-up.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { browserForTests, pagesOf, startConsole } from './support/console.ts';
import { defenceless } from './support/defenceless.ts';
import { echo } from './support/echo.ts';
import { everyWayOut, openSink, WAYS, type Sink } from './support/sink.ts';

let sink: Sink;
beforeEach(async () => {
  sink = await openSink('<!doctype html><title>page</title><body>');
});
afterEach(() => sink.close());

/** A browser that writes down what its network does, and otherwise starts as it is told. Not for Windows. */
function watchedBrowser(netLog: string): string {
  const script = join(temporaryFolder(), 'watched');
  writeFileSync(script, `#!/bin/sh\nexec '${browserForTests()}' "$@" --log-net-log='${netLog}'\n`);
  chmodSync(script, 0o700);
  return script;
}

// "UDP_CONNECT" is not among them: Chromium looks whether there is a way to IPv6 with it, which sends nothing.
const NETWORK = /^(TCP_CONNECT_ATTEMPT|UDP_BYTES_SENT|HOST_RESOLVER_MANAGER_JOB|DNS_TRANSACTION)$/;
/** What a browser has written down that went to a network or asked for an address. */
function networkEvents(netLog: string): readonly string[] {
  const log = JSON.parse(readFileSync(netLog, 'utf8')) as {
    readonly constants: { readonly logEventTypes: Readonly<Record<string, number>> };
    readonly events: readonly { readonly type: number; readonly params?: unknown }[];
  };
  const names = new Map(Object.entries(log.constants.logEventTypes).map(([name, type]) => [type, name]));
  return log.events
    .filter(({ type }) => NETWORK.test(names.get(type) ?? ''))
    .map(({ type, params }) => `${names.get(type)} ${JSON.stringify(params)}`);
}

describe('a sink on this computer', () => {
  it('hears an ordinary page in an ordinary browser by every way', async () => {
    const profile = mkdtempSync(join(tmpdir(), 'claviger-test-bare-'));
    const netLog = join(temporaryFolder(), 'net-log.json');
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.platform === 'win32' ? browserForTests() : watchedBrowser(netLog),
      headless: true,
      chromiumSandbox: process.getuid?.() !== 0,
    });
    const page = context.pages()[0]!;
    await page.goto(`http://127.0.0.1:${sink.http}/`);
    await page.evaluate(everyWayOut(sink));
    await expect.poll(() => WAYS.filter((way) => !sink.heard.has(way)), { timeout: 10_000 }).toEqual([]);
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    if (existsSync(netLog)) {
      const events = networkEvents(netLog).join('\n');
      for (const sign of [/sink\.example/, /TCP_CONNECT_ATTEMPT/, /UDP_BYTES_SENT/]) expect(events).toMatch(sign);
    }
  });

  it.each([
    ['under its policy', false],
    ['without its policy, so that only the host stands in the way', true],
  ])('hears nothing from the console page, %s', async (_, bare) => {
    const boundary = echo();
    const pages = pagesOf(writeMadeUpPages(temporaryFolder()));
    const netLog = join(temporaryFolder(), 'net-log.json');
    const { console, close } = await startConsole({
      connect: boundary.connect,
      pages: bare ? defenceless(pages) : pages,
      ...(process.platform === 'win32' ? {} : { browser: watchedBrowser(netLog) }),
    });
    const tried = await console.evaluate(everyWayOut(sink));
    expect(Object.keys(tried as object)).toEqual(expect.arrayContaining(['fetch', 'stun', 'websocket', 'dns']));
    expect([...sink.heard]).toEqual([]);
    await close();
    // Nor has the browser so much as tried: no connection, no datagram, no question for an address.
    if (process.platform !== 'win32') expect(networkEvents(netLog)).toEqual([]);
  });
});
