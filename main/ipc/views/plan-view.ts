import type { PlanSummary, PlanView } from '../../../shared/contract/index.ts';
import { consoleError, screenMessage, type ConsoleError } from '../../../shared/errors.ts';
import { NAMESPACES, type Plan } from '../../../shared/plan.ts';
import { readRecord } from '../../../shared/records.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { showPlan } from '../../../shared/show.ts';
import { clip } from '../../../shared/text.ts';
import { runView, standingOf, type LiveRun, type PlanBook, type Standing } from '../../operations/index.ts';
import { mayApprove, wordsOf, type Statement } from '../../signoff/index.ts';
import type { ReadableWorkspace } from '../../workspace/index.ts';
import { hasConsoleKey, personRef, refById } from './person-view.ts';

/** What views of plans are made from. */
export interface PlanSources {
  readonly workspace: ReadableWorkspace;
  readonly book: PlanBook;
  readonly live: (digest: string) => LiveRun | null;
}

/** Where a plan stands now. */
export function standing({ workspace, book, live }: PlanSources, statement: Statement): Standing {
  return standingOf({ workspace, book, isRunning: (digest) => live(digest) !== null }, statement);
}

/** A plan in a list. */
export function planSummary(sources: PlanSources, statement: Statement): PlanSummary {
  return summary(statement, standing(sources, statement));
}

function summary({ digest, plan }: Statement, { state, seats }: Standing): PlanSummary {
  const { operation, environment, ticket, reason, requester, createdAt, notAfter } = plan;
  return {
    digest,
    operation,
    environment,
    subject: subjectOf(plan),
    ticket,
    reason,
    requester: personRef(requester),
    createdAt,
    notAfter,
    state,
    seats: seats.length,
    seated: seats.filter(({ person }) => person !== null).length,
  };
}

/** What a plan is about, in people's words. */
export function subjectOf(plan: Plan): string {
  if (plan.type === 'claviger.plan.v1') return plan.target.name;
  return plan.change.person.name;
}

/** Steps that cannot be taken back, in a sentence each. */
export function irreversibleSteps(plan: Plan): string[] {
  if (plan.type !== 'claviger.plan.v1') return [];
  return plan.steps
    .filter(({ reversibility }) => reversibility === 'irreversible')
    .map(({ id, action, undo }) => clip(`${id} ${action}: ${undo}`, 400));
}

/** How somebody signs on their own machine, given the exported plan. */
export function signCommandFor(digest: string, purpose: 'signoff' | 'request' = 'signoff'): string {
  return `ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n ${NAMESPACES[purpose]} plan-${digest.slice(0, 16)}.json`;
}

type Signing = Pick<PlanView, 'lines' | 'summary' | 'seats' | 'signatures' | 'dissents' | 'candidates' | 'words'>;

/** Everything about a plan that somebody needs to decide about it. */
export function signingView(
  sources: PlanSources,
  statement: Statement,
  now: Standing = standing(sources, statement),
): Result<Signing, ConsoleError> {
  const { workspace } = sources;
  // SECURITY: a plan with a field that this version cannot show is not shown at all, and so cannot be signed here.
  const lines = showPlan(statement.plan);
  if (!lines.ok) return fail(consoleError('bad-plan', lines.error));
  return ok({
    words: [...wordsOf(statement.digest)],
    lines: lines.value.map((line) => ({ ...line })),
    summary: summary(statement, now),
    seats: now.seats.map(({ role, person }) => ({ role, person: person === null ? null : refById(workspace, person) })),
    signatures: now.signatures.map(({ person, purpose, fingerprint, custody }) => ({
      person: refById(workspace, person),
      purpose,
      fingerprint,
      custody,
    })),
    dissents: dissentsOf(workspace, statement),
    candidates: candidatesOf(workspace, statement, now),
  });
}

function dissentsOf(workspace: ReadableWorkspace, { digest }: Statement): PlanView['dissents'] {
  const dissents: PlanView['dissents'] = [];
  for (const { skeleton, payload } of workspace.journal.entries({ kind: 'plan.dissented', subject: digest })) {
    const said = readRecord('plan.dissented', payload);
    if (said === null) continue;
    const { person, reason, blocks } = said;
    dissents.push({ person: refById(workspace, person), reason, blocks, at: skeleton.time });
  }
  return dissents.slice(0, 200);
}

function candidatesOf(workspace: ReadableWorkspace, { plan }: Statement, now: Standing): PlanView['candidates'] {
  const signed = new Set(now.signatures.filter(({ purpose }) => purpose === 'signoff').map(({ person }) => person));
  return workspace.authority.roster.people.map((person) => ({
    ...personRef(person),
    roles: [...person.roles],
    hasConsoleKey: hasConsoleKey(workspace, person),
    may: mayApprove(person, plan.quorum, plan.requester.id),
    signed: signed.has(person.id),
  }));
}

/** A plan, whole. */
export function planView(sources: PlanSources, statement: Statement): Result<PlanView, ConsoleError> {
  const { workspace, live } = sources;
  const { digest, plan } = statement;
  const now = standing(sources, statement);
  const signing = signingView(sources, statement, now);
  if (!signing.ok) return signing;
  const steps = plan.type === 'claviger.plan.v1' ? plan.steps : [];
  return ok({
    digest,
    plan,
    ...signing.value,
    because: becauseOf(workspace, statement, now),
    signCommand: signCommandFor(digest),
    run: runView(workspace.journal, digest, steps, live(digest)),
  });
}

/** Why it stands where it does; for one that could run, also why it was refused the last time. */
function becauseOf({ journal }: ReadableWorkspace, { digest }: Statement, now: Standing): string | null {
  if (now.because !== null || now.state !== 'ready') return now.because === null ? null : clip(now.because, 2000);
  const [last] = journal.entries({ kind: 'run.refused', subject: digest, newestFirst: true, limit: 1 });
  const refused = readRecord('run.refused', last?.payload ?? null);
  return refused === null ? null : clip(`Refused when it was last tried: ${screenMessage(refused)}`, 2000);
}
