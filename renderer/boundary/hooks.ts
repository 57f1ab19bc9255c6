import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { BoundaryError, CallsOf, InputOf, OutputOf, ReadsOf } from '../../shared/contract/index.ts';
import type { Client } from './client.ts';

/** The console page's client; the root provides it, tests provide a double. */
export const ClientContext = createContext<Client<'console'> | null>(null);

/** The console page's client. */
export function useClient(): Client<'console'> {
  const client = useContext(ClientContext);
  if (client === null) throw new Error('there is no client above this component');
  return client;
}

/** A failed call, as TanStack Query wants it: thrown. `failure.error` is what crossed the boundary. */
export class CallFailure extends Error {
  readonly error: BoundaryError;
  constructor(error: BoundaryError) {
    super(error.message);
    this.name = 'CallFailure';
    this.error = error;
  }
}

/** Key of a read in the cache: its name first, so that events can ask for all of its answers to be read again. */
export function readKey<C extends ReadsOf<'console'>>(call: C, input: InputOf<C>): readonly [C, InputOf<C>] {
  return [call, input];
}

export interface ReadOptions {
  readonly enabled?: boolean;
  /** Goes on showing the last answer while another one is on its way. */
  readonly keepPrevious?: boolean;
}

/** Reads something and keeps it until main says that it has changed. */
export function useRead<C extends ReadsOf<'console'>>(
  call: C,
  input: InputOf<C>,
  { enabled = true, keepPrevious = false }: ReadOptions = {},
): UseQueryResult<OutputOf<C>, CallFailure> {
  const client = useClient();
  return useQuery<OutputOf<C>, CallFailure>({
    queryKey: readKey(call, input),
    queryFn: () => ask(client, call, input),
    enabled,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/** Makes a call that changes something. `mutateAsync` rejects with a {@link CallFailure}. */
export function useChange<C extends CallsOf<'console'>>(
  call: C,
): UseMutationResult<OutputOf<C>, CallFailure, InputOf<C>> {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation<OutputOf<C>, CallFailure, InputOf<C>>({
    mutationFn: (input) => ask(client, call, input),
    onSettled: () => queries.invalidateQueries({ queryKey: ['session.read'] }),
  });
}

/** Asks once and throws what went wrong, for TanStack Query. */
export async function ask<C extends CallsOf<'console'>>(
  client: Client<'console'>,
  call: C,
  input: InputOf<C>,
): Promise<OutputOf<C>> {
  const answer = await client(call, input);
  if (answer.ok) return answer.value;
  throw new CallFailure(answer.error);
}

/** Reads every answer of these calls again. */
export async function readAgain(queries: QueryClient, calls: readonly ReadsOf<'console'>[]): Promise<void> {
  await Promise.all(calls.map((call) => queries.invalidateQueries({ queryKey: [call] })));
}
