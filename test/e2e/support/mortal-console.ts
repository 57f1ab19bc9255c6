import { compose, SAMPLE_PASSPHRASE, thisMachine } from '../../../main/compose.ts';
import { showConsole } from '../../../main/hosts/kiosk/index.ts';
import { askForRotation, sayWho, sign } from '../../../main/hosts/kiosk/walk/rotation.ts';
import { screensOf } from '../../../main/hosts/kiosk/walk/screens.ts';

// A console in a process of its own: somebody rotates a key on its screens, and the process is killed at the moment that
// is named, as `kill -9` or a power cut would. Arguments: application folder, workspace, key, moment.
const [home = '', workspace = '', key = '', moment = ''] = process.argv.slice(2);
const main = compose({
  ...thisMachine(home),
  progress: (event) => {
    if (event.moment === moment && event.step === 's2') process.kill(process.pid, 'SIGKILL');
  },
});
const shown = await showConsole({
  console: main,
  folder: workspace,
  version: '0.0.0-test',
  headless: true,
  install: false,
  say: (line) => process.stderr.write(`${line}\n`),
});
if (!shown.ok) throw new Error(shown.error.message);
const screens = screensOf(shown.value.kiosk, null);
const { console: page } = screens;
await page.getByRole('button', { name: 'Make a practice workspace' }).click();
await page.getByRole('navigation').waitFor();
await sayWho(screens, 'Kim Sample', SAMPLE_PASSPHRASE);
const digest = await askForRotation(screens, { environment: 'practice', key, ticket: 'CHG-9', reason: 'To be killed' });
process.stdout.write(`${digest}\n`);
for (const name of ['Ada Sample', 'Ben Sample']) await sign(screens, name, SAMPLE_PASSPHRASE);
await page.getByRole('button', { name: 'Carry it out' }).click();
const dialog = page.getByRole('dialog');
await dialog.getByRole('textbox').fill(key);
await dialog.getByRole('button', { name: 'Carry it out' }).click();
// Nothing comes after this: the progress of the run kills the process.
await new Promise(() => undefined);
