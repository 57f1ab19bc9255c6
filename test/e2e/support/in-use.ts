import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** A console in somebody's hands, whatever its host. */
export interface ConsoleInUse {
  /** The console's own page. */
  readonly page: Page;
  /** The approval window that is open, once there is one. */
  approvalPage(): Promise<Page>;
}

/** Waits until something holds of a page; says what it was when it never came to hold. */
export async function until(what: () => Promise<boolean>, message: string, timeout = 30_000): Promise<void> {
  await expect.poll(what, { message, timeout }).toBe(true);
}

/** Resolves when an approval window has gone. */
export async function gone(window: Page): Promise<void> {
  await until(async () => window.isClosed(), 'the approval window has closed');
}
