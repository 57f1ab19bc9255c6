import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { render, type RenderResult } from '@testing-library/react';
import type { ReactNode } from 'react';
import { consoleQueries } from '../../renderer/app/root.tsx';
import { EnvironmentContext, SessionContext } from '../../renderer/app/session.tsx';
import { theme } from '../../renderer/app/theme.ts';
import { WhoProvider } from '../../renderer/app/who.tsx';
import { ClientContext } from '../../renderer/boundary/index.ts';
import type { SessionView } from '../../shared/contract/index.ts';
import type { Environment } from '../../shared/policy.ts';
import { clientDouble, type Answers } from '../support/boundary-double.ts';

const DIGEST = 'ab'.repeat(32);

/** A session in a sample workspace that is open for writing, with nobody unlocked. */
export const SESSION: SessionView = {
  version: '0.0.0',
  host: 'kiosk',
  sandboxed: true,
  proposedFolder: '/tmp/claviger',
  workspace: {
    id: DIGEST,
    folder: '/tmp/claviger',
    sample: true,
    mode: 'writing',
    readOnlyBecause: null,
    environments: [
      {
        environment: 'practice',
        connections: [{ id: 'practice-vault', provider: 'practice', enforcement: 'advisory', where: 'Practice vault' }],
      },
    ],
    head: { origin: 'claviger/test', size: 12, root: DIGEST, time: '2026-11-21T10:00:00.000Z' },
    notAccepted: [],
    openRuns: [],
  },
  person: null,
  clock: { state: 'right', seconds: 0 },
  now: '2026-11-21T10:00:00.000Z',
};

/** Shows a screen as the console would, over a client that answers from a table. */
export function renderScreen(
  screen: ReactNode,
  answers: Answers<'console'>,
  options: { readonly session?: SessionView; readonly environment?: Environment | null } = {},
): RenderResult & { readonly heard: { call: string; input: unknown }[]; readonly at: () => string } {
  const heard: { call: string; input: unknown }[] = [];
  const session = options.session ?? SESSION;
  const client = clientDouble<'console'>({ 'session.read': () => session, ...answers }, heard);
  const root = createRootRoute();
  const any = createRoute({ getParentRoute: () => root, path: '/$', component: () => screen });
  const index = createRoute({ getParentRoute: () => root, path: '/', component: () => screen });
  const history = createMemoryHistory({ initialEntries: ['/'] });
  const router = createRouter({ routeTree: root.addChildren([index, any]), history });
  const shown = render(
    <ClientContext value={client}>
      <QueryClientProvider client={consoleQueries()}>
        <MantineProvider theme={theme} env="test">
          <SessionContext value={session}>
            <EnvironmentContext value={{ environment: options.environment ?? null, choose: () => undefined }}>
              <WhoProvider>
                {/* The test's own routes; the console's are registered for links. */}
                <RouterProvider router={router as never} />
              </WhoProvider>
            </EnvironmentContext>
          </SessionContext>
        </MantineProvider>
      </QueryClientProvider>
    </ClientContext>,
  );
  return { ...shown, heard, at: () => history.location.href };
}
