import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { faultsOf, LOOKS, lookAt } from './support/axe.ts';
import { heldOpen } from './support/held-open.ts';
import { startKiosk } from './support/kiosk.ts';
import { visitEveryScreen } from './support/screens/index.ts';

const [plain] = LOOKS;

describe('every screen', () => {
  it(
    'passes WCAG 2.2 AA in light, dark and at 200 % zoom, fits its window, and keeps the page’s policy',
    { timeout: 600_000 },
    async () => {
      const windows = heldOpen();
      const kiosk = await startKiosk({ around: windows.around, window: { after: windows.after } });
      kiosk.context.setDefaultTimeout(30_000);
      // What the page said as it came up, nobody heard: it comes up again.
      await kiosk.page.reload();
      const seconds: (() => readonly string[])[] = [];
      const names: string[] = [];
      const look = async (name: string, page: Page): Promise<void> => {
        names.push(name);
        for (const one of LOOKS) {
          await lookAt(page, one);
          expect.soft(await faultsOf(page), `${name}, ${one.name}`).toEqual([]);
        }
        await lookAt(page, plain!);
      };
      const again = async () => {
        const second = await startKiosk({ place: kiosk.place });
        second.context.setDefaultTimeout(30_000);
        await second.page.reload();
        seconds.push(second.complaints);
        return second;
      };
      await visitEveryScreen({ context: kiosk.context, again }, async (name, page) => {
        if (name === 'rotation-sign-off-window-open') windows.hold();
        await look(name, page);
        if (name === 'approval-done') windows.release();
      });
      expect([...kiosk.complaints(), ...seconds.flatMap((heard) => heard())]).toEqual([]);
      expect(names.length).toBeGreaterThan(50);
      expect(new Set(names).size).toBe(names.length);
    },
  );
});
