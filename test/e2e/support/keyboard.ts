import type { Page } from 'playwright-core';

/** What has the focus, as assistive technology is told it: for example `button "Open"`. */
export async function focused(page: Page): Promise<string> {
  const holder = page.locator(':focus');
  if ((await holder.count()) === 0) return '';
  const [first = ''] = (await holder.first().ariaSnapshot()).split('\n');
  return first.replace(/^- /, '');
}

/** Presses Tab (or another key) until what has the focus is told as `wanted`. Throws with the places it passed. */
export async function tabTo(page: Page, wanted: RegExp, { key = 'Tab', limit = 150 } = {}): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses <= limit; presses += 1) {
    const at = await focused(page);
    if (wanted.test(at)) return;
    passed.push(at);
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never came to ${String(wanted)}; it passed:\n${[...new Set(passed)].join('\n')}`);
}

/** Tabs to something and presses it. */
export async function press(page: Page, wanted: RegExp, key = 'Enter'): Promise<void> {
  await tabTo(page, wanted);
  await page.keyboard.press(key);
}

/** Tabs to a field, empties it, types. */
export async function typeInto(page: Page, wanted: RegExp, text: string): Promise<void> {
  await tabTo(page, wanted);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}
