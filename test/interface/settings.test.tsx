import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SHORTCUTS } from '../../renderer/app/hotkeys.ts';
import { LICENCES } from '../../renderer/features/settings/licences.ts';
import { SettingsScreen } from '../../renderer/features/settings/settings-screen.tsx';
import type { Settings } from '../../shared/contract/index.ts';
import type { Answers } from '../support/boundary-double.ts';
import { renderScreen, SESSION } from './render.tsx';

const SETTINGS: Settings = { appearance: 'system', density: 'comfortable', lockAfterMinutes: 15, savedViews: [] };
const ANSWERS: Answers<'console'> = { 'settings.read': () => SETTINGS, 'settings.save': (input) => input };
const inputs = (heard: readonly { call: string; input: unknown }[], call: string) =>
  heard.filter((one) => one.call === call).map(({ input }) => input);

describe('the settings', () => {
  it('keep appearance and density as soon as they are chosen, and leave the rest as it is', async () => {
    const { heard } = renderScreen(<SettingsScreen />, ANSWERS);
    await userEvent.click(await screen.findByText('Dark'));
    await screen.findByText('Kept');
    await userEvent.click(screen.getByText('Compact'));
    await waitFor(() => {
      expect(inputs(heard, 'settings.save')).toEqual([
        { ...SETTINGS, appearance: 'dark' },
        { ...SETTINGS, appearance: 'dark', density: 'compact' },
      ]);
    });
  });

  it('keep the minutes when the field is left, within their bounds', async () => {
    const { heard } = renderScreen(<SettingsScreen />, ANSWERS);
    const minutes = await screen.findByLabelText(/Lock after/);
    await userEvent.clear(minutes);
    await userEvent.type(minutes, '0');
    await userEvent.tab();
    await waitFor(() => {
      expect(inputs(heard, 'settings.save')).toEqual([{ ...SETTINGS, lockAfterMinutes: 1 }]);
    });
  });

  it('say when they could not be kept', async () => {
    renderScreen(<SettingsScreen />, {
      ...ANSWERS,
      'settings.save': () => ({
        code: 'settings-not-saved',
        message: 'The settings could not be saved.',
        retryable: false,
        correlationId: 'c-1',
      }),
    });
    await userEvent.click(await screen.findByText('Dark'));
    expect(await screen.findByText('The settings could not be saved.')).toBeDefined();
    expect(screen.queryByText('Kept')).toBeNull();
  });

  it('open another workspace by its folder', async () => {
    const { heard } = renderScreen(<SettingsScreen />, { ...ANSWERS, 'workspace.open': () => SESSION });
    await userEvent.type(await screen.findByLabelText(/Open another workspace/), ' /srv/keys {Enter}');
    await waitFor(() => {
      expect(inputs(heard, 'workspace.open')).toEqual([{ folder: '/srv/keys' }]);
    });
  });

  it('show folder, id and connections of the open workspace', async () => {
    renderScreen(<SettingsScreen />, ANSWERS);
    expect(await screen.findByText(SESSION.workspace!.folder)).toBeDefined();
    expect(screen.getByText(/practice-vault: Practice vault, practice/)).toBeDefined();
  });

  it('say when the browser has no sandbox', async () => {
    renderScreen(<SettingsScreen />, ANSWERS, { session: { ...SESSION, sandboxed: false } });
    expect(await screen.findByText(/off, because it was started as root/)).toBeDefined();
  });

  it('list every shortcut', async () => {
    renderScreen(<SettingsScreen />, ANSWERS);
    const table = await screen.findByRole('table', { name: 'Keyboard shortcuts' });
    expect(within(table).getAllByRole('row')).toHaveLength(SHORTCUTS.length);
  });
});

describe('the licences', () => {
  const project = new URL('../../', `file://${import.meta.dirname}/`);
  const read = (path: string): Record<string, unknown> =>
    JSON.parse(readFileSync(new URL(path, project), 'utf8')) as Record<string, unknown>;

  it('name every package that the product is made with', () => {
    const names = LICENCES.map(([name]) => name);
    const dependencies = Object.keys(read('package.json')['dependencies'] as object);
    expect(dependencies.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('are those that the packages themselves state', () => {
    for (const [name, licence] of LICENCES) {
      const path = `node_modules/${name}/package.json`;
      expect(existsSync(new URL(path, project)), name).toBe(true);
      const { license, licenses } = read(path) as { license?: string; licenses?: { type: string }[] };
      expect(license ?? licenses?.[0]?.type, name).toBe(licence);
    }
  });
});
