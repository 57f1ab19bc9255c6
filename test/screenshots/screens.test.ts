import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { lookAt, LOOKS } from '../e2e/support/axe.ts';
import { startKiosk } from '../e2e/support/kiosk.ts';
import { visitEveryScreen } from '../e2e/support/screens/index.ts';
import { NOBODY } from './setup.ts';

const folder = process.env['CLAVIGER_PICTURES'] ?? '';
const [light, dark] = LOOKS;

describe('the pictures of every screen', () => {
  it('are taken in light and dark', { timeout: 900_000 }, async () => {
    if (process.getuid?.() === 0) {
      process.env['HOME'] = folder;
      process.setgroups?.([NOBODY]);
      process.setgid?.(NOBODY);
      process.setuid?.(NOBODY);
    }
    let visiting: Promise<unknown> = Promise.resolve();
    const kiosk = await startKiosk({
      place: { home: join(folder, 'home'), workspace: join(folder, 'workspace') },
      // A window that has done its work closes by itself, but not while its picture is taken.
      around: (boundary) => ({
        ...boundary,
        receive: async (sender, message) => {
          if (message.includes('"approval.close"')) await visiting;
          return boundary.receive(sender, message);
        },
      }),
    });
    kiosk.context.setDefaultTimeout(30_000);
    const names: string[] = [];
    const take = async (name: string, page: Page): Promise<void> => {
      names.push(name);
      for (const look of [light!, dark!]) {
        await lookAt(page, look);
        await page.screenshot({ path: join(folder, `${name}-${look.name}.png`), animations: 'disabled' });
      }
      await lookAt(page, light!);
    };
    await visitEveryScreen(
      { context: kiosk.context, again: () => startKiosk({ place: kiosk.place }) },
      (name, page) => {
        const visit = take(name, page);
        visiting = visit.catch(() => undefined);
        return visit;
      },
    );
    expect(names.length).toBeGreaterThan(50);
  });
});
