import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterEach, expect } from 'vitest';
import { PAGE_ORIGINS } from '../../../main/interface/index.ts';
import { listenToComplaints } from './console.ts';
import type { ConsoleInUse } from './in-use.ts';
import { startWorkspace, type WholeConsole, type WorkspaceWish } from './workspace.ts';

/** The whole console in the kiosk, as scenarios have it. */
export interface KioskInUse extends ConsoleInUse, Omit<WholeConsole, 'complaints'> {
  /** What any page complained about: violations of the policy, scripts that failed. */
  readonly complaints: () => readonly string[];
}

const FOLDER = fileURLToPath(new URL('../../../.cache/e2e/', import.meta.url));
const open: WholeConsole[] = [];
afterEach(async ({ task }) => {
  for (const { context } of open.splice(0)) {
    if (task.result?.state !== 'fail') continue;
    // What was on the screens when it failed.
    mkdirSync(FOLDER, { recursive: true });
    for (const [at, page] of context.pages().entries()) {
      const path = join(FOLDER, `${task.name.replace(/[^a-z0-9]+/gi, '-')}-${at}.png`);
      await page.screenshot({ path }).catch(() => undefined);
    }
  }
});

/** Opens the console in a headless browser; it is closed after the test. */
export async function startKiosk(wish: WorkspaceWish = {}): Promise<KioskInUse> {
  const whole = await startWorkspace(wish);
  open.push(whole);
  const { context, console: page } = whole;
  const others: (readonly string[])[] = [];
  context.on('page', (one) => others.push(listenToComplaints(one)));
  const approval = (): Page | undefined =>
    context.pages().find((one) => !one.isClosed() && one.url().startsWith(`${PAGE_ORIGINS.approval}/`));
  return {
    ...whole,
    page,
    complaints: () => [...whole.complaints, ...others.flat()],
    approvalPage: async () => {
      await expect.poll(() => approval() !== undefined, { timeout: 30_000 }).toBe(true);
      return approval()!;
    },
  };
}
