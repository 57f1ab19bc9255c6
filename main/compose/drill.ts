import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ConsoleError } from '../../shared/errors.ts';
import { ok, type Result } from '../../shared/result.ts';
import { drillRotation, type DrillReport } from '../ceremonies/index.ts';
import { SAMPLE_PASSPHRASE } from '../sample/index.ts';
import { openForReading } from '../workspace/index.ts';
import { write } from './desks.ts';
import { makePractice } from './init.ts';
import type { Surroundings } from './surroundings.ts';

/** The rotation drill, in one go. */
export async function drill(
  surroundings: Surroundings,
  folder: string,
  say: (line: string) => void,
): Promise<Result<DrillReport, ConsoleError>> {
  const where = drillFolder(surroundings, folder, say);
  return where.ok ? drillHere(surroundings, where.value, say) : where;
}

/**
 * A drill runs where the made-up people are: in this workspace if it has them, else in a workspace of its own that is
 * made beside the journal for it, so that real people's names never stand under a drill.
 */
export function drillFolder(
  surroundings: Surroundings,
  folder: string,
  say: (line: string) => void,
): Result<string, ConsoleError> {
  const reading = openForReading({ folder, home: surroundings.home, clock: surroundings.clock });
  if (!reading.ok) return reading;
  const { layout, authority } = reading.value;
  reading.value.close();
  if (authority.roster.people.every(({ madeUp }) => madeUp)) return ok(folder);
  if (!existsSync(layout.drills)) mkdirSync(layout.drills, { mode: 0o700 });
  const own = join(layout.drills, `workspace-${randomBytes(4).toString('hex')}`);
  const made = makePractice(surroundings, own);
  if (!made.ok) return made;
  say(`This workspace has real people: the drill has a workspace of its own, ${own}.`);
  return ok(own);
}

async function drillHere(
  surroundings: Surroundings,
  folder: string,
  say: (line: string) => void,
): Promise<Result<DrillReport, ConsoleError>> {
  const desk = write(surroundings, folder, 'drill rotation');
  if (!desk.ok) return desk;
  try {
    return await drillRotation({ context: desk.value.context, passphrase: SAMPLE_PASSPHRASE, say });
  } finally {
    desk.value.close();
  }
}
