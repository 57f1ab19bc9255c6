import { closing, goTo, PASSPHRASE, windowBy, type Walk } from './steps.ts';

const TABS = ['Sign-off', 'What will happen', 'Every field', 'Record'] as const;

/** Plans that wait, plans that are over, and each part of one. @param done digest of a plan that has run */
export async function visitApprovals(walk: Walk, done: string): Promise<void> {
  const { console, visit } = walk;
  await goTo(walk, 'Approvals');
  await console
    .getByRole('grid', { name: 'Open plans' })
    .getByText(/staging\/receipts/)
    .waitFor();
  await console
    .getByRole('grid', { name: 'Recent plans' })
    .getByText(/payments-data/)
    .waitFor();
  await visit('approvals', console);
  await visitDissent(walk);
  await goTo(walk, 'Approvals');
  await console
    .getByRole('grid', { name: 'Recent plans' })
    .getByText(/payments-data/)
    .click();
  await console.waitForURL(new RegExp(done));
  await console.getByText('Done, and read back').waitFor();
  await visit('plan-run', console);
  for (const tab of TABS) {
    await console.getByRole('tab', { name: tab }).click();
    await console.getByRole('tabpanel', { name: tab }).waitFor();
    await visit(`plan-${tab.toLowerCase().replaceAll(' ', '-')}`, console);
  }
  await goTo(walk, 'Overview');
  await console.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await visit('overview-with-work', console);
}

async function visitDissent(walk: Walk): Promise<void> {
  const { console, visit } = walk;
  await console
    .getByRole('grid', { name: 'Open plans' })
    .getByText(/staging\/receipts/)
    .click();
  await console.getByRole('heading', { name: 'Seats of the quorum' }).waitFor();
  const window = await windowBy(walk, () => console.getByRole('button', { name: /^Ask Ben Sample to sign/ }).click());
  await window.getByText('Say no', { exact: true }).click();
  await window.getByLabel('Reason, signed with the no').fill('Nobody has asked the owner');
  await window.getByLabel('Passphrase of Ben Sample').fill(PASSPHRASE);
  await closing(window, () => window.getByRole('button', { name: 'Say no as Ben Sample' }).click());
  await console.getByText('Nobody has asked the owner').first().waitFor();
  await visit('plan-dissented', console);
}
