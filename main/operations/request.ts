import type { Connection } from '../../shared/connections.ts';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import type { Person } from '../../shared/people.ts';
import type { Environment } from '../../shared/policy.ts';
import { looksLikeSecret, textProblem } from '../../shared/text.ts';
import type { CreateParameters } from './create.ts';

/** What somebody asks for. */
export type Wish =
  { readonly operation: 'rotate'; readonly keyId: string } | ({ readonly operation: 'create' } & CreateParameters);

export interface PlanRequest {
  readonly wish: Wish;
  readonly environment: Environment;
  readonly connection: Connection;
  readonly requester: Person;
  readonly ticket: string;
  readonly reason: string;
  readonly validForMs: number;
}

/** How long a plan may wait for its signatures, in milliseconds. */
export const VALID_FOR_LIMITS_MS = { min: 1000, max: 30 * 86_400_000, default: 86_400_000 } as const;

/** What is said of every plan, whatever it is for. */
export type Asked = Pick<PlanRequest, 'ticket' | 'reason' | 'validForMs'>;

/** A text that somebody wrote, and how long it may be. */
export type Text = readonly [name: string, text: string, longest: number];

/** Texts that people write into a plan, with their greatest lengths (shared/plan.ts). */
function textsOf({ wish }: PlanRequest): readonly Text[] {
  if (wish.operation !== 'create') return [];
  return [
    ['description', wish.description, 200],
    ['owner', wish.owner, 100],
    ['alias', wish.alias, 200],
  ];
}

/** Says what is wrong with a request before anything is worked out, or null. */
export function requestProblem(request: PlanRequest): ConsoleError | null {
  const problem = askedProblem(request) ?? textsProblem(textsOf(request));
  if (problem !== null) return problem;
  const { wish } = request;
  if (wish.operation === 'create' && !/^[A-Za-z0-9/_-]+$/.test(wish.alias)) {
    return consoleError(
      'bad-input',
      'The alias has other characters than letters, digits, slash, hyphen and underscore.',
    );
  }
  return null;
}

/** Says what is wrong with what is said of every plan, or null. */
export function askedProblem({ ticket, reason, validForMs }: Asked): ConsoleError | null {
  const { min, max } = VALID_FOR_LIMITS_MS;
  if (validForMs < min || validForMs > max) {
    return consoleError('bad-input', 'A plan is valid for at least 1 second and at most 30 days.');
  }
  return textsProblem([
    ['ticket', ticket, 100],
    ['reason', reason, 500],
  ]);
}

/** Says what is wrong with texts that people wrote, or null. */
export function textsProblem(texts: readonly Text[]): ConsoleError | null {
  for (const [name, text, longest] of texts) {
    const problem = textProblem(text) ?? lineProblem(text, longest);
    if (problem !== null) return consoleError('bad-input', `The ${name} ${problem}.`);
    const secret = looksLikeSecret(text);
    if (secret !== null) return consoleError('looks-like-secret', `The ${name} looks like ${secret}.`);
  }
  return null;
}

function lineProblem(text: string, longest: number): string | null {
  if (text.trim() === '') return 'is empty';
  if (text !== text.trim()) return 'begins or ends with a blank';
  return text.length > longest ? `is longer than ${longest} characters` : null;
}
