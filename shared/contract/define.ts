import type { z } from 'zod';
import type { ErrorCode } from '../errors.ts';

/** The two pages of the console, each on an origin of its own. */
export const PAGES = {
  console: 'https://claviger.localhost',
  approval: 'https://approval.claviger.localhost',
} as const;
export type PageName = keyof typeof PAGES;

/** One call of the boundary: what goes in, what comes out, what may go wrong, and which pages may make it. */
export interface Call<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  /** `read` changes nothing; `change` may. Repeating a read is always safe. */
  readonly kind: 'read' | 'change';
  readonly pages: readonly [PageName, ...PageName[]];
  readonly input: Input;
  readonly output: Output;
  /** Codes this call may answer with, beside those of the boundary itself (`BOUNDARY_ERRORS`). */
  readonly errors: readonly ErrorCode[];
}

/** Errors of the boundary itself and of a journal that is damaged where it is read: every call may answer with them. */
export const BOUNDARY_ERRORS = [
  'not-allowed',
  'bad-call',
  'too-large',
  'too-many-calls',
  'journal-unreadable',
  'internal',
] as const satisfies readonly ErrorCode[];

/** Describes a call and keeps its exact type: which pages, which kind, which errors. */
export function call<const Described extends Call>(described: Described): Described {
  return described;
}
