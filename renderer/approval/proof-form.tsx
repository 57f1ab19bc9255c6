import { useId, useRef, useState, type ReactNode, type RefObject, type SubmitEvent } from 'react';
import type { BoundaryError, Proof } from '../../shared/contract/index.ts';
import { Exact, Failed, Segments } from './parts.tsx';
import { readSignature } from './signature-file.ts';

type Way = Proof['by'];

/** What to sign elsewhere and how. */
export interface Elsewhere {
  /** Null: it is a file that the console exported. */
  readonly statement: string | null;
  readonly command: string;
  readonly explain: ReactNode;
}

/** How a form can be answered: by passphrase, by a signature made elsewhere, or by either. */
export interface Ways {
  /** What the passphrase opens or will protect; null: no passphrase will do. */
  readonly passphrase: { readonly label: string; readonly isNew: boolean } | null;
  readonly elsewhere: Elsewhere | null;
}

/**
 * Asks a person to prove that it is they, and sends it once. Passphrases are read from the field when the form is
 * submitted and the field is emptied at once; they are never in the state of the page.
 */
export function ProofForm({
  ways,
  action,
  tone = 'plain',
  inert,
  send,
  problem,
  children,
}: {
  readonly ways: Ways;
  readonly action: string;
  readonly tone?: 'plain' | 'danger';
  readonly inert: number;
  /** Makes the call; what went wrong, or null. */
  readonly send: (proof: Proof) => Promise<BoundaryError | null>;
  /** Says what is still missing beside the proof, when the form is submitted. */
  readonly problem?: (by: Way) => string | null;
  /** Further fields of the form; they may depend on the way. */
  readonly children?: (by: Way) => ReactNode;
}) {
  const possible = [
    ...(ways.passphrase === null ? [] : (['passphrase'] as const)),
    ...(ways.elsewhere === null ? [] : (['signature'] as const)),
  ];
  const [chosen, setChosen] = useState<Way | null>(null);
  const by = possible.find((way) => way === chosen) ?? possible[0] ?? 'passphrase';
  const passphrase = useRef<HTMLInputElement>(null);
  const repeated = useRef<HTMLInputElement>(null);
  const [signature, setSignature] = useState<string | null>(null);
  const { sending, failure, mistake, setMistake, sendOnce } = useSending(send);

  const proofOf = (): Proof | string => {
    if (by === 'signature') {
      return signature === null ? 'Choose the signature file first.' : { by, signature };
    }
    const given = passphrase.current?.value ?? '';
    const again = repeated.current?.value ?? '';
    clear(passphrase);
    clear(repeated);
    if (given === '') return 'Type the passphrase first.';
    if (ways.passphrase?.isNew === true && given !== again) {
      return 'The two passphrases differ. Type the same one twice.';
    }
    return { by, passphrase: given };
  };
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (inert > 0 || sending) return;
    const missing = problem?.(by) ?? null;
    const proof = missing ?? proofOf();
    if (typeof proof === 'string') setMistake(proof);
    else void sendOnce(proof);
  };
  return (
    <form className="proof" autoComplete="off" onSubmit={submit}>
      {possible.length < 2 ? null : (
        <Segments
          label="How"
          value={by}
          options={[
            { value: 'passphrase', label: 'With the key this console holds' },
            { value: 'signature', label: 'With a signature made elsewhere' },
          ]}
          onChoose={(way) => {
            clear(passphrase);
            clear(repeated);
            setSignature(null);
            setMistake(null);
            setChosen(way);
          }}
        />
      )}
      {children?.(by)}
      {by === 'passphrase' && ways.passphrase !== null ? (
        <PassphraseFields {...ways.passphrase} first={passphrase} second={repeated} />
      ) : null}
      {by === 'signature' && ways.elsewhere !== null ? (
        <SignatureField elsewhere={ways.elsewhere} onRead={setSignature} />
      ) : null}
      <div aria-live="assertive">
        {mistake === null ? null : (
          <p className="notice" data-tone="danger">
            {mistake}
          </p>
        )}
      </div>
      {failure === null ? null : <Failed error={failure.error} more={triesText(failure)} />}
      <div className="actions">
        <button type="submit" className="main" data-tone={tone} disabled={inert > 0} aria-disabled={sending}>
          {sending ? 'One moment …' : action}
        </button>
        {inert > 0 ? (
          <span className="quiet" role="status">
            Read first: the button wakes up in {inert} s.
          </span>
        ) : null}
      </div>
    </form>
  );
}

function clear(field: RefObject<HTMLInputElement | null>): void {
  if (field.current !== null) field.current.value = '';
}

interface SendFailure {
  readonly error: BoundaryError;
  /** How often a wrong passphrase was given in this window. */
  readonly wrong: number;
}

function triesText({ error, wrong }: SendFailure): string | null {
  if (error.code !== 'wrong-passphrase') return null;
  return wrong === 1 ? 'That was the first try.' : `That were ${wrong} tries. Each one is slow on purpose.`;
}

/** Sends a proof once, however often the button is pressed, and keeps what went wrong. */
function useSending(send: (proof: Proof) => Promise<BoundaryError | null>) {
  const inFlight = useRef(false);
  const [sending, setSending] = useState(false);
  const [mistake, setMistakeText] = useState<string | null>(null);
  const [failure, setFailure] = useState<SendFailure | null>(null);
  const wrong = useRef(0);
  const setMistake = (text: string | null): void => {
    setMistakeText(text);
    setFailure(null);
  };
  const sendOnce = async (proof: Proof): Promise<void> => {
    if (inFlight.current) return;
    inFlight.current = true;
    setMistake(null);
    setSending(true);
    const error = await send(proof);
    if (error?.code === 'wrong-passphrase') wrong.current += 1;
    inFlight.current = false;
    setSending(false);
    if (error !== null) setFailure({ error, wrong: wrong.current });
  };
  return { sending, failure, mistake, setMistake, sendOnce };
}

function PassphraseFields({
  label,
  isNew,
  first,
  second,
}: {
  readonly label: string;
  readonly isNew: boolean;
  readonly first: RefObject<HTMLInputElement | null>;
  readonly second: RefObject<HTMLInputElement | null>;
}) {
  const id = useId();
  // SECURITY: uncontrolled, without a name, never offered to a password store; read and emptied at submit.
  const common = {
    type: 'password',
    autoComplete: 'off',
    autoCapitalize: 'none',
    autoCorrect: 'off',
    spellCheck: false,
    maxLength: 200,
  } as const;
  return (
    <>
      <div className="field">
        <label htmlFor={id}>{label}</label>
        <input id={id} ref={first} aria-describedby={isNew ? `${id}-rules` : undefined} {...common} />
      </div>
      {isNew ? (
        <>
          <div className="field">
            <label htmlFor={`${id}-again`}>The same passphrase again</label>
            <input id={`${id}-again`} ref={second} {...common} />
          </div>
          <p id={`${id}-rules`} className="quiet">
            At least 12 characters, at most 200; no blank at the beginning or the end; not one character repeated;
            nothing invisible. Several unrelated words are good. It cannot be recovered: who forgets it needs a new key.
          </p>
        </>
      ) : null}
    </>
  );
}

function SignatureField({
  elsewhere,
  onRead,
}: {
  readonly elsewhere: Elsewhere;
  readonly onRead: (signature: string | null) => void;
}) {
  const id = useId();
  const [told, setTold] = useState<{ readonly text: string; readonly bad: boolean } | null>(null);
  const take = async (file: File | undefined): Promise<void> => {
    onRead(null);
    setTold(null);
    if (file === undefined) return;
    const read = await readSignature(file);
    onRead(read.ok ? read.value : null);
    setTold(read.ok ? { text: 'It is an SSH signature.', bad: false } : { text: read.error, bad: true });
  };
  return (
    <>
      <div>{elsewhere.explain}</div>
      {elsewhere.statement === null ? null : (
        <Exact label="What to sign, exactly, without a line break at its end" text={elsewhere.statement} />
      )}
      <Exact label="The command" text={elsewhere.command} />
      <div className="field">
        <label htmlFor={id}>Signature file (.sig)</label>
        <input
          id={id}
          type="file"
          accept=".sig,.asc,.txt"
          aria-describedby={`${id}-told`}
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
        <p id={`${id}-told`} role={told?.bad === true ? 'alert' : 'status'} data-tone={told?.bad ? 'danger' : 'good'}>
          {told?.text}
        </p>
      </div>
    </>
  );
}
