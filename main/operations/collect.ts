import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  lstatSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { consoleError, whatWasWrong, type ConsoleError } from '../../shared/errors.ts';
import type { Roster } from '../../shared/people.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { judge, mayApprove, type Judged, type Packet, type Statement } from '../signoff/index.ts';
import { readPlainFile, type Layout } from '../workspace/index.ts';

/** Signatures gathered for a plan, judged afresh. */
export interface Gathered {
  readonly packets: readonly Packet[];
  /** The same, with who they are of. */
  readonly judged: readonly Judged[];
  /** Files that do not hold, each with why; they count for nothing. */
  readonly leftOut: readonly string[];
}

export type GatheredPurpose = 'signoff' | 'request';

const NAME = /^([a-z0-9-]{1,63})\.(signoff|request)\.sig$/;
const MOST_FILES = 400;
const LONGEST_FILE = 16_384;
/** As long as an armored signature gets, about. */
const LONGEST_SIGNATURE = 2000;

const folderOf = (layout: Layout, digest: string): string => join(layout.signoffs, digest);

type Kept = Pick<Judged, 'person'> & { readonly purpose: GatheredPurpose };

const fileOf = (layout: Layout, digest: string, { person, purpose }: Kept): string =>
  join(folderOf(layout, digest), `${person.id}.${purpose}.sig`);

/** Whether a signature can be kept; to be asked before a key is used for it. */
export function canKeepSignature(layout: Layout, digest: string, kept: Kept): Result<void, ConsoleError> {
  return filed(layout, digest, () => {
    const file = fileOf(layout, digest, kept);
    writeBeside(file, 'x'.repeat(LONGEST_SIGNATURE));
    rmSync(`${file}.new`);
    if (lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === true) throw asFileError('EISDIR');
  });
}

/**
 * Keeps a signature beside the journal until the plan runs. It has no authority of its own: whoever reads it judges it.
 */
export function keepSignature(
  layout: Layout,
  digest: string,
  kept: Kept & Pick<Judged, 'armored'>,
): Result<void, ConsoleError> {
  return filed(layout, digest, () => {
    const file = fileOf(layout, digest, kept);
    writeBeside(file, kept.armored);
    renameSync(`${file}.new`, file);
  });
}

function filed(layout: Layout, digest: string, work: () => void): Result<void, ConsoleError> {
  try {
    mkdirSync(folderOf(layout, digest), { recursive: true, mode: 0o700 });
    work();
    return ok(undefined);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const what = `The signature cannot be kept in ${folderOf(layout, digest)} (${String(error.code)}).`;
    return fail(consoleError('export-failed', what));
  }
}

function asFileError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function writeBeside(file: string, text: string): void {
  const beside = `${file}.new`;
  rmSync(beside, { force: true });
  const fd = openSync(beside, 'wx', 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Reads the signatures gathered for a plan and judges each again, over the plan's bytes and by the roster in force. */
export function gather(layout: Layout, statement: Statement, roster: Roster): Gathered {
  const found = { packets: [] as Packet[], judged: [] as Judged[], leftOut: [] as string[] };
  for (const name of filesIn(folderOf(layout, statement.digest))) {
    const text = readPlainFile(join(folderOf(layout, statement.digest), name), LONGEST_FILE);
    if (!text.ok) {
      if (text.error !== 'missing') found.leftOut.push(`${name} is left out: ${text.error}.`);
      continue;
    }
    const packet = { label: name, armored: text.value.toString('latin1'), dissent: null };
    const judged = judge(packet, statement, roster);
    const why = judged.ok ? misfit(name, judged.value, statement) : whatWasWrong(judged.error);
    if (judged.ok && why === null) {
      found.packets.push(packet);
      found.judged.push(judged.value);
    } else if (why !== null) found.leftOut.push(why);
  }
  return found;
}

/** Why a signature that holds does not count; null when it does. */
function misfit(name: string, { person, purpose }: Judged, { plan }: Statement): string | null {
  if (name !== `${person.id}.${purpose}.sig`) return `${name} is a signature of ${person.name} for another purpose.`;
  if (purpose === 'request') {
    return person.id === plan.requester.id ? null : `${name} signs the request, but ${person.name} did not ask.`;
  }
  return mayApprove(person, plan.quorum, plan.requester.id) === 'yes'
    ? null
    : `${person.name} (${name}) may not approve this plan.`;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => NAME.test(name))
      .sort()
      .slice(0, MOST_FILES);
  } catch {
    return [];
  }
}
