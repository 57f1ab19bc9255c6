import { useCallback, useEffect, useState, type ReactNode } from 'react';
import type { Client } from '../boundary/client.ts';
import type { BoundaryError, Task } from '../../shared/contract/index.ts';
import { AcceptTask } from './accept.tsx';
import { AnswerTask } from './answer.tsx';
import { EnrolTask } from './enrol.tsx';
import { Failed, Heading, type TaskProps } from './parts.tsx';
import { UnlockTask } from './unlock.tsx';
import { useInert } from './use-inert.ts';
import { useTask } from './use-task.ts';

/** A window that has done its work closes by itself after so long; the console shows what came of it. */
const CLOSES_AFTER_MS = 2000;

interface Done {
  readonly what: string;
  readonly more: ReactNode;
}

/** The page on which people sign. Main alone opens it and decides what it shows. */
export function ApprovalPage({ client }: { readonly client: Client<'approval'> }) {
  const [state, again] = useTask(client);
  const [done, setDone] = useState<Done | null>(null);
  const onDone = useCallback((what: string, more: ReactNode = null) => {
    setDone({ what, more });
  }, []);
  const close = useCallback(() => {
    void client('approval.close', {});
  }, [client]);
  if (done !== null) return <DoneView done={done} onClose={close} />;
  switch (state.kind) {
    case 'loading':
      return (
        <main aria-busy="true">
          <p role="status">One moment: reading what this window is for …</p>
        </main>
      );
    case 'failed':
      return <FailedView error={state.error} onAgain={again} onClose={close} />;
    case 'over':
      return <OverView error={state.error} onClose={close} />;
    case 'shown':
      return <Shown task={state.task} client={client} onDone={onDone} onClose={close} />;
  }
}

function Shown(props: Omit<TaskProps<Task>, 'inert'>) {
  const inert = useInert(props.task);
  const { task, ...rest } = props;
  switch (task.kind) {
    case 'answer':
      return <AnswerTask key={task.digest} task={task} inert={inert} {...rest} />;
    case 'unlock':
      return <UnlockTask task={task} inert={inert} {...rest} />;
    case 'enrol':
      return <EnrolTask task={task} inert={inert} {...rest} />;
    case 'accept':
      return <AcceptTask task={task} inert={inert} {...rest} />;
  }
}

function DoneView({ done, onClose }: { readonly done: Done; readonly onClose: () => void }) {
  useEffect(() => {
    const timer = setTimeout(onClose, CLOSES_AFTER_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [onClose]);
  return (
    <main className="alone">
      <svg className="tick" viewBox="0 0 24 24" width="44" height="44" aria-hidden>
        <circle cx="12" cy="12" r="10.5" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M7 12.5l3.4 3.4L17 9" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      </svg>
      <Heading>Done</Heading>
      <p role="status">{done.what} This window closes by itself; the console goes on.</p>
      {done.more}
      <button type="button" className="main" onClick={onClose}>
        Close this window
      </button>
    </main>
  );
}

function OverView({ error, onClose }: { readonly error: BoundaryError; readonly onClose: () => void }) {
  return (
    <main className="alone">
      <Heading>This is over</Heading>
      <p role="status">{error.message}</p>
      <button type="button" className="main" onClick={onClose}>
        Close this window
      </button>
    </main>
  );
}

function FailedView({
  error,
  onAgain,
  onClose,
}: {
  readonly error: BoundaryError;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}) {
  return (
    <main className="alone">
      <Heading>This cannot be shown</Heading>
      <p>Nothing can be signed that cannot be shown.</p>
      <Failed error={error} />
      <div className="actions">
        {error.retryable ? (
          <button type="button" className="main" onClick={onAgain}>
            Try again
          </button>
        ) : null}
        <button type="button" className="plain" onClick={onClose}>
          Close this window
        </button>
      </div>
    </main>
  );
}
