/**
 * The contract between main and its pages: one value that describes every call. The registrar in main, the client in
 * the pages, the hooks and the test doubles are all derived from it.
 */
import type { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import { APPROVAL_CALLS } from './approval.ts';
import type { BOUNDARY_ERRORS } from './define.ts';
import { type PageName } from './define.ts';
import { JOURNAL_CALLS } from './journal.ts';
import { KEY_CALLS } from './keys.ts';
import { PEOPLE_CALLS } from './people.ts';
import { PLAN_CALLS } from './plans.ts';
import { SESSION_CALLS } from './session.ts';

export const CONTRACT = {
  ...SESSION_CALLS,
  ...KEY_CALLS,
  ...PLAN_CALLS,
  ...PEOPLE_CALLS,
  ...JOURNAL_CALLS,
  ...APPROVAL_CALLS,
} as const;
export type Contract = typeof CONTRACT;
export type CallName = keyof Contract;
export type InputOf<C extends CallName> = z.infer<Contract[C]['input']>;
export type OutputOf<C extends CallName> = z.infer<Contract[C]['output']>;
/** Codes that a call may answer with. */
export type ErrorCodeOf<C extends CallName> = Contract[C]['errors'][number] | (typeof BOUNDARY_ERRORS)[number];

/** Calls that a page may make. */
export type CallsOf<P extends PageName> = {
  [C in CallName]: P extends Contract[C]['pages'][number] ? C : never;
}[CallName];
/** Calls that change nothing: their answers may be kept and asked for again. */
export type ReadsOf<P extends PageName> = {
  [C in CallsOf<P>]: Contract[C]['kind'] extends 'read' ? C : never;
}[CallsOf<P>];

/** A failure as it crosses the boundary: a sentence for people, never the text of an SDK. */
export interface BoundaryError<Code extends ErrorCode = ErrorCode> {
  readonly code: Code;
  readonly message: string;
  /** Whether doing the same again may help. */
  readonly retryable: boolean;
  /** Names this failure in main's log. */
  readonly correlationId: string;
}
export type AnswerOf<C extends CallName> =
  | { readonly ok: true; readonly value: OutputOf<C> }
  | { readonly ok: false; readonly error: BoundaryError<ErrorCodeOf<C>> };

export * from './approval.ts';
export * from './basics.ts';
export * from './define.ts';
export * from './journal.ts';
export * from './keys.ts';
export * from './message.ts';
export * from './plans.ts';
export * from './session.ts';
