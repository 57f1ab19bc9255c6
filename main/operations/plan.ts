import type { Connection } from '../../shared/connections.ts';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import { keyPlanSchema, type KeyPlan, type Plan, type Quorum } from '../../shared/plan.ts';
import { ruleFor, type Rule } from '../../shared/policy.ts';
import { assertNever, fail, ok, type Result } from '../../shared/result.ts';
import type { KeyDescription, KeyProvider } from '../providers/index.ts';
import { statementOf, type Statement } from '../signoff/index.ts';
import type { Workspace } from '../workspace/index.ts';
import { record, type OperationContext } from './context.ts';
import { creation, type CreateParameters } from './create.ts';
import { confirmClock, fitToPlan } from './fitness.ts';
import { reading } from './reading.ts';
import { requestProblem, type PlanRequest, type Wish } from './request.ts';
import { rotation } from './rotate.ts';

/** What a plan pins beside what was asked; taken from the plan itself when it is recomputed. */
export type Pins = Pick<Plan, 'createdAt' | 'notAfter' | 'nonce' | 'journal'>;

/**
 * The dry run: works out exactly what would be done, to what, and what hangs on it. Changes nothing at the provider;
 * the plan is journaled, so that this console knows its own plans again.
 */
export async function makePlan(
  context: OperationContext,
  request: PlanRequest,
): Promise<Result<Statement<KeyPlan>, ConsoleError>> {
  const problem = requestProblem(request);
  if (problem !== null) return fail(problem);
  confirmClock(context);
  const unfit = fitToPlan(context);
  if (unfit !== null) return fail(unfit);
  const plan = await compute(context, request, newPins(context, request.validForMs));
  return plan.ok ? propose(context.workspace, plan.value) : plan;
}

/** What a plan that is made now pins. */
export function newPins({ workspace, randomBytes }: PinPorts, validForMs: number): Pins {
  const now = workspace.clock().effective.getTime();
  const size = workspace.journal.size();
  return {
    createdAt: new Date(now).toISOString(),
    notAfter: new Date(now + validForMs).toISOString(),
    nonce: Buffer.from(randomBytes(16)).toString('hex'),
    journal: {
      origin: workspace.journal.origin,
      size,
      root: Buffer.from(workspace.journal.rootAt(size)).toString('hex'),
    },
  };
}

type PinPorts = Pick<OperationContext, 'workspace' | 'randomBytes'>;

/** Writes a plan into the journal, so that this console knows it again. */
export function propose<P extends Plan>(workspace: Workspace, plan: P): Result<Statement<P>, ConsoleError> {
  const statement = statementOf(plan);
  const journaled = record(workspace, 'plan.proposed', statement.digest, { plan });
  return journaled.ok ? ok(statement) : journaled;
}

/** Works the same plan out again from what is true now; `run` refuses a plan that comes out differently. */
export async function recompute(context: OperationContext, plan: KeyPlan): Promise<Result<KeyPlan, ConsoleError>> {
  const { roster, connections } = context.workspace.authority;
  const requester = roster.people.find(({ id }) => id === plan.requester.id);
  const connection = connections.find(({ id }) => id === plan.connection.id);
  if (requester === undefined || connection === undefined) {
    return fail(consoleError('plan-not-ours', 'The plan names a requester or connection that is not in force.'));
  }
  const { parameters, environment, ticket, reason } = plan;
  const wish: Wish =
    parameters.operation === 'create' ? parameters : { operation: 'rotate', keyId: plan.target.keyId ?? '' };
  const validForMs = Date.parse(plan.notAfter) - Date.parse(plan.createdAt);
  const pins = { ...plan, journal: { ...plan.journal, origin: context.workspace.journal.origin } };
  const again = await compute(context, { wish, environment, connection, requester, ticket, reason, validForMs }, pins);
  if (!again.ok) return again;
  // The key goes on being used between plan and run; when it was last used is what people saw, not a condition.
  return ok({ ...again.value, blastRadius: { ...again.value.blastRadius, lastUse: plan.blastRadius.lastUse } });
}

async function compute(
  context: OperationContext,
  request: PlanRequest,
  pins: Pins,
): Promise<Result<KeyPlan, ConsoleError>> {
  const { workspace } = context;
  const { environment, connection, wish } = request;
  // SECURITY: rules belong to an environment, so a plan must not borrow those of another one for its connection.
  if (connection.environment !== environment) {
    const what = `The connection ${connection.id} belongs to ${connection.environment}, not to ${environment}.`;
    return fail(consoleError('not-connected', what));
  }
  const rule = ruleFor(workspace.authority.policy, environment, wish.operation);
  if (rule === null) {
    return fail(consoleError('no-rule', `The policy has no rule for "${wish.operation}" in ${environment}.`));
  }
  const provider = await context.provider(connection);
  if (!provider.ok) return provider;
  const work = await workOf(context, request, { ...pins, workspace: workspace.id }, provider.value);
  if (!work.ok) return work;
  const plan = assemble(workspace, request, pins, quorumOf(rule, connection), work.value);
  const checked = keyPlanSchema.safeParse(plan);
  if (checked.success) return ok(plan);
  const where = checked.error.issues[0]?.path.join('.') ?? '';
  return fail(consoleError('not-possible', `The plan would not be well formed at "${where}".`));
}

function assemble(workspace: Workspace, request: PlanRequest, pins: Pins, quorum: Quorum, work: Work): KeyPlan {
  const { wish, environment, connection, reason, ticket, requester } = request;
  const { rosterDigest, policyDigest } = workspace.authority;
  return {
    type: 'claviger.plan.v1',
    workspace: workspace.id,
    operation: wish.operation,
    environment,
    connection,
    ...work,
    reason,
    ticket,
    requester: { id: requester.id, name: requester.name },
    quorum,
    rosterDigest,
    policyDigest,
    journal: pins.journal,
    createdAt: pins.createdAt,
    notAfter: pins.notAfter,
    nonce: pins.nonce,
  };
}

type Work = Pick<KeyPlan, 'target' | 'parameters' | 'steps' | 'blastRadius' | 'budgets'>;
type Marks = Pick<KeyPlan, 'nonce' | 'workspace'>;

async function workOf(
  context: OperationContext,
  { wish }: PlanRequest,
  marks: Marks,
  provider: KeyProvider,
): Promise<Result<Work, ConsoleError>> {
  switch (wish.operation) {
    case 'rotate':
      return rotateWork(context, wish.keyId, marks, provider);
    case 'create':
      return createWork(context, wish, marks, provider);
    default:
      return assertNever(wish);
  }
}

async function rotateWork(
  context: OperationContext,
  keyId: string,
  marks: Marks,
  provider: KeyProvider,
): Promise<Result<Work, ConsoleError>> {
  const key = await reading(context, () => provider.describeKey(keyId));
  const dependants = await reading(context, () => provider.dependants(keyId));
  const lastUse = await reading(context, () => provider.lastUse(keyId));
  const failure = [key, dependants, lastUse].find((answer) => !answer.ok);
  if (failure?.ok === false) return fail(consoleError('provider-failed', failure.error.message));
  if (!key.ok || !dependants.ok || !lastUse.ok) return fail(consoleError('internal', 'An answer was lost.'));
  const owner = key.value.tags['claviger:workspace'];
  if (owner !== undefined && owner !== marks.workspace) {
    return fail(consoleError('foreign-key', 'The key belongs to another workspace, as its tag says.'));
  }
  const work = rotation(key.value, marks, provider.capabilities);
  if (!work.ok) return fail(consoleError('not-possible', work.error));
  const { rotationsLeft, ...rest } = work.value;
  return ok({
    ...rest,
    target: targetOf(key.value),
    blastRadius: { census: dependants.value.length, dependants: [...dependants.value], lastUse: lastUse.value },
    budgets: budgets(rest.steps.length, rotationsLeft),
  });
}

async function createWork(
  context: OperationContext,
  wish: CreateParameters,
  marks: Marks,
  provider: KeyProvider,
): Promise<Result<Work, ConsoleError>> {
  const { alias, spec, description, owner, automaticDays } = wish;
  const taken = await reading(context, () => provider.resolveAlias(alias));
  if (taken.ok) return fail(consoleError('not-possible', `The alias ${alias} exists already.`));
  if (taken.error.code !== 'not-found') return fail(consoleError('provider-failed', taken.error.message));
  const work = creation(wish, marks, provider.capabilities);
  if (!work.ok) return fail(consoleError('not-possible', work.error));
  return ok({
    ...work.value,
    target: { name: alias, keyId: null, arn: null, spec, state: null, versionId: null, version: 0 },
    parameters: { operation: 'create', alias, spec, description, owner, automaticDays },
    blastRadius: { census: 0, dependants: [], lastUse: null },
    budgets: budgets(work.value.steps.length, null),
  });
}

function targetOf(key: KeyDescription): KeyPlan['target'] {
  const { id, arn, spec, state, aliases, versions } = key;
  const current = versions.at(-1);
  return {
    name: aliases[0] ?? id,
    keyId: id,
    arn,
    spec,
    state,
    versionId: current?.id ?? null,
    version: current?.number ?? 0,
  };
}

const SECONDS_PER_STEP = 5;

/** The Practice vault needs no session; a cloud session's remaining seconds are filled in by its provider. */
function budgets(steps: number, rotationsLeft: number | null): KeyPlan['budgets'] {
  return { rotationsLeft, sessionSeconds: null, estimateSeconds: steps * SECONDS_PER_STEP };
}

/** The rule as it applies on a connection. */
export function quorumOf(rule: Rule, connection: Connection): Quorum {
  return ruleApplied(rule, isReal(connection));
}

/** Whether a connection leads to a provider where something is at stake. */
export function isReal({ identity }: Connection): boolean {
  return identity.provider !== 'practice';
}

/** The rule as it applies: some of its demands hold for real providers only. */
export function ruleApplied(rule: Rule, real: boolean): Quorum {
  const applies = (when: Rule['requesterSigns']): boolean => when === 'always' || (when === 'real-providers' && real);
  return {
    needs: rule.needs,
    requesterCounts: rule.requesterCounts,
    requesterSigns: applies(rule.requesterSigns),
    outsideConsole: applies(rule.outsideConsole) ? 1 : 0,
  };
}
