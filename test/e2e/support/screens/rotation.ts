import type { Page } from 'playwright-core';
import { awake, closing, goTo, PASSPHRASE, sign, windowBy, type Walk } from './steps.ts';

const KEY = 'production/payments-data';

/** The rotation wizard from the choice to the record, with its approval windows. @returns the plan's digest */
export async function visitRotation(walk: Walk): Promise<string> {
  const { console, visit } = walk;
  await askFor(walk);
  await visitSignOff(walk);
  const digest = new URL(console.url()).searchParams.get('plan')?.replaceAll('"', '') ?? '';
  await console.getByRole('heading', { name: 'The quorum is met' }).waitFor();
  await visit('rotation-execute', console);
  await console.getByRole('button', { name: 'Carry it out' }).click();
  const dialog = console.getByRole('dialog');
  await dialog.getByRole('textbox').fill(KEY);
  await visit('rotation-confirm', console);
  await dialog.getByRole('button', { name: 'Carry it out' }).click();
  const record = console.getByRole('button', { name: 'Go on to the record' });
  await record.waitFor();
  await visit('rotation-verify', console);
  await record.click();
  await console.getByRole('button', { name: 'Export the transcript' }).click();
  await console
    .getByText(/\.html$/)
    .first()
    .waitFor();
  await visit('rotation-record', console);
  return digest;
}

async function askFor(walk: Walk): Promise<void> {
  const { console, visit } = walk;
  await goTo(walk, 'Approvals');
  await console.getByRole('main').getByRole('link', { name: 'Rotate a key' }).click();
  await console.getByRole('grid', { name: 'Keys to rotate' }).getByText(KEY, { exact: true }).waitFor();
  await visit('rotation-choose', console);
  await console.getByLabel('Which key?').fill('no key is called this');
  await console.getByText('No key is called that').waitFor();
  await visit('rotation-choose-nothing', console);
  await console.getByLabel('Which key?').fill(KEY);
  await console.getByLabel('Which key?').press('Enter');
  await console.getByLabel('Ticket').fill('CHG-4711');
  await console.getByLabel('Reason').fill('Overdue since October');
  await visit('rotation-ask', console);
  await console.getByRole('button', { name: 'Make the plan' }).click();
  await console.getByRole('heading', { name: 'What will happen' }).waitFor();
  await visit('rotation-plan', console);
  await console.getByRole('button', { name: 'Go on to sign-off' }).click();
}

async function visitSignOff(walk: Walk): Promise<void> {
  const { console, visit } = walk;
  await console.getByRole('heading', { name: 'Seats of the quorum' }).waitFor();
  await visit('rotation-sign-off', console);
  const anybody = console.getByRole('button', { name: 'Open the approval window for anybody' });
  const window = await screensAnswer(walk, await walk.screens.approvalAfter(() => anybody.click()));
  await closing(window, () => window.getByRole('button', { name: 'Close without answering' }).click());
  await visitSigning(walk);
  await visit('rotation-sign-off-half', console);
  await sign(walk, 'Ben Sample');
}

/** The approval window of a plan: who, by passphrase, by a signature from elsewhere, as a no. */
async function screensAnswer({ visit }: Walk, window: Page): Promise<Page> {
  const who = window.getByLabel('Who are you?');
  await who.waitFor();
  await visit('approval-answer-who', window);
  await who.selectOption({ label: 'Ada Sample (custodian)' });
  await awake(window);
  await visit('approval-answer', window);
  await window.getByText('With a signature made elsewhere').click();
  await window.getByLabel('Signature file (.sig)').waitFor();
  await visit('approval-answer-elsewhere', window);
  await window.getByLabel('Signature file (.sig)').setInputFiles({
    name: 'plan.sig',
    mimeType: 'text/plain',
    buffer: Buffer.from('this is no signature'),
  });
  await window.getByText(/This is not an SSH signature/).waitFor();
  await visit('approval-answer-no-signature', window);
  await window.getByText('Say no', { exact: true }).click();
  await window.getByText('With the key this console holds').click();
  await window.getByLabel('Reason, signed with the no').waitFor();
  await window.getByLabel('Passphrase of Ada Sample').fill('anything');
  await window.getByRole('button', { name: 'Say no as Ada Sample' }).click();
  await window.getByText(/Give a reason first/).waitFor();
  await visit('approval-answer-say-no', window);
  return window;
}

async function visitSigning(walk: Walk): Promise<void> {
  const { console, visit } = walk;
  const ask = console.getByRole('button', { name: 'Ask Ada Sample to sign' });
  const window = await windowBy(walk, () => ask.click());
  await console.getByText('A window has opened for Ada Sample').waitFor();
  await visit('rotation-sign-off-window-open', console);
  const closed = window.waitForEvent('close');
  await window.getByLabel('Passphrase of Ada Sample').fill(PASSPHRASE);
  await window.getByRole('button', { name: 'Sign as Ada Sample' }).click();
  await window.getByRole('heading', { name: 'Done' }).waitFor();
  await visit('approval-done', window);
  await closed;
  await console.getByRole('list', { name: 'Seats' }).getByText('Ada Sample').waitFor();
}

/** The creation wizard up to its plan, which stays open. */
export async function visitCreation(walk: Walk): Promise<void> {
  const { console, visit } = walk;
  await goTo(walk, 'Keys');
  await console.getByRole('main').getByRole('link', { name: 'New key' }).click();
  await console.getByLabel('Alias').waitFor();
  await visit('creation-describe', console);
  await console.getByLabel('Environment', { exact: true }).last().selectOption('staging');
  await console.getByLabel('Alias').fill('staging/receipts');
  await console.getByLabel('Owner').fill('Payments');
  await console.getByLabel('Description').fill('Protects receipts');
  await console.getByLabel('Ticket').fill('CHG-4712');
  await console.getByLabel('Reason').fill('A new service needs a key');
  await visit('creation-described', console);
  await console.getByRole('button', { name: 'Make the plan' }).click();
  await console.getByRole('heading', { name: 'What will happen' }).waitFor();
  await visit('creation-plan', console);
}
