import type { Page } from 'playwright-core';
import type { Screens } from './screens.ts';

/** Says who is at the screen: chosen on the console's page, proven in a window of its own. */
export async function sayWho(screens: Screens, name: string, passphrase: string): Promise<void> {
  const { console } = screens;
  await console.getByRole('button', { name: 'Who are you?' }).click();
  const window = await screens.approvalAfter(() =>
    console
      .getByRole('dialog')
      .getByRole('button', { name: new RegExp(`^${literal(name)}`) })
      .click(),
  );
  await window.getByLabel(`Passphrase of ${name}`).fill(passphrase);
  await screens.picture(window, 'who-is-at-the-screen');
  await closing(window, () => window.getByRole('button', { name: `I am ${name}` }).click());
  await console.getByRole('button', { name, exact: true }).waitFor();
}

export interface RotationWish {
  readonly environment: string;
  /** The key by name. */
  readonly key: string;
  readonly ticket: string;
  readonly reason: string;
}

/** Chooses the key and has the plan made. @returns the plan's digest */
export async function askForRotation(screens: Screens, wish: RotationWish): Promise<string> {
  const { console } = screens;
  await console.keyboard.press('ControlOrMeta+k');
  await console.getByRole('combobox', { name: 'What to do' }).fill('Rotate a key');
  await console.keyboard.press('Enter');
  const search = console.getByLabel('Which key?');
  await search.fill(wish.key);
  await console.getByRole('grid', { name: 'Keys to rotate' }).getByText(wish.key, { exact: true }).waitFor();
  await screens.picture(console, 'choose');
  await search.press('Enter');
  await console.getByLabel('Ticket').fill(wish.ticket);
  await console.getByLabel('Reason').fill(wish.reason);
  await console.getByRole('button', { name: 'Make the plan' }).click();
  await console.getByRole('heading', { name: 'What will happen' }).waitFor();
  await screens.picture(console, 'plan');
  await console.getByRole('button', { name: 'Go on to sign-off' }).click();
  await console.getByRole('heading', { name: 'Seats of the quorum' }).waitFor();
  return new URL(console.url()).searchParams.get('plan')?.replace(/"/g, '') ?? '';
}

/** One person reads the plan in the approval window and signs it. */
export async function sign(screens: Screens, name: string, passphrase: string): Promise<void> {
  const { console } = screens;
  const window = await screens.approvalAfter(() =>
    console.getByRole('button', { name: `Ask ${name} to sign` }).click(),
  );
  const field = window.getByLabel(`Passphrase of ${name}`);
  await field.waitFor();
  await screens.picture(window, 'approval');
  await field.fill(passphrase);
  await closing(window, () => window.getByRole('button', { name: `Sign as ${name}` }).click());
  await screens.picture(console, 'signed');
}

/** Carries the plan out; resolves when its last step has been read back. */
export async function carryOut(screens: Screens, key: string): Promise<void> {
  const { console } = screens;
  const start = console.getByRole('button', { name: 'Carry it out' });
  await start.waitFor();
  await screens.picture(console, 'execute');
  await start.click();
  const dialog = console.getByRole('dialog');
  const record = console.getByRole('button', { name: /Go on to the record/i });
  await dialog.or(record).first().waitFor();
  if (await dialog.isVisible()) {
    await dialog.getByRole('textbox').fill(key);
    await screens.picture(console, 'confirm');
    await dialog.getByRole('button', { name: 'Carry it out' }).click();
  }
  await record.waitFor();
  await screens.picture(console, 'verify');
  await record.click();
  await console.getByRole('button', { name: 'Export the transcript' }).waitFor();
}

/** Writes the transcript; resolves when the page says where it is. */
export async function exportTranscript(screens: Screens): Promise<void> {
  const { console } = screens;
  await console.getByRole('button', { name: 'Export the transcript' }).click();
  await console
    .getByText(/\.html$/)
    .first()
    .waitFor();
  await screens.picture(console, 'record');
}

/** Verifies the journal on its screen. @returns whether it verifies */
export async function verifyJournal(screens: Screens): Promise<boolean> {
  const { console } = screens;
  await console.getByRole('navigation').getByRole('link', { name: 'Journal' }).click();
  await console.getByRole('button', { name: 'Verify now' }).click();
  const verdict = console.getByRole('status').filter({ hasText: /verifies|does not verify/i });
  await verdict.first().waitFor();
  await screens.picture(console, 'journal');
  return !/does not verify/i.test((await verdict.first().textContent()) ?? '');
}

/** Does what closes a window, and waits until it has closed. */
async function closing(window: Page, act: () => Promise<unknown>): Promise<void> {
  const closed = window.waitForEvent('close');
  await act();
  await closed;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
