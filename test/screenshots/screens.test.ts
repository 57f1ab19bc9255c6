import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { lookAt, LOOKS } from '../e2e/support/axe.ts';
import { heldOpen } from '../e2e/support/held-open.ts';
import { startKiosk } from '../e2e/support/kiosk.ts';
import { visitEveryScreen } from '../e2e/support/screens/index.ts';
import { NOBODY } from './setup.ts';

const folder = process.env['CLAVIGER_PICTURES'] ?? '';
const [light, dark] = LOOKS;
/** States of a screen that is pictured already: looked at by the tests, not kept for the documentation. */
const STATES =
  /^read-only|-(nothing|nothing-fits|half|window-open|mistakes?|failed|no-signature|who|voucher|confirm|to-nothing|described|exported)$/;

describe('the pictures of every screen', () => {
  it('are taken in light and dark', { timeout: 900_000 }, async () => {
    if (process.getuid?.() === 0) {
      process.env['HOME'] = folder;
      process.setgroups?.([NOBODY]);
      process.setgid?.(NOBODY);
      process.setuid?.(NOBODY);
    }
    const windows = heldOpen();
    const kiosk = await startKiosk({
      place: { home: join(folder, 'home'), workspace: join(folder, 'workspace') },
      around: windows.around,
      window: { after: windows.after },
    });
    kiosk.context.setDefaultTimeout(30_000);
    const names: string[] = [];
    const take = async (name: string, page: Page): Promise<void> => {
      // A window that has done its work closes by itself, but not while its picture is taken.
      if (name === 'rotation-sign-off-window-open') windows.hold();
      if (!STATES.test(name)) {
        names.push(name);
        for (const look of [light!, dark!]) {
          await lookAt(page, look);
          await page.screenshot({ path: join(folder, `${name}-${look.name}.png`), animations: 'disabled' });
        }
        await lookAt(page, light!);
      }
      if (name === 'approval-done') windows.release();
    };
    await visitEveryScreen({ context: kiosk.context, again: () => startKiosk({ place: kiosk.place }) }, take);
    expect(names.length).toBeGreaterThan(30);
  });
});
