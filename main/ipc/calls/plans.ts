import type { OutputOf } from '../../../shared/contract/index.ts';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import type { Environment } from '../../../shared/policy.ts';
import type { Person } from '../../../shared/people.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { makePlan, VALID_FOR_LIMITS_MS, type Wish } from '../../operations/index.ts';
import type { Statement } from '../../signoff/index.ts';
import type { HandlersFor } from '../handlers.ts';
import { planNotFound } from '../lookup.ts';
import type { WritingDesk } from '../ports.ts';
import { planSources, type Room } from '../room.ts';
import type { OpenWorkspace } from '../session/open-workspace.ts';
import { writeExport } from '../views/exports.ts';
import { planSummary, planView, type PlanSources } from '../views/plan-view.ts';
import { findKey } from './keys.ts';

const HOUR_MS = 3_600_000;
const MOST = 200;
/** Open plans are looked for among so many of the latest ones. */
const LOOKED_THROUGH = 1000;

type Calls = 'rotation.plan' | 'creation.plan' | 'plans.list' | 'plan.read' | 'plan.export';

/** Making plans, and looking at them. */
export function planCalls(room: Room): HandlersFor<Calls> {
  const { session } = room;
  return {
    'rotation.plan': ({ environment, key, ...asked }) =>
      session.asPerson(async (desk, person) => {
        const found = await findKey(desk, environment, key);
        if (!found.ok) return found;
        return propose(desk, person, environment, { operation: 'rotate', keyId: found.value.key.id }, asked);
      }),
    'creation.plan': ({ environment, ticket, reason, validForHours, ...parameters }) =>
      session.asPerson((desk, person) => {
        const asked = { ticket, reason, validForHours };
        return propose(desk, person, environment, { operation: 'create', ...parameters }, asked);
      }),
    'plans.list': ({ which }) =>
      session.reading(async (open) => ok({ plans: listed(await planSources(room, open), which) })),
    'plan.read': ({ digest }) => onePlan(room, digest, (statement, _open, sources) => planView(sources, statement)),
    'plan.export': ({ digest }) =>
      onePlan(room, digest, ({ bytes }, { desk }) =>
        writeExport(desk.workspace.layout, `plan-${digest.slice(0, 16)}.json`, bytes),
      ),
  };
}

interface Asked {
  readonly ticket: string;
  readonly reason: string;
  readonly validForHours: number;
}

async function propose(
  desk: WritingDesk,
  requester: Person,
  environment: Environment,
  wish: Wish,
  { ticket, reason, validForHours }: Asked,
): Promise<Result<{ digest: string }, ConsoleError>> {
  const connection = desk.workspace.authority.connections.find((one) => one.environment === environment);
  if (connection === undefined) return fail(consoleError('not-connected', `${environment} has no connection.`));
  const validForMs = Math.min(validForHours * HOUR_MS, VALID_FOR_LIMITS_MS.max);
  const made = await makePlan(desk.context, { wish, environment, connection, requester, ticket, reason, validForMs });
  return made.ok ? ok({ digest: made.value.digest }) : made;
}

/** Works on one plan of the open workspace. */
export function onePlan<T>(
  room: Room,
  digest: string,
  work: (
    statement: Statement,
    open: OpenWorkspace,
    sources: PlanSources,
  ) => Result<T, ConsoleError> | Promise<Result<T, ConsoleError>>,
): Promise<Result<T, ConsoleError>> {
  return room.session.reading(async (open) => {
    const sources = await planSources(room, open);
    const statement = open.book.statement(digest);
    return statement === null ? fail(planNotFound(digest)) : work(statement, open, sources);
  });
}

function listed(sources: PlanSources, which: 'open' | 'recent'): OutputOf<'plans.list'>['plans'] {
  const { book } = sources;
  const all = book.plans();
  if (which === 'recent')
    return summaries(
      sources,
      all.slice(0, MOST).map(({ digest }) => digest),
    );
  const unfinished = new Set(book.unfinished());
  const waiting = all.slice(0, LOOKED_THROUGH).flatMap(({ digest }) => (book.wasStarted(digest) ? [] : [digest]));
  const found = summaries(sources, [...unfinished, ...waiting].slice(0, LOOKED_THROUGH)).filter(({ state }) =>
    OPEN.has(state),
  );
  return found.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)).slice(0, MOST);
}

const OPEN = new Set(['waiting', 'ready', 'running', 'interrupted']);

function summaries(sources: PlanSources, digests: readonly string[]): OutputOf<'plans.list'>['plans'] {
  return digests.flatMap((digest) => {
    const statement = sources.book.statement(digest);
    return statement === null ? [] : [planSummary(sources, statement)];
  });
}
