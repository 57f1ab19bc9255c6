import { goTo, type Walk } from './steps.ts';

/** The inventory, its filters and views, and one key. */
export async function visitKeys(walk: Walk): Promise<void> {
  const { console, visit } = walk;
  await goTo(walk, 'Keys');
  await console.getByRole('grid', { name: 'Keys' }).getByText('production/payments-data').first().waitFor();
  await visit('keys', console);
  await console.getByRole('button', { name: /^State:/ }).click();
  await console.getByRole('checkbox').first().waitFor();
  await visit('keys-states', console);
  await console.keyboard.press('Escape');
  await console.getByRole('button', { name: 'Views', exact: true }).click();
  await console.getByRole('menuitem', { name: /Save what is shown/ }).waitFor();
  await visit('keys-views', console);
  await console.getByRole('menuitem', { name: /Save what is shown/ }).click();
  await console.getByRole('dialog').getByRole('textbox').waitFor();
  await visit('keys-save-view', console);
  await console.keyboard.press('Escape');
  await console.getByRole('dialog').waitFor({ state: 'hidden' });
  const search = console.getByRole('textbox', { name: 'Search keys' });
  await search.fill('no key is called this');
  await console.getByText('No key is like that').waitFor();
  await visit('keys-filtered-to-nothing', console);
  await search.fill('');
  await console.getByRole('grid', { name: 'Keys' }).getByText('production/payments-data').first().click();
  await console.getByRole('heading', { name: 'What hangs on it' }).waitFor();
  await console.getByRole('heading', { name: 'History in the journal' }).waitFor();
  await visit('key', console);
}
