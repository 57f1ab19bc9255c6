import { statfsSync } from 'node:fs';
import { inventoryOf } from '../keys/index.ts';
import type { KeyProvider } from '../providers/index.ts';
import type { Connection } from '../../shared/connections.ts';
import type { ConsoleError } from '../../shared/errors.ts';
import type { Result } from '../../shared/result.ts';
import { clip } from '../../shared/text.ts';
import { utcMinute } from '../../shared/utc.ts';
import { fragileRules } from '../signoff/index.ts';
import { hasReserve, type ReadableWorkspace } from '../workspace/index.ts';
import { unfinishedRuns } from './history.ts';

export interface HealthCheck {
  readonly check: string;
  readonly status: 'pass' | 'warn' | 'fail';
  readonly detail: string;
}

export interface Health {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly checks: readonly HealthCheck[];
}

const ROOM = { warn: 200 * 1024 * 1024, fail: 20 * 1024 * 1024 } as const;

export interface HealthPorts {
  readonly workspace: ReadableWorkspace;
  provider(connection: Connection): Promise<Result<KeyProvider, ConsoleError>>;
  monotonic(): number;
}

/** Looks at everything an operation would need, without changing anything. */
export async function health(ports: HealthPorts): Promise<Health> {
  const { workspace } = ports;
  const checks: HealthCheck[] = [
    rollBack(workspace),
    clock(workspace),
    openRuns(workspace),
    survivability(workspace),
    ...announced(workspace),
    room(workspace),
  ];
  for (const connection of workspace.authority.connections) checks.push(...(await connected(ports, connection)));
  const worst = checks.some(({ status }) => status === 'fail')
    ? 'unhealthy'
    : checks.some(({ status }) => status === 'warn')
      ? 'degraded'
      : 'healthy';
  return { status: worst, checks };
}

function rollBack({ rolledBack, journal }: ReadableWorkspace): HealthCheck {
  return rolledBack === null
    ? { check: 'journal', status: 'pass', detail: `${journal.size()} entries, the newest copy this computer has seen` }
    : { check: 'journal', status: 'fail', detail: rolledBack };
}

function clock(workspace: ReadableWorkspace): HealthCheck {
  const { state, byMs } = workspace.clock();
  const seconds = Math.round(byMs / 1000);
  if (state === 'right') return { check: 'clock', status: 'pass', detail: 'agrees with the journal' };
  return { check: 'clock', status: state === 'behind' ? 'fail' : 'warn', detail: `${seconds} s ${state}` };
}

function openRuns({ journal }: ReadableWorkspace): HealthCheck {
  const open = unfinishedRuns(journal);
  return open.length === 0
    ? { check: 'open runs', status: 'pass', detail: 'none' }
    : {
        check: 'open runs',
        status: 'fail',
        detail: `${open.length} not settled; resuming asks what happened and goes on`,
      };
}

function survivability({ authority }: ReadableWorkspace): HealthCheck {
  const fragile = fragileRules(authority.policy, authority.roster);
  const rules = fragile.map(({ environment, operation }) => `${environment}/${operation}`);
  return fragile.length === 0
    ? { check: 'quorum', status: 'pass', detail: 'any one person may be lost' }
    : { check: 'quorum', status: 'warn', detail: `cannot lose one person: ${some(rules)}` };
}

/** Changes of the roster that wait for their time: said wherever somebody looks. */
function announced({ authority }: ReadableWorkspace): readonly HealthCheck[] {
  return authority.pending.map(({ change, inForceAt }) => {
    const { name, id } = change.person;
    const detail = `${change.kind} ${name} (${id}), in force from ${utcMinute(inForceAt)} unless somebody says no`;
    return { check: 'roster', status: 'pass', detail };
  });
}

function room({ layout }: ReadableWorkspace): HealthCheck {
  try {
    const { bavail, bsize } = statfsSync(layout.folder);
    const free = bavail * bsize;
    const kept = hasReserve(layout);
    const status = free < ROOM.fail ? 'fail' : free < ROOM.warn || !kept ? 'warn' : 'pass';
    const reserve = kept ? 'room for an emergency is kept' : 'no room is kept for an emergency';
    return { check: 'disk', status, detail: `${Math.round(free / 1024 / 1024)} MiB free; ${reserve}` };
  } catch {
    return { check: 'disk', status: 'warn', detail: 'free space cannot be told' };
  }
}

const NAMED = 10;
const LONGEST_NAME = 80;

/** The first few of a list, and how many more there are: a check is a sentence, not an inventory. */
function some(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const named = names.slice(0, NAMED).map((name) => clip(name, LONGEST_NAME));
  return `${named.join(', ')}${names.length > NAMED ? ` and ${names.length - NAMED} more` : ''}`;
}

async function connected(ports: HealthPorts, connection: Connection): Promise<readonly HealthCheck[]> {
  const name = `connection ${connection.id}`;
  const begun = ports.monotonic();
  const provider = await ports.provider(connection);
  if (!provider.ok) return [{ check: name, status: 'fail', detail: provider.error.message }];
  const keys = await inventoryOf(
    connection,
    provider.value,
    ports.workspace.authority.policy,
    ports.workspace.clock().effective,
  );
  if (!keys.ok) return [{ check: name, status: 'fail', detail: keys.error.message }];
  const elapsed = Math.round(ports.monotonic() - begun);
  const late = keys.value.filter(({ schedule }) => schedule.due === 'overdue').map((key) => key.name);
  const soon = keys.value.filter(({ schedule }) => schedule.due === 'due').map((key) => key.name);
  return [
    { check: name, status: 'pass', detail: `${keys.value.length} keys listed in ${elapsed} ms` },
    {
      check: `rotation ${connection.environment}`,
      status: late.length > 0 ? 'warn' : 'pass',
      detail: `overdue: ${some(late)}; due soon: ${some(soon)}`,
    },
  ];
}
