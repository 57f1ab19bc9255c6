import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { LARGE, makeLargeEstate, NAMED_PER_CHANGE, NEEDLE } from '../support/large-estate.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { until } from './support/in-use.ts';
import { startKiosk } from './support/kiosk.ts';
import type { Place } from './support/workspace.ts';

const KEYS = LARGE.keys.toLocaleString('en');
/** What is said when one change was searched for. */
/** Windows that have opened the estate so far: each of them writes one entry, and the first writes the last of LARGE. */
let opened = 0;
const entries = (): number => LARGE.entries - 1 + opened;
const openWindow = (): ReturnType<typeof startKiosk> => {
  opened += 1;
  return startKiosk({ place });
};
const found = (): string => `${NAMED_PER_CHANGE} of ${entries()} entries fit`;
let place: Place;

beforeAll(async () => {
  const folder = temporaryFolder();
  place = { home: join(folder, 'home'), workspace: join(folder, 'workspace') };
  await makeLargeEstate(place);
  expect(existsSync(place.workspace)).toBe(true);
});

async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

describe('a workspace with thousands of keys and a long journal', () => {
  it('opens with the overview, which counts every key', async () => {
    const { page, complaints } = await openWindow();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    // All but the disabled ones, which nobody rotates: not only those of the first answer.
    await page
      .getByText(/^Ages of 4,\d{3} scheduled keys/)
      .first()
      .waitFor();
    expect(complaints()).toEqual([]);
  });

  it('lists all keys, draws those in sight only, and finds one by its name', async () => {
    const { page } = await openWindow();
    await goTo(page, 'Keys');
    await page
      .getByRole('status')
      .filter({ hasText: `${KEYS} keys` })
      .waitFor();
    const grid = page.getByRole('grid', { name: 'Keys' });
    expect(await grid.getAttribute('aria-rowcount')).toBe(String(LARGE.keys + 1));
    expect(await grid.getByRole('row').count()).toBeLessThan(100);
    await grid.focus();
    await page.keyboard.press('End');
    await grid.locator(`[aria-rowindex="${LARGE.keys + 1}"]`).waitFor();
    await page.getByRole('textbox', { name: 'Search keys' }).fill(NEEDLE);
    await page
      .getByRole('status')
      .filter({ hasText: `1 of ${KEYS} keys` })
      .waitFor();
    await grid.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: NEEDLE }).waitFor();
  });

  it('reads older entries as the journal is scrolled, and filters them by kind and text', async () => {
    const { page } = await openWindow();
    await goTo(page, 'Journal');
    const grid = page.getByRole('grid', { name: 'Journal entries, newest first' });
    await grid.getByRole('gridcell', { name: String(entries() - 1), exact: true }).waitFor();
    await grid.focus();
    // The pages have 200 entries each: the end moves as it is reached.
    const end = async (): Promise<number> => Number(await grid.getAttribute('aria-rowcount'));
    for (let pages = 1; pages <= 3; pages += 1) {
      const before = await end();
      await page.keyboard.press('End');
      await until(async () => (await end()) > before, 'older entries are read');
    }
    await grid.getByRole('gridcell', { name: String(entries() - 600), exact: true }).waitFor();
    await page.getByRole('textbox', { name: 'Search entries' }).fill('Change 10007.');
    await page.getByRole('status').filter({ hasText: found() }).waitFor();
    await page.getByRole('textbox', { name: 'Search entries' }).fill('');
    await page.getByRole('combobox', { name: 'Kind of entry' }).click();
    await page.getByRole('option', { name: 'genesis.accepted' }).click();
    await page
      .getByRole('status')
      .filter({ hasText: `of ${entries()} entries fit` })
      .waitFor();
    await grid.getByRole('gridcell').getByText('genesis.accepted', { exact: true }).first().waitFor();
    expect(await grid.getByRole('gridcell').getByText('call.refused', { exact: true }).count()).toBe(0);
  });

  it('proves an entry from the middle of the journal', async () => {
    const { page } = await openWindow();
    await goTo(page, 'Journal');
    await page.getByRole('textbox', { name: 'Search entries' }).fill('Change 11250.');
    await page.getByRole('status').filter({ hasText: found() }).waitFor();
    const grid = page.getByRole('grid', { name: 'Journal entries, newest first' });
    await grid.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/journal\/50\d\d\d$/);
    const seq = page.url().split('/').at(-1) ?? '';
    await page.getByText(`The proof holds: entry ${seq} stands in the journal of ${entries()} entries`).waitFor();
  });

  it('verifies to its end, tells how far it is, and answers meanwhile', async () => {
    const { page } = await openWindow();
    await goTo(page, 'Journal');
    await page.getByRole('button', { name: 'Verify now' }).click();
    const progress = page.getByRole('progressbar', { name: 'How far the verification is' });
    await progress.waitFor();
    await page.getByText(new RegExp(`^[1-9]\\d* of ${entries()}$`)).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).waitFor();
    // It is still under way, and the page and main answer.
    await page.getByRole('textbox', { name: 'Search entries' }).fill('Change 12400.');
    await page.getByRole('status').filter({ hasText: found() }).waitFor();
    await page.getByText(`The journal verifies: ${entries()} entries`).waitFor({ timeout: 120_000 });
  });
});
