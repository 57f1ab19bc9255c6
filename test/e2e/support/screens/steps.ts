import type { Page } from 'playwright-core';
import { screensOf, type Screens } from '../../../../main/hosts/kiosk/walk/screens.ts';
import type { Kiosk } from '../../../../main/hosts/kiosk/index.ts';

/** The passphrase of the sample's people. */
export const PASSPHRASE = 'practice makes perfect';

/** Told of each screen when it is there: by name, in kebab-case, and by its page. */
export type Visit = (name: string, page: Page) => Promise<void>;

/** Where a walk through the screens is. */
export interface Walk {
  readonly console: Page;
  readonly screens: Screens;
  readonly visit: Visit;
}

export function walkOf(kiosk: Pick<Kiosk, 'context'>, visit: Visit): Walk {
  const screens = screensOf(kiosk, null);
  return { console: screens.console, screens, visit };
}

/** Goes to a place of the side bar. */
export async function goTo({ console }: Walk, place: string): Promise<void> {
  await console.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: place }).click();
}

/** The approval window that a button opens, when it takes answers. */
export async function windowBy(walk: Walk, cause: () => Promise<unknown>): Promise<Page> {
  const window = await walk.screens.approvalAfter(cause);
  await awake(window);
  return window;
}

/** Waits until a window takes answers. */
export async function awake(window: Page): Promise<void> {
  await window.locator('button[type="submit"]:enabled').first().waitFor();
}

/** Does what closes a window, and waits until it has closed. */
export async function closing(window: Page, act: () => Promise<unknown>): Promise<void> {
  const closed = window.waitForEvent('close');
  await act();
  await closed;
}

/** Opens the list of people and chooses one. @returns the approval window that opens for them */
export async function chooseWho(walk: Walk, name: string): Promise<Page> {
  const dialog = walk.console.getByRole('dialog');
  if (!(await dialog.isVisible())) await walk.console.getByRole('button', { name: 'Who are you?' }).click();
  return windowBy(walk, () => dialog.getByRole('button', { name: new RegExp(`^${name}`) }).click());
}

/** One person signs the plan on the screen. */
export async function sign(walk: Walk, name: string): Promise<void> {
  const window = await windowBy(walk, () => walk.console.getByRole('button', { name: `Ask ${name} to sign` }).click());
  await window.getByLabel(`Passphrase of ${name}`).fill(PASSPHRASE);
  await closing(window, () => window.getByRole('button', { name: `Sign as ${name}` }).click());
}
