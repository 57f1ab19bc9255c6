import { goTo, type Walk } from './steps.ts';

/** The journal, an entry with its proof, the verification, and settings. */
export async function visitRecords(walk: Walk): Promise<void> {
  const { console, visit } = walk;
  await goTo(walk, 'Journal');
  const entries = console.getByRole('grid', { name: 'Journal entries, newest first' });
  await entries.getByText('run.finished').or(entries.getByRole('row').nth(1)).first().waitFor();
  await visit('journal', console);
  await console.getByRole('textbox', { name: 'Search entries' }).fill('nothing says this');
  await console.getByText('No entry fits').waitFor();
  await visit('journal-nothing-fits', console);
  await console.getByRole('textbox', { name: 'Search entries' }).fill('');
  await entries.getByRole('row').nth(2).click();
  await console.getByRole('complementary').getByRole('heading', { level: 3 }).first().waitFor();
  await visit('journal-entry', console);
  await console.getByRole('button', { name: 'Verify now' }).click();
  await console.getByText(/The journal verifies/).waitFor();
  await visit('journal-verified', console);
  await console.getByRole('button', { name: 'Export', exact: true }).click();
  await console.getByRole('menuitem', { name: /The checkpoint/ }).waitFor();
  await visit('journal-export', console);
  await console.getByRole('menuitem', { name: /The checkpoint/ }).click();
  await console.getByText(/Keep it somewhere else: on paper/).waitFor();
  await visit('journal-exported', console);
  await goTo(walk, 'Settings');
  await console.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  await visit('settings', console);
}

/** The same workspace where another console has it: nothing can be changed, and every screen says so. */
export async function visitReadOnly(walk: Walk): Promise<void> {
  const { console, visit } = walk;
  await console.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await visit('read-only-overview', console);
  await goTo(walk, 'Keys');
  await console.getByRole('grid', { name: 'Keys' }).getByText('production/payments-data').first().click();
  await console.getByRole('heading', { name: 'What hangs on it' }).waitFor();
  await visit('read-only-key', console);
  await goTo(walk, 'Approvals');
  await console.getByRole('grid', { name: 'Open plans' }).getByRole('row').nth(1).click();
  await console.getByRole('heading', { name: 'Seats of the quorum' }).waitFor();
  await visit('read-only-plan', console);
  await goTo(walk, 'People');
  await console.getByRole('grid', { name: 'People of the roster' }).getByText('Ben Sample').click();
  await visit('read-only-people', console);
  await goTo(walk, 'Journal');
  await console.getByRole('grid', { name: 'Journal entries, newest first' }).waitFor();
  await visit('read-only-journal', console);
}
