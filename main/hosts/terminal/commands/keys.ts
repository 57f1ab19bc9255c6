import { consoleError, EXIT, type ConsoleError } from '../../../../shared/errors.ts';
import type { Environment } from '../../../../shared/policy.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { answersTo, keyHistory, type ReadingDesk } from '../../../compose.ts';
import { failed, reading, type Command } from '../desk.ts';
import type { Outcome } from '../output.ts';
import { fittingTable, keyText } from './key-text.ts';

type Keys = Extract<Awaited<ReturnType<ReadingDesk['keys']>>, { ok: true }>['value'];
type Key = Keys[number];

const day = (time: string | null): string => time?.slice(0, 10) ?? '-';

/** A key as scripts read it. */
export function keyJson(key: Key): object {
  const { description, schedule, id, name, environment, provider, state, version, owner, connection } = key;
  return {
    id,
    name,
    environment,
    provider,
    state,
    version,
    owner,
    connection: connection.id,
    arn: description.arn,
    spec: description.spec,
    usage: description.usage,
    providerState: description.state,
    aliases: description.aliases,
    tags: description.tags,
    createdAt: description.createdAt,
    rotation: schedule,
    deletionDate: description.deletionDate,
  };
}

/** `claviger keys` */
export async function keys(command: Command, environment: Environment | null): Promise<Outcome> {
  return reading(command, async (desk) => {
    const found = await desk.keys(environment);
    if (!found.ok) return failed(found.error);
    const rows = found.value.map((key) => [
      key.name,
      key.environment,
      key.state,
      String(key.version),
      key.description.spec,
      key.owner ?? '-',
      day(key.schedule.lastRotatedAt),
      dueText(key),
    ]);
    const head = ['NAME', 'ENVIRONMENT', 'STATE', 'VERSION', 'KIND', 'OWNER', 'ROTATED', 'NEXT ROTATION'];
    const { terminal, hint } = command;
    const text =
      rows.length === 0
        ? `No keys yet. How to make one: npx claviger help plan create`
        : fittingTable(head, rows, { columns: terminal.columns, more: hint('keys show KEY') });
    return { exit: EXIT.done, json: { keys: found.value.map(keyJson) }, text };
  });
}

function dueText({ schedule }: Key): string {
  switch (schedule.due) {
    case 'not-scheduled':
      return '-';
    case 'overdue':
      return `${day(schedule.nextRotationAt)} OVERDUE by ${-schedule.daysLeft} d`;
    case 'due':
      return `${day(schedule.nextRotationAt)} due in ${schedule.daysLeft} d`;
    case 'ok':
      return day(schedule.nextRotationAt);
  }
}

/** Finds the one key that a name means; several environments may use the same alias. */
export async function findKey(
  desk: ReadingDesk,
  name: string,
  environment: Environment | null,
): Promise<Result<Key, ConsoleError>> {
  const all = await desk.keys(environment);
  if (!all.ok) return all;
  const matching = all.value.filter((key) => answersTo(key, name));
  const [only] = matching;
  if (only === undefined)
    return fail(
      consoleError('key-not-found', `No key is called "${name}"${environment === null ? '' : ` in ${environment}`}.`),
    );
  if (matching.length === 1) return ok(only);
  const where = matching.map((key) => `${key.environment} (${key.id})`).join(', ');
  return fail(
    consoleError('key-not-found', `Several keys are called "${name}": ${where}; give --environment or the id.`),
  );
}

/** `claviger keys show KEY` */
export async function keysShow(command: Command, name: string, environment: Environment | null): Promise<Outcome> {
  return reading(command, async (desk) => {
    const key = await findKey(desk, name, environment);
    if (!key.ok) return failed(key.error);
    const provider = await desk.provider(key.value.connection);
    const dependants = provider.ok ? await provider.value.dependants(key.value.id) : null;
    const lastUse = provider.ok ? await provider.value.lastUse(key.value.id) : null;
    const history = keyHistory(desk.workspace.journal, key.value.id);
    const json = {
      key: {
        ...keyJson(key.value),
        versions: key.value.description.versions,
        dependants: dependants?.ok === true ? dependants.value : null,
        lastUse: lastUse?.ok === true ? lastUse.value : null,
        history,
      },
    };
    return { exit: EXIT.done, json, text: keyText(key.value, json.key.dependants, json.key.lastUse, history) };
  });
}
