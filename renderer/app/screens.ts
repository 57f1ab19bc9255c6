import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

// The code of each screen is a file of its own: the first screen does not wait for the code of all others.

type Load<Props> = () => Promise<ComponentType<Props>>;
const loads: Load<never>[] = [];

function screen<Props>(load: Load<Props>): LazyExoticComponent<ComponentType<Props>> {
  loads.push(load as Load<never>);
  return lazy(async () => ({ default: await load() }));
}

// Where everybody begins: asked for before it is needed.
const first = import('../features/overview/overview-screen.tsx');

export const OverviewScreen = screen(async () => (await first).OverviewScreen);
export const KeysScreen = screen(async () => (await import('../features/keys/keys-screen.tsx')).KeysScreen);
export const KeyScreen = screen(async () => (await import('../features/keys/key-screen.tsx')).KeyScreen);
export const JournalScreen = screen(async () => (await import('../features/journal/journal-screen.tsx')).JournalScreen);
export const ApprovalsScreen = screen(
  async () => (await import('../features/approvals/approvals-screen.tsx')).ApprovalsScreen,
);
export const PlanScreen = screen(async () => (await import('../features/approvals/plan-screen.tsx')).PlanScreen);
export const RotationWizard = screen(
  async () => (await import('../features/rotation/rotation-wizard.tsx')).RotationWizard,
);
export const CreationWizard = screen(
  async () => (await import('../features/rotation/creation-wizard.tsx')).CreationWizard,
);
export const PeopleScreen = screen(async () => (await import('../features/people/people-screen.tsx')).PeopleScreen);
export const SettingsScreen = screen(
  async () => (await import('../features/settings/settings-screen.tsx')).SettingsScreen,
);

/** Has the code of all screens at hand, one after the other, whenever the page has nothing else to do. */
export function readAhead(): void {
  const [next, ...others] = loads.splice(0);
  if (next === undefined) return;
  requestIdleCallback(() => {
    loads.push(...others);
    void next().then(readAhead);
  });
}
