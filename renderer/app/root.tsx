import { MantineProvider } from '@mantine/core';
import { useColorScheme } from '@mantine/hooks';
import { QueryClient, QueryClientProvider, useQueryClient, type Query } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { CallFailure, ClientContext, useEventLoop, useRead, type Client } from '../boundary/index.ts';
import { styleNonce } from '../csp.ts';
import { FirstRunScreen } from '../features/first-run/index.ts';
import { Failure, Loading } from '../ui/states.tsx';
import { router } from './router.tsx';
import { EnvironmentContext, SessionContext, type EnvironmentChoice } from './session.tsx';
import { theme } from './theme.ts';
import { WhoProvider } from './who.tsx';

/** A cache in which nothing grows stale by itself: main tells what has changed. */
export function consoleQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
        // Whole answers are compared nowhere: with thousands of keys that would be felt.
        structuralSharing: false,
        retry: (count, failure) => count < 2 && failure instanceof CallFailure && failure.error.retryable,
      },
      mutations: { networkMode: 'always' },
    },
  });
}

/** The console page: client, cache, theme, session. */
export function Root({ client }: { readonly client: Client<'console'> }) {
  const [queries] = useState(consoleQueries);
  return (
    <ClientContext value={client}>
      <QueryClientProvider client={queries}>
        <Themed>
          <Gate />
        </Themed>
      </QueryClientProvider>
    </ClientContext>
  );
}

function Themed({ children }: { readonly children: ReactNode }) {
  const system = useColorScheme('light');
  const settings = useRead('settings.read', {});
  const wish = settings.data?.appearance ?? 'system';
  return (
    <MantineProvider
      theme={theme}
      getStyleNonce={() => styleNonce}
      forceColorScheme={wish === 'system' ? system : wish}
      deduplicateCssVariables={false}
    >
      {children}
    </MantineProvider>
  );
}

/** Reads that are not about the open workspace. */
const OF_NO_WORKSPACE: readonly unknown[] = ['session.read', 'settings.read'];

/** Forgets what was read of a workspace when another is open. @returns whether everything kept is of this one */
function useOwnCache(workspace: string | null): boolean {
  const queries = useQueryClient();
  const [of, setOf] = useState<string | null>(null);
  useEffect(() => {
    if (of === workspace) return;
    const formers = { predicate: ({ queryKey }: Query) => of !== null && !OF_NO_WORKSPACE.includes(queryKey[0]) };
    void queries.cancelQueries(formers).then(() => {
      queries.removeQueries(formers);
      setOf(workspace);
    });
  }, [queries, of, workspace]);
  // Before the first workspace nothing of another can have been read.
  return of === null || of === workspace;
}

/** No workspace: first run. Else the console. */
function Gate() {
  useEventLoop();
  const session = useRead('session.read', {});
  const workspace = session.data?.workspace ?? null;
  // A copy has the same id.
  const isOwn = useOwnCache(workspace === null ? null : `${workspace.id} ${workspace.folder}`);
  const [environment, choose] = useState<EnvironmentChoice['environment']>(null);
  if (session.error !== null && session.data === undefined) {
    return (
      <main className="alone">
        <Failure error={session.error.error} retry={() => void session.refetch()} />
      </main>
    );
  }
  if (session.data === undefined || !isOwn) {
    return (
      <main className="alone">
        <Loading label="Claviger is starting" />
      </main>
    );
  }
  return (
    <SessionContext value={session.data}>
      <EnvironmentContext value={{ environment, choose }}>
        {session.data.workspace === null ? (
          <FirstRunScreen />
        ) : (
          <WhoProvider>
            <RouterProvider router={router} />
          </WhoProvider>
        )}
      </EnvironmentContext>
    </SessionContext>
  );
}
