import { Stack } from '@mantine/core';
import { Failure, Loading, PageHeader } from '../../ui/states.tsx';
import { About, Licences, Shortcuts } from './about.tsx';
import { Preferences } from './preferences.tsx';
import styles from './settings.module.css';
import { useSettings } from './use-settings.ts';
import { WorkspacePanel } from './workspace-panel.tsx';

/** How the console looks, when it locks, which workspace is open, and what it is made of. */
export function SettingsScreen() {
  const { settings, change, save } = useSettings();
  return (
    <>
      <PageHeader title="Settings" about="Of this computer. Who must agree to what is not a setting: it is policy." />
      <div className={styles['columns']}>
        <Stack gap="md">
          {settings.error !== null && settings.data === undefined ? (
            <Failure error={settings.error.error} retry={() => void settings.refetch()} />
          ) : settings.data === undefined ? (
            <Loading rows={4} label="Loading settings" />
          ) : (
            <Preferences
              settings={settings.data}
              onChange={change}
              isSaved={save.isSuccess}
              failure={save.error?.error ?? null}
            />
          )}
          <WorkspacePanel />
        </Stack>
        <Stack gap="md">
          <Shortcuts />
          <About />
          <Licences />
        </Stack>
      </div>
    </>
  );
}
