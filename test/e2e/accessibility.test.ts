import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { faultsOf, LOOKS, lookAt } from './support/axe.ts';
import { startKiosk } from './support/kiosk.ts';
import { visitEveryScreen } from './support/screens/index.ts';

const [plain] = LOOKS;

describe('every screen', () => {
  it(
    'passes WCAG 2.2 AA in light, dark and at 200 % zoom, fits its window, and keeps the page’s policy',
    { timeout: 600_000 },
    async () => {
      let visiting: Promise<unknown> = Promise.resolve();
      const kiosk = await startKiosk({
        // A window that has done its work closes by itself, but not while it is looked at.
        around: (boundary) => ({
          ...boundary,
          receive: async (sender, message) => {
            if (message.includes('"approval.close"')) await visiting;
            return boundary.receive(sender, message);
          },
        }),
      });
      kiosk.context.setDefaultTimeout(30_000);
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
        seconds.push(second.complaints);
        return second;
      };
      await visitEveryScreen({ context: kiosk.context, again }, (name, page) => {
        const visit = look(name, page);
        visiting = visit.catch(() => undefined);
        return visit;
      });
      expect([...kiosk.complaints(), ...seconds.flatMap((heard) => heard())]).toEqual([]);
      expect(names.length).toBeGreaterThan(50);
      expect(new Set(names).size).toBe(names.length);
    },
  );
});
