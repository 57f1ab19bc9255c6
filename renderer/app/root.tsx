import { MantineProvider } from '@mantine/core';
import { useColorScheme } from '@mantine/hooks';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
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

/** No workspace: first run. Else the console. */
function Gate() {
  useEventLoop();
  const session = useRead('session.read', {});
  const [environment, choose] = useState<EnvironmentChoice['environment']>(null);
  if (session.error !== null && session.data === undefined) {
    return (
      <main className="alone">
        <Failure error={session.error.error} retry={() => void session.refetch()} />
      </main>
    );
  }
  if (session.data === undefined) {
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
