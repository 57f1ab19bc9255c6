import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { whatWasWrong } from '../../shared/errors.ts';
import type { Roster } from '../../shared/people.ts';
import { judge, mayApprove, type Judged, type Packet, type Statement } from '../signoff/index.ts';
import type { Layout } from '../workspace/index.ts';

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

const folderOf = (layout: Layout, digest: string): string => join(layout.signoffs, digest);

/**
 * Keeps a signature beside the journal until the plan runs. It has no authority of its own: whoever reads it judges it.
 * @throws the file system's error
 */
export function keepSignature(
  layout: Layout,
  digest: string,
  { person, purpose, armored }: Pick<Judged, 'person' | 'armored'> & { readonly purpose: GatheredPurpose },
): void {
  const folder = folderOf(layout, digest);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${person.id}.${purpose}.sig`);
  const beside = `${file}.new`;
  rmSync(beside, { force: true });
  const fd = openSync(beside, 'wx', 0o600);
  try {
    writeSync(fd, armored);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(beside, file);
}

/** Reads the signatures gathered for a plan and judges each again, over the plan's bytes and by the roster in force. */
export function gather(layout: Layout, statement: Statement, roster: Roster): Gathered {
  const found = { packets: [] as Packet[], judged: [] as Judged[], leftOut: [] as string[] };
  for (const name of filesIn(folderOf(layout, statement.digest))) {
    const armored = textOf(join(folderOf(layout, statement.digest), name));
    if (armored === null) continue;
    const packet = { label: name, armored, dissent: null };
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

function textOf(file: string): string | null {
  try {
    return statSync(file).size <= LONGEST_FILE ? readFileSync(file, 'latin1') : null;
  } catch {
    return null;
  }
}
