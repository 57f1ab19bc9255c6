import { createContext, useContext } from 'react';
import type { SessionView, WorkspaceView } from '../../shared/contract/index.ts';
import type { Environment } from '../../shared/policy.ts';

/** The session as main last told it; the root provides it. */
export const SessionContext = createContext<SessionView | null>(null);

/** The session. */
export function useSession(): SessionView {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('there is no session above this component');
  return session;
}

/** The open workspace; screens inside the shell always have one. */
export function useWorkspace(): WorkspaceView {
  const { workspace } = useSession();
  if (workspace === null) throw new Error('no workspace is open');
  return workspace;
}

/** Which environment the screens are about; null: all of them. */
export interface EnvironmentChoice {
  readonly environment: Environment | null;
  readonly choose: (environment: Environment | null) => void;
}
export const EnvironmentContext = createContext<EnvironmentChoice>({ environment: null, choose: () => undefined });

/** The environment chosen in the header. */
export function useEnvironment(): EnvironmentChoice {
  return useContext(EnvironmentContext);
}
