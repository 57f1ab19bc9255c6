import { closing, goTo, windowBy, type Walk } from './steps.ts';

/** People and policy: the tabs, one person, and the ways into the roster and out of it. */
export async function visitPeople(walk: Walk): Promise<void> {
  const { console, visit } = walk;
  await goTo(walk, 'People');
  await console.getByRole('grid', { name: 'People of the roster' }).waitFor();
  await visit('people', console);
  await console.getByRole('tab', { name: 'Policy' }).click();
  await visit('people-policy', console);
  await console.getByRole('tab', { name: 'If somebody is lost' }).click();
  await visit('people-lost', console);
  await console.getByRole('tab', { name: /^People/ }).click();
  await visitRemoval(walk);
  await visitAddition(walk);
}

async function visitRemoval({ console, visit }: Walk): Promise<void> {
  await console.getByRole('grid', { name: 'People of the roster' }).getByText('Ben Sample').click();
  const remove = console.getByRole('button', { name: 'Remove from the roster' });
  await remove.waitFor();
  await visit('people-person', console);
  await remove.click();
  await console.getByLabel('Ticket').fill('CHG-4713');
  await console.getByLabel('Reason').fill('Leaves the company');
  await visit('people-remove', console);
  await console.getByRole('button', { name: 'Ask to remove Ben Sample' }).click();
  await console.getByRole('dialog').getByRole('textbox').waitFor();
  await visit('people-remove-confirm', console);
  await console.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await console.getByRole('dialog').waitFor({ state: 'hidden' });
}

async function visitAddition(walk: Walk): Promise<void> {
  const { console, visit } = walk;
  await console.getByRole('button', { name: 'Add a person' }).click();
  const hand = console.getByRole('button', { name: 'Hand over to the person' });
  await hand.waitFor();
  await visit('people-add', console);
  await console.getByText('With a key of their own, on their own machine or in hardware').click();
  await hand.click();
  await visit('people-add-mistakes', console);
  await console.getByText('This console makes a key; the person chooses its passphrase').click();
  await console.getByLabel('Name', { exact: true }).fill('Lou Sample');
  await console
    .getByRole('textbox', { name: 'Vouched for by' })
    .or(console.getByRole('combobox', { name: 'Vouched for by' }))
    .first()
    .click();
  await visit('people-add-voucher', console);
  await console.getByRole('option', { name: /Fay Sample/ }).click();
  await console.getByRole('checkbox', { name: /custodian/ }).check();
  await console.getByLabel('Ticket').fill('CHG-4714');
  await console.getByLabel('Reason').fill('A new custodian joins');
  const window = await windowBy(walk, () => hand.click());
  await console.getByText('A window has opened for Lou Sample').waitFor();
  await visit('people-add-window-open', console);
  await visit('approval-enrol', window);
  await window.getByLabel('Choose a passphrase').fill('a passphrase of her own');
  await window.getByLabel('The same passphrase again').fill('another passphrase');
  await window.getByRole('button', { name: 'Make my key' }).click();
  await window.getByText('The two passphrases differ').waitFor();
  await visit('approval-enrol-mistake', window);
  await window.getByLabel('Choose a passphrase').fill('a passphrase of her own');
  await window.getByLabel('The same passphrase again').fill('a passphrase of her own');
  await closing(window, () => window.getByRole('button', { name: 'Make my key' }).click());
  await console.getByRole('heading', { name: 'Seats of the quorum' }).waitFor();
  await visit('plan-of-a-person', console);
}
