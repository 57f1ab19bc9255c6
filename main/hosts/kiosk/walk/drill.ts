import type { ConsoleError } from '../../../../shared/errors.ts';
import { consoleError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Console, PreparedDrill, ScreensDrillReport } from '../../../compose.ts';
import { showConsole, type ShowWish } from '../show-console.ts';
import { askForRotation, carryOut, exportTranscript, sayWho, sign, verifyJournal } from './rotation.ts';
import { screensOf, type Screens } from './screens.ts';

/** How long a single move may take before the drill is given up. */
const PATIENCE_MS = 60_000;

export interface DrillWish extends Omit<ShowWish, 'console' | 'folder'> {
  readonly console: Pick<Console, 'openWindow' | 'prepareDrill' | 'concludeDrill'>;
  /** The workspace to drill in; with real people in it, the drill makes one beside it. */
  readonly folder: string;
  readonly monotonic: () => number;
}

/**
 * The rotation drill on the real screens: a browser, the approval windows, the made-up people typing their passphrase.
 * Leaves a picture of each station and the transcript as page and PDF.
 */
export async function drillOnScreens(wish: DrillWish): Promise<Result<ScreensDrillReport, ConsoleError>> {
  const { console: main, say, monotonic } = wish;
  const prepared = await main.prepareDrill(wish.folder, say);
  if (!prepared.ok) return prepared;
  const begun = monotonic();
  const shown = await showConsole({ ...wish, folder: prepared.value.workspace });
  if (!shown.ok) return shown;
  let digest: Result<string, ConsoleError>;
  try {
    shown.value.kiosk.context.setDefaultTimeout(PATIENCE_MS);
    digest = ok(await walk(screensOf(shown.value.kiosk, prepared.value.folder), prepared.value, say));
  } catch (error) {
    digest = fail(consoleError('not-verified', `The screens did not come to the end: ${firstLine(error)}.`));
  } finally {
    await shown.value.close();
  }
  return digest.ok ? main.concludeDrill(prepared.value, digest.value, Math.round(monotonic() - begun)) : digest;
}

async function walk(screens: Screens, drill: PreparedDrill, say: (line: string) => void): Promise<string> {
  const { key, requester, signers, passphrase } = drill;
  await screens.console.getByRole('navigation').waitFor();
  await screens.picture(screens.console, 'overview');
  say(`1. ${requester} says who is at the screen and asks to rotate ${key.name}.`);
  await sayWho(screens, requester, passphrase);
  const digest = await askForRotation(screens, {
    environment: key.environment,
    key: key.name,
    ticket: 'DRILL',
    reason: 'Rotation drill with made-up people',
  });
  for (const { name, role } of signers) {
    say(`2. ${name} reads the plan in the approval window and signs as ${role}.`);
    await sign(screens, name, passphrase);
  }
  say('3. The plan is carried out, each step between an intent and an outcome in the journal.');
  await carryOut(screens, key.name);
  await exportTranscript(screens);
  say('4. The journal proves itself.');
  if (!(await verifyJournal(screens))) throw new Error('the journal does not verify');
  return digest;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
