import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { CallFailure } from '../../boundary/index.ts';
import { Failure } from '../../ui/states.tsx';
import { ActionBar, type Hurdles } from './action-bar.tsx';

const HOURS = [
  ['1', '1 hour'],
  ['4', '4 hours'],
  ['8', '8 hours'],
  ['24', '24 hours'],
  ['72', '3 days'],
  ['168', '7 days'],
] as const;

/** What every request says: under which ticket, why, and how long it may wait. */
export interface Request {
  readonly ticket: string;
  readonly reason: string;
  readonly validForHours: number;
}

/** The fields of a request, and whether they are filled in. */
export function useRequest(): {
  readonly request: Request;
  readonly change: (changes: Partial<Request>) => void;
  readonly isComplete: boolean;
} {
  const [request, setRequest] = useState<Request>({ ticket: '', reason: '', validForHours: 24 });
  return {
    request: { ...request, ticket: request.ticket.trim(), reason: request.reason.trim() },
    change: (changes) => {
      setRequest((before) => ({ ...before, ...changes }));
    },
    isComplete: request.ticket.trim() !== '' && request.reason.trim() !== '',
  };
}

/** The end of every form that asks for a plan: why, what went wrong, and the button that has it made. */
export function AskForPlan({
  onChange,
  hurdles,
  doing,
  canAsk,
  isPending,
  failure,
}: {
  readonly onChange: (changes: Partial<Request>) => void;
  readonly hurdles: Hurdles;
  /** What is done in a name: `A rotation is asked for`. */
  readonly doing: string;
  readonly canAsk: boolean;
  readonly isPending: boolean;
  readonly failure: CallFailure | null;
}) {
  return (
    <>
      <RequestFields onChange={onChange} />
      {failure === null ? null : <Failure error={failure.error} />}
      <ActionBar hurdles={hurdles} doing={doing}>
        <Button type="submit" disabled={!canAsk} loading={isPending} rightSection={<IconArrowRight size={16} />}>
          Make the plan
        </Button>
      </ActionBar>
    </>
  );
}

/** Asks for ticket, reason and validity. */
function RequestFields({ onChange }: { readonly onChange: (changes: Partial<Request>) => void }) {
  return (
    <>
      <TextInput
        label="Ticket"
        description="Where this was asked for"
        placeholder="for example CHG-1042"
        required
        maxLength={100}
        autoComplete="off"
        onChange={(event) => {
          onChange({ ticket: event.currentTarget.value });
        }}
      />
      <Textarea
        label="Reason"
        description="Everybody who signs reads it, and the journal keeps it for years: no secrets"
        required
        rows={3}
        maxLength={500}
        onChange={(event) => {
          // A signed text is one line.
          onChange({ reason: event.currentTarget.value.replace(/\s*\n\s*/g, ' ') });
        }}
      />
      <NativeSelect
        label="The plan may wait for signatures"
        description="After that it expires and has to be made anew"
        defaultValue="24"
        data={HOURS.map(([value, label]) => ({ value, label }))}
        onChange={(event) => {
          onChange({ validForHours: Number(event.currentTarget.value) });
        }}
      />
    </>
  );
}
