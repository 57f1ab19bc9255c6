import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** How somebody may look at a screen. */
export interface Look {
  readonly name: string;
  readonly scheme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
}

/** 200 % zoom of 1280x800 leaves a page 640x400 of its own pixels. */
export const LOOKS: readonly Look[] = [
  { name: 'light', scheme: 'light', width: 1280, height: 800 },
  { name: 'dark', scheme: 'dark', width: 1280, height: 800 },
  { name: '200 %', scheme: 'light', width: 640, height: 400 },
];

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Looks at a page in a certain way, until everything that moves has come to rest. */
export async function lookAt(page: Page, { scheme, width, height }: Look): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.evaluate(async () => {
    await document.fonts.ready;
    const frame = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame();
    const moving = document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(moving.map(({ finished }) => finished));
  });
}

/** What is wrong with a page as it is shown now, one sentence each. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  return [...(await axeFaults(page)), ...(await shapeFaults(page))];
}

/** Axe runs in the page by the browser's own doing: the page's policy stays as it is, and would tell of a violation. */
async function axeFaults(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    // One window without frames: nothing has to be brought together on a page of its own, which the kiosk would close.
    .setLegacyMode()
    .withTags(TAGS)
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${oneLine(failureSummary ?? '')}`),
    );
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replace(/^Fix \w+ of the following: /, '');
}

/** No sideways scrolling, one heading of the first rank, one main. */
async function shapeFaults(page: Page): Promise<readonly string[]> {
  const shape = await page.evaluate(() => {
    const root = document.scrollingElement ?? document.documentElement;
    return {
      sideways: root.scrollWidth - root.clientWidth,
      headings: document.querySelectorAll('h1').length,
      mains: document.querySelectorAll('main, [role="main"]').length,
    };
  });
  return [
    ...(shape.sideways > 0 ? [`the page is ${shape.sideways} px wider than its window`] : []),
    ...(shape.headings === 1 ? [] : [`${shape.headings} headings of the first rank`]),
    ...(shape.mains === 1 ? [] : [`${shape.mains} main parts`]),
  ];
}
