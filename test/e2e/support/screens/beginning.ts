import { awake, chooseWho, closing, goTo, PASSPHRASE, windowBy, type Walk } from './steps.ts';

/** First run, the practice workspace with nothing asked for yet, and a person who says who they are. */
export async function visitBeginning(walk: Walk): Promise<void> {
  const { console, visit } = walk;
  const make = console.getByRole('button', { name: 'Make a practice workspace' });
  await make.waitFor();
  await visit('first-run', console);
  await console.getByLabel('Folder of the workspace').fill('/nowhere/at/all');
  await console.getByRole('button', { name: 'Open', exact: true }).click();
  await console.getByRole('alert').waitFor();
  await visit('first-run-failed', console);
  await make.click();
  await console.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await console.getByText('Rotation calendar').first().waitFor();
  await visit('overview', console);
  await goTo(walk, 'Approvals');
  await console.getByText('Nothing waits for approval').waitFor();
  await visit('approvals-empty', console);
  await visitPalette(walk);
  await visitWho(walk);
}

async function visitPalette({ console, visit }: Walk): Promise<void> {
  await console.keyboard.press('ControlOrMeta+k');
  const wish = console.getByRole('combobox', { name: 'What to do' });
  await wish.waitFor();
  await visit('command-palette', console);
  await wish.fill('nothing is called this');
  await console.getByText('Nothing is called that.').waitFor();
  await visit('command-palette-nothing', console);
  await console.keyboard.press('Escape');
  await console.getByRole('dialog').waitFor({ state: 'hidden' });
}

async function visitWho(walk: Walk): Promise<void> {
  const { console, visit } = walk;
  await console.getByRole('button', { name: 'Who are you?' }).click();
  await console.getByRole('list', { name: 'People' }).waitFor();
  await visit('who-are-you', console);
  await visitUnlockElsewhere(walk);
  const window = await chooseWho(walk, 'Kim Sample');
  await visit('who-are-you-window-open', console);
  await visit('approval-unlock', window);
  const field = window.getByLabel('Passphrase of Kim Sample');
  const go = window.getByRole('button', { name: 'I am Kim Sample' });
  await field.fill('not her passphrase');
  await go.click();
  await window.getByRole('alert').waitFor();
  await visit('approval-wrong-passphrase', window);
  await awake(window);
  await field.fill(PASSPHRASE);
  await closing(window, () => go.click());
  await console.getByRole('dialog').waitFor({ state: 'hidden' });
  await console.getByRole('button', { name: 'Kim Sample', exact: true }).click();
  await console.getByRole('menuitem', { name: 'Somebody else' }).waitFor();
  await visit('who-menu', console);
  await console.keyboard.press('Escape');
}

/** The other way to prove it: a signature made on another machine, where the window offers it. */
async function visitUnlockElsewhere(walk: Walk): Promise<void> {
  const { console, visit } = walk;
  const window = await windowBy(walk, () =>
    console
      .getByRole('dialog')
      .getByRole('button', { name: /^Ada Sample/ })
      .click(),
  );
  const elsewhere = window.getByText('With a signature made elsewhere');
  if ((await elsewhere.count()) > 0) {
    await elsewhere.click();
    await visit('approval-unlock-elsewhere', window);
  }
  await closing(window, () => window.getByRole('button', { name: 'Close: it is not me' }).click());
  await console.getByRole('list', { name: 'People' }).waitFor();
}
