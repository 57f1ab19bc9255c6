import type { Client } from '../../renderer/boundary/client.ts';
import {
  CONTRACT,
  type AnswerOf,
  type BoundaryError,
  type CallsOf,
  type InputOf,
  type OutputOf,
  type PageName,
} from '../../shared/contract/index.ts';

/** Answers for some of a page's calls: a value or a failure. Derived from the contract, so a wrong one does not compile. */
export type Answers<P extends PageName> = {
  readonly [C in CallsOf<P>]?: (input: InputOf<C>) => OutputOf<C> | BoundaryError;
};

/** A client that answers from a table. Inputs and outputs are parsed with the contract, as main would. */
export function clientDouble<P extends PageName>(
  answers: Answers<P>,
  heard: { call: string; input: unknown }[] = [],
): Client<P> {
  return async <C extends CallsOf<P>>(call: C, input: InputOf<C>): Promise<AnswerOf<C>> => {
    const answer = answers[call];
    if (call === 'events.next' && answer === undefined) return new Promise(() => undefined);
    heard.push({ call, input });
    if (answer === undefined) throw new Error(`the double has no answer for ${call}`);
    CONTRACT[call].input.parse(input);
    const given = answer(input);
    if (isFailure(given)) return { ok: false, error: given } as AnswerOf<C>;
    return { ok: true, value: CONTRACT[call].output.parse(given) } as AnswerOf<C>;
  };
}

function isFailure(given: unknown): given is BoundaryError {
  return typeof given === 'object' && given !== null && 'correlationId' in given;
}
