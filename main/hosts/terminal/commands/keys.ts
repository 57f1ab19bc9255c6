import { consoleError, EXIT, type ConsoleError } from '../../../../shared/errors.ts';
import type { Environment } from '../../../../shared/policy.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { answersTo, type ReadingDesk } from '../../../compose.ts';
import { failed, reading, type Command } from '../desk.ts';
import { table, type Outcome } from '../output.ts';

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
    connection,
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
    const text = rows.length === 0 ? 'No keys yet. Make one: claviger plan create --help' : table(head, rows);
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
  if (only === undefined) return fail(consoleError('key-not-found', `No key is called "${name}"${environment === null ? '' : ` in ${environment}`}.`));
  if (matching.length === 1) return ok(only);
  const where = matching.map((key) => `${key.environment} (${key.id})`).join(', ');
  return fail(consoleError('key-not-found', `Several keys are called "${name}": ${where}; give --environment or the id.`));
}

/** `claviger keys show KEY` */
export async function keysShow(command: Command, name: string, environment: Environment | null): Promise<Outcome> {
  return reading(command, async (desk) => {
    const key = await findKey(desk, name, environment);
    if (!key.ok) return failed(key.error);
    const connection = desk.workspace.authority.connections.find(({ id }) => id === key.value.connection);
    const provider = connection === undefined ? null : await desk.provider(connection);
    const dependants = provider?.ok === true ? await provider.value.dependants(key.value.id) : null;
    const lastUse = provider?.ok === true ? await provider.value.lastUse(key.value.id) : null;
    const history = historyOf(desk, key.value.id);
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

interface HistoryEntry {
  readonly time: string;
  readonly entry: number;
  readonly what: string;
}

/** What the journal has about a key: the plans made for it and what became of them. */
function historyOf(desk: ReadingDesk, keyId: string): readonly HistoryEntry[] {
  const { journal } = desk.workspace;
  const plans = new Map<string, string>();
  const history: HistoryEntry[] = [];
  for (const { skeleton, payload } of journal.entries({ kinds: ['plan.proposed', 'run.approved', 'run.finished'] })) {
    const plan = payload?.['plan'] as { target?: { keyId?: unknown }; operation?: string; ticket?: string } | undefined;
    const { subject, kind, time, seq } = skeleton;
    if (kind === 'plan.proposed' && plan?.target?.keyId === keyId && subject !== null) {
      plans.set(subject, plan.operation ?? '');
      history.push({ time, entry: seq, what: `${plan.operation ?? ''} planned (${plan.ticket ?? ''})` });
    } else if (subject !== null && plans.has(subject)) {
      const what = kind === 'run.approved' ? 'approved' : String(payload?.['result'] ?? 'finished');
      history.push({ time, entry: seq, what: `${plans.get(subject) ?? ''} ${what}` });
    }
  }
  return history;
}

function keyText(
  key: Key,
  dependants: readonly { kind: string; name: string; pins: string }[] | null,
  lastUse: { at: string; operation: string; principal: string } | null,
  history: readonly HistoryEntry[],
): string {
  const { description, schedule } = key;
  return [
    table(
      ['KEY', key.name],
      [
        ['id', key.id],
        ['full name', description.arn],
        ['environment', key.environment],
        ['kind', `${description.spec}, ${description.usage}`],
        ['state', `${key.state} (provider: ${description.state})`],
        ['owner', key.owner ?? '-'],
        ['made', description.createdAt],
        ['next rotation', `${schedule.nextRotationAt} (${schedule.due}, every ${schedule.periodDays} days)`],
        ['last use', lastUse === null ? 'never, as far as the provider knows' : `${lastUse.at} ${lastUse.operation} by ${lastUse.principal}`],
        ['tags', Object.entries(description.tags).map(([name, value]) => `${name}=${value}`).join(', ') || '-'],
      ],
    ),
    '',
    table(['VERSION', 'MADE', 'HOW', 'ID'], [...description.versions].reverse().map((version) => [String(version.number), version.createdAt, version.origin, version.id])),
    '',
    (dependants?.length ?? 0) === 0
      ? 'Nothing is known to depend on it.'
      : table(['DEPENDANT', 'KIND', 'REFERS TO THE'], (dependants ?? []).map(({ name, kind, pins }) => [name, kind, pins])),
    '',
    history.length === 0 ? 'The journal has nothing about it yet.' : table(['TIME (UTC)', 'ENTRY', 'WHAT'], history.map(({ time, entry, what }) => [time, String(entry), what])),
  ].join('\n');
}
