import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { focused, press, tabTo, typeInto } from '../support/keyboard.ts';
import { gone, until, type ConsoleInUse } from '../support/in-use.ts';

const PASSPHRASE = 'practice makes perfect';
const KEY = 'production/payments-data';

/**
 * By keyboard alone: a newcomer makes the practice workspace, adds a person, rotates a key with two other people's
 * approvals, watches it run, verifies the journal and exports the transcript.
 */
export async function newcomerByKeyboard(console: ConsoleInUse): Promise<void> {
  const { page } = console;
  await makeWorkspace(page);
  await sayWho(console, 'Kim Sample');
  await addPerson(console);
  await rotate(console);
  await watchIt(page);
  await exportTranscript(page);
  await verifyJournal(page);
}

async function makeWorkspace(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make a practice workspace' }).waitFor();
  expect(await focused(page)).toMatch(/button "Make a practice workspace"/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
}

async function sayWho(console: ConsoleInUse, name: string): Promise<void> {
  const { page } = console;
  await page.keyboard.press('w');
  await page.getByRole('textbox', { name: 'Search people' }).waitFor();
  await until(async () => (await focused(page)).includes('Search people'), 'the search for people has the focus');
  await page.keyboard.type(name);
  await press(page, new RegExp(`button "${name}`));
  const window = await console.approvalPage();
  await prove(window, new RegExp(`Passphrase of ${name}`));
  await page.getByRole('button', { name, exact: true }).waitFor();
  await until(async () => (await page.getByRole('dialog').count()) === 0, 'the question is gone');
}

/** Types the passphrase and sends it with Enter, once the window takes an answer. */
async function prove(window: Page, field: RegExp): Promise<void> {
  await window.locator('button[type="submit"]:enabled').first().waitFor();
  await typeInto(window, field, PASSPHRASE);
  await window.keyboard.press('Enter');
  await gone(window);
}

async function addPerson(console: ConsoleInUse): Promise<void> {
  const { page } = console;
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.getByRole('heading', { level: 1, name: 'People and policy' }).waitFor();
  await page.getByRole('grid', { name: 'People of the roster' }).waitFor();
  await press(page, /button "Add a person"/);
  await typeInto(page, /textbox "Name/, 'Lou Sample');
  await tabTo(page, /(textbox|combobox) "Vouched for by/);
  await page.keyboard.type('Fay');
  await page.getByRole('option', { name: /Fay Sample/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await press(page, /checkbox "custodian/, 'Space');
  await typeInto(page, /textbox "Ticket/, 'CHG-7');
  await typeInto(page, /textbox "Reason/, 'A new custodian joins');
  await press(page, /button "Hand over to the person"/);
  const window = await console.approvalPage();
  await window.locator('button[type="submit"]:enabled').first().waitFor();
  await typeInto(window, /textbox "(Choose|A|The|Your).*assphrase|textbox "Passphrase/i, 'a passphrase of her own');
  await typeInto(window, /textbox "The same passphrase again/, 'a passphrase of her own');
  await window.keyboard.press('Enter');
  await gone(window);
  await page.getByRole('heading', { name: 'Seats of the quorum' }).waitFor();
  for (const name of ['Fay Sample', 'Gus Sample', 'Ada Sample']) await approve(console, name);
  await page.getByRole('tab', { name: 'Carry out' }).waitFor();
  await carryOut(page, 'Lou Sample');
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page
    .getByText(/Lou Sample/)
    .first()
    .waitFor();
  await page.getByText('Approved, not in force yet').waitFor();
  await page.getByText(/in force from/).waitFor();
}

/** One person is asked to sign, reads, and signs. */
async function approve(console: ConsoleInUse, name: string): Promise<void> {
  const { page } = console;
  await press(page, new RegExp(`button "Ask ${name} to sign"`));
  const window = await console.approvalPage();
  await prove(window, new RegExp(`Passphrase of ${name}`));
  await page
    .getByRole('list', { name: 'Seats' })
    .getByText(name)
    .or(page.getByRole('button', { name: 'Carry it out' }))
    .first()
    .waitFor();
}

async function carryOut(page: Page, subject: string): Promise<void> {
  await press(page, /button "Carry it out"/);
  const field = page.getByRole('dialog').getByRole('textbox');
  await field.waitFor();
  await until(async () => (await focused(page)).includes('textbox'), 'the confirmation has the focus');
  const wanted = (await page.getByRole('dialog').locator('label code').textContent()) ?? '';
  expect(wanted).toContain(subject);
  await page.keyboard.type(wanted);
  await page.keyboard.press('Enter');
  await until(async () => (await page.getByRole('dialog').count()) === 0, 'the confirmation is gone');
}

async function rotate(console: ConsoleInUse): Promise<void> {
  const { page } = console;
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'What to do' }).waitFor();
  await until(async () => (await focused(page)).includes('What to do'), 'the palette has the focus');
  await page.keyboard.type('rotate a key');
  await page.keyboard.press('Enter');
  await page.getByRole('grid', { name: 'Keys to rotate' }).getByText(KEY, { exact: true }).waitFor();
  await until(async () => (await focused(page)).includes('Which key'), 'the search for a key has the focus');
  await page.keyboard.type(KEY);
  await page.keyboard.press('Enter');
  await typeInto(page, /textbox "Ticket/, 'CHG-4711');
  await typeInto(page, /textbox "Reason/, 'Overdue since October');
  await press(page, /button "Make the plan"/);
  await page.getByRole('heading', { name: 'What will happen' }).waitFor();
  await press(page, /button "Go on to sign-off"/);
  await page.getByRole('heading', { name: 'Seats of the quorum' }).waitFor();
  expect(await page.getByRole('button', { name: 'Ask Kim Sample to sign' }).count()).toBe(0);
  await approve(console, 'Ada Sample');
  await approve(console, 'Ben Sample');
}

async function watchIt(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'The quorum is met' }).waitFor();
  await carryOut(page, KEY);
  await page.getByText('Done, and read back').waitFor();
  await page.getByText(/The key is at version 5; it was at version 4/).waitFor();
  await press(page, /button "Go on to the record"/);
}

async function exportTranscript(page: Page): Promise<void> {
  await press(page, /button "Export the transcript"/);
  const html = page.locator('code', { hasText: /\.html$/ });
  await html.waitFor();
  const written = readFileSync((await html.textContent()) ?? '', 'utf8');
  expect(written).toContain(KEY);
  expect(written).toContain('Overdue since October');
  expect(written).not.toContain('<script');
}

async function verifyJournal(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  await page.getByRole('heading', { level: 1, name: 'Journal' }).waitFor();
  await press(page, /button "Verify now"/);
  await page.getByText(/The journal verifies/).waitFor();
}
