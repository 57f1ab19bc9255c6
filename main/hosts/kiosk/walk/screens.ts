import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { PAGE_ORIGINS } from '../../../interface/index.ts';
import type { Kiosk } from '../kiosk.ts';

/** The console as somebody in front of it has it: its page, the approval windows that open, and a camera. */
export interface Screens {
  readonly console: Page;
  /** The approval window that opens because of what `cause` does. */
  approvalAfter(cause: () => Promise<unknown>): Promise<Page>;
  /** Takes a picture; the files are numbered in the order they were taken. */
  picture(view: Page, name: string): Promise<void>;
}

/**
 * @param pictures the folder for pictures; null: none are taken
 */
export function screensOf({ context }: Pick<Kiosk, 'context'>, pictures: string | null): Screens {
  const console = context.pages().find((page) => page.url().startsWith(`${PAGE_ORIGINS.console}/`));
  if (console === undefined) throw new Error("the console's page is not there");
  let taken = 0;
  return {
    console,
    approvalAfter: async (cause) => {
      const opened = context.waitForEvent('page', { predicate: isApproval });
      const [window] = await Promise.all([opened, cause()]);
      return window;
    },
    picture: async (view, name) => {
      if (pictures === null) return;
      mkdirSync(pictures, { recursive: true, mode: 0o700 });
      taken += 1;
      await view.screenshot({ path: join(pictures, `${String(taken).padStart(2, '0')}-${name}.png`) });
    },
  };
}

/** Pages come up empty; only an approval window goes on to the approval page's origin. */
async function isApproval(view: Page): Promise<boolean> {
  try {
    await view.waitForURL(`${PAGE_ORIGINS.approval}/**`);
    return true;
  } catch {
    return false;
  }
}
