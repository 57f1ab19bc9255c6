import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SAMPLE_PASSPHRASE } from '../../main/compose.ts';
import { sayWho } from '../../main/hosts/kiosk/walk/rotation.ts';
import { screensOf } from '../../main/hosts/kiosk/walk/screens.ts';
import { startKiosk } from './support/kiosk.ts';
import { newPlace, type Place } from './support/workspace.ts';

const CHILD = fileURLToPath(new URL('support/mortal-console.ts', import.meta.url));
const KEY = 'practice/training-data';

/** Rotates a key in a console that dies at this moment of the step that changes something. @returns the plan */
async function rotateAndDie(place: Place, moment: string): Promise<string> {
  const child = spawn(process.execPath, [CHILD, place.home, place.workspace, KEY, moment], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect([code, signal]).toEqual([null, 'SIGKILL']);
  return said.trim();
}

describe('a console that was killed in the middle of a run', () => {
  it.each([
    ['the call was written down and not sent', 'intended'],
    ['the call was answered and not recorded', 'answered'],
  ])('after %s finishes it after a restart, once', async (_, moment) => {
    const place = newPlace();
    const digest = await rotateAndDie(place, moment);

    const console = await startKiosk({ place });
    const { page } = console;
    await page.getByRole('heading', { name: 'Interrupted run' }).waitFor();
    await sayWho(screensOf(console, null), 'Ada Sample', SAMPLE_PASSPHRASE);
    await page.getByRole('button', { name: 'Settle and finish' }).click();
    await page.getByRole('heading', { name: 'Interrupted run' }).waitFor({ state: 'detached' });

    await page.keyboard.press('g');
    await page.keyboard.press('k');
    await page.getByRole('grid').getByText(KEY, { exact: true }).click();
    await page.getByRole('heading', { level: 1, name: KEY }).waitFor();
    // The sample's key had three versions: there is one more, and not two.
    await page.getByRole('heading', { name: '4 versions' }).waitFor();

    await page.keyboard.press('g');
    await page.keyboard.press('j');
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText(/The journal verifies/).waitFor();
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(console.complaints()).toEqual([]);
  });
});
