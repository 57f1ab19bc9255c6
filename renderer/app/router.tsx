import { createRootRoute, createRoute, createRouter, useParams } from '@tanstack/react-router';
import { keysSearch } from '../features/keys/filter.ts';
import {
  ApprovalsScreen,
  CreationWizard,
  JournalScreen,
  KeyScreen,
  KeysScreen,
  OverviewScreen,
  PeopleScreen,
  PlanScreen,
  RotationWizard,
  SettingsScreen,
} from './screens.ts';
import { NotFound, Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const overview = createRoute({ getParentRoute: () => root, path: '/', component: OverviewScreen });
const keys = createRoute({
  getParentRoute: () => root,
  path: '/keys',
  /** Which states and which rotation to show at first. */
  validateSearch: keysSearch,
  component: KeysScreen,
});
const key = createRoute({
  getParentRoute: () => root,
  path: '/keys/$environment/$id',
  component: function KeyRoute() {
    const { environment, id } = key.useParams();
    return <KeyScreen key={id} environment={environment} id={id} />;
  },
});
const rotate = createRoute({
  getParentRoute: () => root,
  path: '/rotate',
  /** Which key, by its id; or the plan that the wizard is at. */
  validateSearch: (search: Record<string, unknown>): { environment?: string; key?: string; plan?: string } => {
    const [environment, id, plan] = [textOf(search['environment']), textOf(search['key']), textOf(search['plan'])];
    return {
      ...(environment === undefined ? {} : { environment }),
      ...(id === undefined ? {} : { key: id }),
      ...(plan === undefined ? {} : { plan }),
    };
  },
  component: function RotateRoute() {
    const { environment, key: id, plan } = rotate.useSearch();
    return <RotationWizard environment={environment ?? null} id={id ?? null} plan={plan ?? null} />;
  },
});
const create = createRoute({ getParentRoute: () => root, path: '/create', component: CreationWizard });
const approvals = createRoute({ getParentRoute: () => root, path: '/approvals', component: ApprovalsScreen });
const plan = createRoute({
  getParentRoute: () => root,
  path: '/approvals/$digest',
  component: function PlanRoute() {
    const { digest } = plan.useParams();
    return <PlanScreen key={digest} digest={digest} />;
  },
});
const people = createRoute({ getParentRoute: () => root, path: '/people', component: PeopleScreen });
const journal = createRoute({
  getParentRoute: () => root,
  path: '/journal',
  component: function JournalRoute() {
    const { seq: number } = useParams({ strict: false });
    const seq = number === undefined ? null : Number(number);
    return <JournalScreen seq={seq !== null && Number.isInteger(seq) && seq >= 0 ? seq : null} />;
  },
});
/** An entry is open beside the list: the same screen, so that the list stays where it is. */
const entry = createRoute({ getParentRoute: () => journal, path: '$seq' });
const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: SettingsScreen });

const routeTree = root.addChildren([
  overview,
  keys,
  key,
  rotate,
  create,
  approvals,
  plan,
  people,
  journal.addChildren([entry]),
  settings,
]);

/** The console's screens and their addresses. */
export const router = createRouter({ routeTree, defaultPreload: false });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
