import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { LARGE, makeLargeEstate } from '../support/large-estate.ts';
import type { Figure } from './measure.ts';
import { MARK, traced, type TracedTask } from './trace.ts';
import { browserHere, openConsole } from './window.ts';

const WALKS = 3;
/** What a page may keep the person waiting at most, and what browsers call a long task. */
const LONG_MS = 50;

interface LongTask {
  readonly ms: number;
  readonly during: string;
}
interface Walked {
  readonly ms: number;
  /** As a person feels them: with the waiting for a processor that something else has. */
  readonly tasks: readonly LongTask[];
  /** The page's own work. */
  readonly work: readonly TracedTask[];
}

/** A walk through the screens of a large workspace: which tasks kept its page from answering. */
export async function longTasks(folder: string): Promise<readonly Figure[]> {
  const home = join(folder, 'large');
  mkdirSync(home, { recursive: true });
  const place = { home: join(home, 'home'), workspace: join(home, 'workspace') };
  await makeLargeEstate(place);
  const browser = browserHere();
  const walks: Walked[] = [];
  for (let walk = 0; walk < WALKS; walk += 1) {
    const window = await openConsole(place, browser);
    try {
      walks.push(await walked(window.page));
    } finally {
      await window.close();
    }
  }
  return figuresOf(walks);
}

/** Something else may have the processor at any time: the walk that was disturbed least tells of the page. */
function figuresOf(walks: readonly Walked[]): readonly Figure[] {
  const longest = ({ tasks }: Walked): number => Math.max(0, ...tasks.map(({ ms }) => ms));
  const [best] = walks.toSorted((a, b) => a.tasks.length - b.tasks.length || longest(a) - longest(b));
  if (best === undefined) return [];
  const told = best.tasks.map(({ ms, during }) => `${ms.toFixed(0)} ms: ${during}`).join('; ');
  const [least] = walks.map(({ work }) => work).toSorted((a, b) => a.length - b.length);
  const cost = least?.map(({ cpuMs, during }) => `${cpuMs.toFixed(0)} ms: ${during}`).join('; ') ?? '';
  const estate = `${LARGE.keys} keys, ${LARGE.entries} entries`;
  return [
    {
      name: `tasks over ${LONG_MS} ms, ${estate}`,
      value: `${best.tasks.length}${told === '' ? '' : ` (${told})`}; in ${WALKS} walks ${walks.map(({ tasks }) => tasks.length).join(', ')}`,
      goal: '0',
      met: best.tasks.length === 0,
    },
    {
      name: `tasks with over ${LONG_MS} ms of processor time, the same walks`,
      value: `${least?.length ?? 0}${cost === '' ? '' : ` (${cost})`}; in ${WALKS} walks ${walks.map(({ work }) => work.length).join(', ')}`,
      goal: '0',
      met: least?.length === 0,
    },
    { name: 'the same walk', value: `${(Math.min(...walks.map(({ ms }) => ms)) / 1000).toFixed(1)} s` },
  ];
}

const OBSERVE = `
  globalThis.longOnes = [];
  new PerformanceObserver((list) => {
    longOnes.push(...list.getEntries().map((it) => ({ at: it.startTime, ms: it.duration })));
  }).observe({ type: 'longtask', buffered: true });
`;

/** Walks as a person would: by wheel, mouse and keys. */
export async function walked(page: Page): Promise<Walked> {
  const steps: { readonly name: string; readonly at: number }[] = [];
  const step = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const mark = `performance.mark(${JSON.stringify(MARK + name)}).startTime`;
    steps.push({ name, at: await page.evaluate<number>(mark) });
    await work();
    await quiet(page);
  };
  // The document that the window opened with was there before anybody could watch; the browser has kept its long tasks.
  await shown(page, 'h1', 'Overview');
  await page.evaluate(OBSERVE);
  await frames(page, 2);
  const cold = await page.evaluate<readonly { ms: number }[]>('longOnes');
  const endTrace = await traced(page, LONG_MS);
  await page.addInitScript(OBSERVE);
  const begun = performance.now();
  // From the beginning, now that somebody watches.
  await step('opening', async () => {
    await page.reload();
    steps.length = 0;
  });
  await step('overview', () => shown(page, 'h1', 'Overview'));
  await keysWalk(page, step);
  await journalWalk(page, step);
  await paletteWalk(page, step);
  const ms = performance.now() - begun;
  const work = await endTrace();
  const found = await page.evaluate<readonly { at: number; ms: number }[]>('longOnes');
  const nameAt = (at: number): string => steps.findLast((one) => one.at <= at)?.name ?? 'opening';
  const first = cold.map((task) => ({ ms: task.ms, during: 'first opening' }));
  return { ms, work, tasks: [...first, ...found.map((task) => ({ ms: task.ms, during: nameAt(task.at) }))] };
}

type Step = (name: string, work: () => Promise<unknown>) => Promise<void>;
const GRID = '[role="grid"]';

async function keysWalk(page: Page, step: Step): Promise<void> {
  await step('keys: opened', async () => {
    await page.click('nav a[href="/keys"]');
    await shown(page, '[role="status"]', '5,000 keys');
    await page.waitForSelector(`${GRID} [aria-rowindex="2"]`);
  });
  await step('keys: scrolled', () => scrolled(page));
  await step('keys: to the end and back', async () => {
    await page.focus(GRID);
    await page.keyboard.press('End');
    await frames(page, 10);
    await page.keyboard.press('Home');
  });
  await step('keys: sorted', async () => {
    for (const column of ['Key', 'Key', 'Owner', 'State', 'Due']) {
      await page.click(`${GRID} [role="columnheader"] >> text="${column}"`);
      await frames(page, 10);
    }
  });
  await step('keys: searched', async () => {
    await typed(page, '[aria-label="Search keys"]', 'treasury settlement');
    await page.click('[aria-label="Empty the search"]');
  });
  await step('keys: filtered', async () => {
    for (let turn = 0; turn < 2; turn += 1) {
      await page.click('[data-due="overdue"]');
      await frames(page, 10);
    }
  });
  await step('key: opened', async () => {
    await page.click(`${GRID} [aria-rowindex="3"]`);
    await shown(page, 'h2', 'What hangs on it');
  });
  await step('key: left', async () => {
    await page.goBack();
    await page.waitForSelector(`${GRID} [aria-rowindex="2"]`);
  });
}

async function journalWalk(page: Page, step: Step): Promise<void> {
  await step('journal: opened', async () => {
    await page.click('nav a[href="/journal"]');
    await page.waitForSelector(`${GRID} [aria-rowindex="2"]`);
  });
  await step('journal: scrolled', () => scrolled(page));
  await step('journal: searched', async () => {
    await typed(page, '[aria-label="Search entries"]', 'Change 11500');
    await shown(page, '[role="status"]', 'entries fit');
  });
  await step('journal: entry', async () => {
    await page.click(`${GRID} [aria-rowindex="2"]`);
    await page.waitForURL('**/journal/*');
  });
}

async function paletteWalk(page: Page, step: Step): Promise<void> {
  await step('palette: opened', async () => {
    await page.keyboard.press('Control+k');
    await page.waitForSelector('[role="option"]');
  });
  await step('palette: searched', () => typed(page, '[aria-label="What to do"]', 'ledger archive'));
  await step('palette: walked and left', async () => {
    for (let press = 0; press < 20; press += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
  });
  await step('overview again', async () => {
    await page.click('nav a[href="/"]');
    await shown(page, 'h1', 'Overview');
  });
}

/** By the wheel, as fast as somebody who looks for something. */
async function scrolled(page: Page): Promise<void> {
  const box = await page.locator(GRID).boundingBox();
  if (box === null) throw new Error('there is no table to scroll');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let turn = 0; turn < 60; turn += 1) {
    await page.mouse.wheel(0, 600);
    await frames(page, 2);
  }
}

async function typed(page: Page, field: string, text: string): Promise<void> {
  await page.focus(field);
  for (const letter of text) {
    await page.keyboard.type(letter);
    await frames(page, 2);
  }
}

async function shown(page: Page, selector: string, text: string): Promise<void> {
  await page.locator(selector).filter({ hasText: text }).first().waitFor();
}

async function frames(page: Page, count: number): Promise<void> {
  await page.evaluate(`new Promise((done) => {
    let left = ${count};
    const next = () => (left-- > 0 ? requestAnimationFrame(next) : done());
    next();
  })`);
}

/** Until nothing has been drawn or answered for a moment. */
async function quiet(page: Page): Promise<void> {
  await page.evaluate(`new Promise((done) => {
    let timer = setTimeout(over, 150);
    const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(over, 150); });
    watch.observe(document.getElementById('root'), { subtree: true, childList: true });
    const last = setTimeout(over, 3000);
    function over() { watch.disconnect(); clearTimeout(timer); clearTimeout(last); done(); }
  })`);
}
