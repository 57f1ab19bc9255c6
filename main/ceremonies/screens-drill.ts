import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { runState, verifyWhole, type OperationContext } from '../operations/index.ts';
import { sha256Hex } from '../signoff/index.ts';
import { entry, type ReadableWorkspace } from '../workspace/index.ts';
import { chooseCast, chooseKey, type Casting } from './casting.ts';
import { transcriptFiles } from './run-transcript.ts';

/** What is decided before a drill walks through the real screens. */
export interface ScreensDrill {
  readonly key: { readonly name: string; readonly version: number; readonly environment: string };
  readonly requester: string;
  readonly signers: readonly { readonly name: string; readonly role: string }[];
  /** The drill's folder, for pictures and evidence. */
  readonly folder: string;
  readonly startedAt: string;
}

/** What a drill on the real screens left behind. */
export interface ScreensDrillReport {
  readonly drill: 'rotation';
  readonly screens: true;
  readonly result: 'passed' | 'failed';
  readonly key: { readonly name: string; readonly fromVersion: number; readonly toVersion: number | null };
  readonly signers: ScreensDrill['signers'];
  readonly digest: string;
  readonly journal: { readonly origin: string; readonly size: number; readonly root: string };
  readonly elapsedMs: number;
  readonly files: {
    readonly folder: string;
    readonly pictures: readonly string[];
    readonly transcript: string;
    readonly pdf: string | null;
    readonly checkpoint: string;
    readonly journal: string;
  };
  readonly error: ConsoleError | null;
}

/** Chooses key and people, as the drill in the terminal does. */
export async function prepareScreensDrill(desk: Casting): Promise<Result<ScreensDrill, ConsoleError>> {
  const { workspace } = desk;
  const key = await chooseKey(desk);
  if (!key.ok) return key;
  const cast = chooseCast(workspace);
  if (!cast.ok) return cast;
  const startedAt = workspace.clock().effective.toISOString();
  return ok({
    key: { name: key.value.name, version: key.value.version, environment: key.value.environment },
    requester: cast.value.requester.name,
    signers: cast.value.seats.map(({ person, role }) => ({ name: nameOf(workspace, person), role })),
    folder: join(workspace.layout.drills, `${startedAt.replace(/[:.]/g, '-')}-rotation-screens`),
    startedAt,
  });
}

/**
 * Judges what was done on the screens by the journal alone, puts the evidence together and records the drill.
 * @param digest of the plan that the screens made
 */
export async function concludeScreensDrill(
  { workspace }: Pick<OperationContext, 'workspace'>,
  drill: ScreensDrill,
  digest: string,
  elapsedMs: number,
): Promise<Result<ScreensDrillReport, ConsoleError>> {
  const { journal, layout } = workspace;
  const verified = await verifyWhole(layout.journal);
  const state = runState(journal, digest);
  const evidence = state.finished?.evidence ?? {};
  const result = state.finished?.result === 'done' && verified.ok ? 'passed' : 'failed';
  const files = gather(workspace, drill.folder, digest);
  if (!files.ok) return files;
  const transcript = sha256Hex(readFileSync(files.value.transcript));
  const finished = { drill: 'rotation', result, elapsedMs, transcript, folder: basename(drill.folder) };
  const noted = workspace.append([entry('drill.finished', digest, finished)]);
  if (!noted.ok) return noted;
  const checkpoint = join(drill.folder, 'checkpoint');
  writeFileSync(checkpoint, journal.head());
  const size = journal.size();
  const { toVersion } = evidence;
  return ok({
    drill: 'rotation',
    screens: true,
    result,
    key: {
      name: drill.key.name,
      fromVersion: drill.key.version,
      toVersion: typeof toVersion === 'number' ? toVersion : null,
    },
    signers: drill.signers,
    digest,
    journal: { origin: journal.origin, size, root: Buffer.from(journal.rootAt(size)).toString('base64') },
    elapsedMs,
    files: { ...files.value, folder: drill.folder, checkpoint, journal: layout.journal },
    error:
      result === 'passed' ? null : consoleError('not-verified', problemOf(state.finished?.error ?? null, verified)),
  });
}

/** Copies what the screens exported - transcript, plan, signatures, allowed_signers - beside the pictures. */
function gather(
  { layout }: Pick<ReadableWorkspace, 'layout'>,
  folder: string,
  digest: string,
): Result<{ pictures: readonly string[]; transcript: string; pdf: string | null }, ConsoleError> {
  const name = transcriptFiles(digest).transcript;
  const exported = lastExport(layout.exports, name);
  const files = exported === null ? [] : readdirSync(exported);
  for (const file of files) copyFileSync(join(exported ?? '', file), join(folder, file));
  const html = files.find((file) => file === `${name}.html`);
  if (html === undefined) return fail(consoleError('not-verified', 'The screens have left no transcript.'));
  const pdf = files.find((file) => file === `${name}.pdf`);
  const pictures = readdirSync(folder)
    .filter((file) => file.endsWith('.png'))
    .sort()
    .map((file) => join(folder, file));
  return ok({ pictures, transcript: join(folder, html), pdf: pdf === undefined ? null : join(folder, pdf) });
}

/** The folder of the last transcript that was exported, or null. */
function lastExport(exports: string, name: string): string | null {
  const all = existsSync(exports) ? readdirSync(exports).filter((one) => one.startsWith(`${name}-`)) : [];
  const numbers = all.map((one) => Number(one.slice(name.length + 1))).filter((n) => Number.isInteger(n) && n > 0);
  return numbers.length === 0 ? null : join(exports, `${name}-${Math.max(...numbers)}`);
}

function problemOf(
  error: { readonly message: string } | null,
  verified: Awaited<ReturnType<typeof verifyWhole>>,
): string {
  return error?.message ?? verified.problem?.message ?? 'The run has not come to its end.';
}

function nameOf({ authority }: Pick<ReadableWorkspace, 'authority'>, id: string): string {
  return authority.roster.people.find((person) => person.id === id)?.name ?? id;
}
