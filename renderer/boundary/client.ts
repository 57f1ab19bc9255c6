import type { AnswerOf, BoundaryError, CallsOf, InputOf, PageName } from '../../shared/contract/index.ts';

declare global {
  interface Window {
    /** What the host gives a page: a message goes to main, main's answer comes back. */
    readonly claviger?: (message: string) => Promise<string>;
  }
}

/** Makes the calls that one page may make; what else there is does not compile. */
export type Client<P extends PageName> = <C extends CallsOf<P>>(call: C, input: InputOf<C>) => Promise<AnswerOf<C>>;

/** Sends a message to main and brings the answer. */
export type Transport = (message: string) => Promise<string>;

const UNREACHABLE: BoundaryError<'internal'> = {
  code: 'internal',
  message:
    'The console does not answer. Close this window and start Claviger again; the journal knows how far it came.',
  retryable: true,
  correlationId: '',
};

/**
 * The client of a page. Failures are values, also when main is gone.
 * @param documentToken from the document's `<meta name="claviger-document">`
 */
export function createClient<P extends PageName>(transport: Transport, documentToken: string): Client<P> {
  return async <C extends CallsOf<P>>(call: C, input: InputOf<C>): Promise<AnswerOf<C>> => {
    try {
      // Main has parsed the answer against the contract before it sent it.
      return JSON.parse(await transport(JSON.stringify({ call, input, document: documentToken }))) as AnswerOf<C>;
    } catch {
      return { ok: false, error: UNREACHABLE };
    }
  };
}

/** The client of the page that this runs in, over the transport that the host has put there. */
export function pageClient<P extends PageName>(): Client<P> {
  const token = document.querySelector<HTMLMetaElement>('meta[name="claviger-document"]')?.content ?? '';
  const send = window.claviger;
  return createClient<P>(
    (message) => (send === undefined ? Promise.reject(new Error('no host')) : send(message)),
    token,
  );
}
