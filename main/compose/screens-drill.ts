import type { ConsoleError } from '../../shared/errors.ts';
import { ok, type Result } from '../../shared/result.ts';
import { concludeScreensDrill, prepareScreensDrill, type ScreensDrillReport } from '../ceremonies/index.ts';
import { SAMPLE_PASSPHRASE } from '../sample/index.ts';
import { read, write } from './desks.ts';
import { drillFolder } from './drill.ts';
import type { PreparedDrill, Surroundings } from './surroundings.ts';

/** Decides where, on which key and with whom the drill takes place. */
export async function prepareDrill(
  surroundings: Surroundings,
  folder: string,
  say: (line: string) => void,
): Promise<Result<PreparedDrill, ConsoleError>> {
  const where = drillFolder(surroundings, folder, say);
  if (!where.ok) return where;
  const desk = read(surroundings, where.value);
  if (!desk.ok) return desk;
  try {
    const drill = await prepareScreensDrill(desk.value);
    return drill.ok ? ok({ ...drill.value, workspace: where.value, passphrase: SAMPLE_PASSPHRASE }) : drill;
  } finally {
    desk.value.close();
  }
}

/** Records a drill that the screens have been through. The window must be closed: one writes at a time. */
export async function concludeDrill(
  surroundings: Surroundings,
  drill: PreparedDrill,
  digest: string,
  elapsedMs: number,
): Promise<Result<ScreensDrillReport, ConsoleError>> {
  const desk = write(surroundings, drill.workspace, 'drill rotation --screens');
  if (!desk.ok) return desk;
  try {
    return await concludeScreensDrill(desk.value.context, drill, digest, elapsedMs);
  } finally {
    desk.value.close();
  }
}
