import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { Palette } from '../../renderer/app/palette.tsx';
import { KeysScreen } from '../../renderer/features/keys/index.ts';
import { inventory, keyRow, SETTINGS } from './key-fixtures.ts';
import { renderScreen } from './render.tsx';

const MANY = Array.from({ length: 1203 }, (_, at) => keyRow(`key-${at}`));
const palette = <Palette opened onClose={() => undefined} />;
const answers = { 'keys.list': inventory(MANY), 'settings.read': () => SETTINGS };

describe('the palette', () => {
  it('finds every key of the inventory, also those that come with a later page, and goes there', async () => {
    const { at } = renderScreen(palette, answers);
    await userEvent.type(await screen.findByRole('combobox'), 'key-1202');
    await screen.findByRole('option', { name: /key-1202/ });
    await userEvent.keyboard('{Enter}');
    await waitFor(() => {
      expect(at()).toBe('/keys/practice/id-of-key-1202');
    });
  });

  it('reads the same listing as the screen below it: no page is asked for twice', async () => {
    const { heard } = renderScreen(
      <>
        <KeysScreen />
        {palette}
      </>,
      answers,
    );
    await screen.findByText('1,203 keys');
    const froms = heard
      .filter(({ call }) => call === 'keys.list')
      .map(({ input }) => (input as { readonly from: number }).from);
    expect(froms).toEqual([0, 500, 1000]);
  });
});
