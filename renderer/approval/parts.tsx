import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { BoundaryError, Task } from '../../shared/contract/index.ts';
import type { Client } from '../boundary/client.ts';
import { groupsOf } from './wording.ts';

/** What every kind of task gets. */
export interface TaskProps<T extends Task> {
  readonly task: T;
  readonly client: Client<'approval'>;
  /** Whole seconds until the buttons wake up. */
  readonly inert: number;
  /** It is done: the sentence that confirms it, and what more there is to say. */
  readonly onDone: (what: string, more?: ReactNode) => void;
  readonly onClose: () => void;
}

/** The page's heading; it has the focus first, so that reading begins at the top. */
export function Heading({ children }: { readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

/** A part of the page with a heading of its own. */
export function Section({
  title,
  tone,
  children,
}: {
  readonly title: string;
  readonly tone?: 'danger' | 'warning';
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="section" data-tone={tone} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

/** A failure in main's sentence. */
export function Failed({ error, more }: { readonly error: BoundaryError; readonly more?: string | null }) {
  return (
    <div className="notice" data-tone="danger" role="alert">
      <p>{error.message}</p>
      {more === null || more === undefined ? null : <p>{more}</p>}
      <p className="quiet">
        <code>{error.code}</code> {error.correlationId === '' ? null : <code>{error.correlationId}</code>}
      </p>
    </div>
  );
}

/** A digest in groups of four and as 24 numbered words. */
export function DigestAndWords({
  digest,
  words,
  of,
}: {
  readonly digest: string;
  readonly words: readonly string[];
  readonly of: string;
}) {
  return (
    <>
      <p className="digest" aria-label={`${of}, SHA-256`}>
        {groupsOf(digest).map((group, at) => (
          <span key={at}>{group} </span>
        ))}
      </p>
      <ol className="words" aria-label={`${of}, in words`}>
        {words.map((word, at) => (
          <li key={at}>{word}</li>
        ))}
      </ol>
    </>
  );
}

/** Exact text to take away: a command, or a statement to sign. */
export function Exact({ label, text }: { readonly label: string; readonly text: string }) {
  const id = useId();
  const [told, setTold] = useState('');
  return (
    <div className="exact">
      <div className="exact-head">
        <span id={id}>{label}</span>
        <button
          type="button"
          className="small"
          aria-label={`Copy: ${label}`}
          onClick={() => {
            void copy(text).then((copied) => {
              setTold(copied ? 'copied' : 'mark it and copy it by hand');
            });
          }}
        >
          Copy
        </button>
        <span className="quiet" role="status">
          {told}
        </span>
      </div>
      <pre tabIndex={0} role="region" aria-labelledby={id}>
        {text}
      </pre>
    </div>
  );
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** One of a few, as segments. By keyboard: Tab to it, arrows in it. */
export function Segments<Value extends string>({
  label,
  value,
  options,
  onChoose,
}: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChoose: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset className="segments">
      <legend>{label}</legend>
      <div>
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              onChange={() => {
                onChoose(option.value);
              }}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
