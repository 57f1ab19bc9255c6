import type { CallName, InputOf, OutputOf, PageName } from '../../shared/contract/index.ts';
import type { ConsoleError } from '../../shared/errors.ts';
import type { Result } from '../../shared/result.ts';

/** Who calls, as the registrar has established it. */
export interface Caller {
  readonly window: string;
  readonly page: PageName;
}

export type Reply<C extends CallName> = Result<OutputOf<C>, ConsoleError>;

/** Does what a call asks for. Input and caller were checked; the answer is checked after it. */
export type Handler<C extends CallName> = (input: InputOf<C>, caller: Caller) => Reply<C> | Promise<Reply<C>>;

/** One handler for every call of the contract: a missing one does not compile. */
export type Handlers = { readonly [C in CallName]: Handler<C> };

/** Some of them: what one feature brings. */
export type HandlersFor<C extends CallName> = Pick<Handlers, C>;
