import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { KeysScreen } from '../../renderer/features/keys/keys-screen.tsx';
import type { OutputOf } from '../../shared/contract/index.ts';
import { inventory, keyRow, SETTINGS } from './key-fixtures.ts';
import { renderScreen, SESSION } from './render.tsx';

const ROWS = [
  keyRow('orders', { daysLeft: 40 }),
  keyRow('payments', { daysLeft: -3, owner: 'Ada Example' }),
  keyRow('ledger', { daysLeft: 2, environment: 'production', connection: 'production-vault' }),
  keyRow('old', { due: 'not-scheduled', state: 'retired', aliases: ['old', 'legacy-name'] }),
];

function show(
  rows = ROWS,
  {
    settings = SETTINGS,
    ...options
  }: Parameters<typeof renderScreen>[2] & { settings?: OutputOf<'settings.read'> } = {},
) {
  let kept = settings;
  return renderScreen(
    <KeysScreen />,
    {
      'keys.list': inventory(rows),
      'settings.read': () => kept,
      'settings.save': (next) => (kept = next),
    },
    options,
  );
}

async function names(): Promise<readonly string[]> {
  const table = await screen.findByRole('grid', { name: 'Keys' });
  return within(table)
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('gridcell')[0]?.textContent ?? '');
}

describe('the list of keys', () => {
  it('shows the keys that are due soonest first, those that are not scheduled last', async () => {
    show();
    expect(await names()).toEqual(['payments', 'ledger', 'orders', 'old']);
  });

  it('shows only the keys of the environment chosen in the header', async () => {
    show(ROWS, { environment: 'production' });
    expect(await names()).toEqual(['ledger']);
  });

  it('reads all pages of one listing, and says how many keys there are', async () => {
    const many = Array.from({ length: 1203 }, (_, at) => keyRow(`key-${at}`));
    const { heard } = show(many);
    expect(await screen.findByText('1,203 keys')).toBeTruthy();
    expect(heard.filter(({ call }) => call === 'keys.list').map(({ input }) => input)).toEqual([
      { environment: null, listing: null, from: 0 },
      { environment: null, listing: 1, from: 500 },
      { environment: null, listing: 1, from: 1000 },
    ]);
  });

  it('keeps only the rows in sight in the page, however many there are', async () => {
    show(Array.from({ length: 1203 }, (_, at) => keyRow(`key-${at}`)));
    await screen.findByText('1,203 keys');
    const shown = (await names()).length;
    expect(shown).toBeGreaterThan(10);
    expect(shown).toBeLessThan(60);
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('1204');
  });

  it('shows the first page and how far it is when a further page fails, and goes on from there when asked', async () => {
    const many = Array.from({ length: 700 }, (_, at) => keyRow(`key-${at}`));
    const answer = inventory(many);
    let isBroken = true;
    renderScreen(<KeysScreen />, {
      'settings.read': () => SETTINGS,
      'keys.list': (input) =>
        input.from > 0 && isBroken
          ? { code: 'provider-failed', message: 'The vault is gone.', retryable: false, correlationId: 'c-1' }
          : answer(input),
    });
    expect(await screen.findByText('The vault is gone.')).toBeTruthy();
    expect(screen.getByText('500 keys; 500 of 700 read')).toBeTruthy();
    isBroken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('700 keys')).toBeTruthy();
  });

  it('finds keys by every word of the search, in names, aliases and owners', async () => {
    show();
    const search = await screen.findByRole('textbox', { name: 'Search keys' });
    expect(search.hasAttribute('data-search')).toBe(true);
    await userEvent.type(search, 'example ADA');
    await waitFor(async () => {
      expect(await names()).toEqual(['payments']);
    });
    await userEvent.clear(search);
    await userEvent.type(search, 'legacy');
    await waitFor(async () => {
      expect(await names()).toEqual(['old']);
    });
    expect(screen.getByText('1 of 4 keys')).toBeTruthy();
  });

  it('filters by rotation and by state, and shows all again', async () => {
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Overdue 1' }));
    await waitFor(async () => {
      expect(await names()).toEqual(['payments']);
    });
    await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
    await userEvent.click(screen.getByRole('button', { name: /^State:/ }));
    await userEvent.click(await screen.findByRole('checkbox', { name: 'retired (1)' }));
    await waitFor(async () => {
      expect(await names()).toEqual(['old']);
    });
  });

  it('says that nothing matches and offers to show all keys', async () => {
    show();
    await userEvent.type(await screen.findByRole('textbox', { name: 'Search keys' }), 'no such thing');
    await userEvent.click(await screen.findByRole('button', { name: 'Show all 4 keys' }));
    await waitFor(async () => {
      expect(await names()).toHaveLength(4);
    });
  });

  it('opens a key by keyboard alone', async () => {
    const { at } = show();
    const table = await screen.findByRole('grid', { name: 'Keys' });
    table.focus();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await waitFor(() => {
      expect(at()).toBe('/keys/production/id-of-ledger');
    });
  });

  it('comes back from a key to the list as it was left', async () => {
    show();
    await userEvent.type(await screen.findByRole('textbox', { name: 'Search keys' }), 'example');
    const table = await screen.findByRole('grid', { name: 'Keys' });
    await waitFor(async () => {
      expect(await names()).toEqual(['payments']);
    });
    // The test's own routes show the list at every address, so that opening a key mounts the list anew.
    table.focus();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByDisplayValue('example')).toBeTruthy();
  });

  it('names the connections that did not answer, of the chosen environment only', async () => {
    const problems = [
      { connection: 'practice-vault', message: 'locked by another process' },
      { connection: 'production-vault', message: 'no network' },
    ];
    renderScreen(
      <KeysScreen />,
      { 'settings.read': () => SETTINGS, 'keys.list': inventory(ROWS, problems) },
      { environment: 'practice' },
    );
    expect(await screen.findByText('One connection did not answer; keys are missing')).toBeTruthy();
    expect(screen.getByText(/locked by another process/)).toBeTruthy();
    expect(screen.queryByText(/no network/)).toBeNull();
  });

  it('says what to do when there is no key, but not when keys are only missing', async () => {
    const { unmount } = show([]);
    expect(await screen.findByRole('heading', { name: 'There is no key yet' })).toBeTruthy();
    expect(screen.getAllByRole('link', { name: 'New key' })).toHaveLength(2);
    unmount();
    renderScreen(<KeysScreen />, {
      'settings.read': () => SETTINGS,
      'keys.list': inventory([], [{ connection: 'practice-vault', message: 'no answer' }]),
    });
    expect(await screen.findByRole('heading', { name: 'No key could be listed' })).toBeTruthy();
    expect(screen.getAllByRole('link', { name: 'New key' })).toHaveLength(1);
  });

  it('asks the providers again when refreshed', async () => {
    const { heard } = show();
    await screen.findByText('4 keys');
    await userEvent.click(screen.getByRole('button', { name: /^Refresh/ }));
    await waitFor(() => {
      expect(heard.filter(({ call }) => call === 'keys.list')).toHaveLength(2);
    });
  });

  it('offers no new key in a workspace that is open for reading only', async () => {
    const workspace = { ...SESSION.workspace!, mode: 'reading' as const, readOnlyBecause: 'Another console writes.' };
    show(ROWS, { session: { ...SESSION, workspace } });
    await screen.findByText('4 keys');
    expect(screen.queryByRole('link', { name: 'New key' })).toBeNull();
    expect(screen.getByRole('button', { name: 'New key' }).getAttribute('aria-disabled')).toBe('true');
  });
});

describe('saved views', () => {
  const VIEW = { name: 'Late', environment: null, search: '', states: [], due: ['overdue'] };
  const views = { ...SETTINGS, savedViews: [VIEW] };
  const openMenu = async (name: string | RegExp) => {
    const button = await screen.findByRole('button', { name });
    await waitFor(() => {
      expect(button.hasAttribute('disabled')).toBe(false);
    });
    await userEvent.click(button);
  };

  it('are saved under a name, with what is shown', async () => {
    const { heard } = show(ROWS, { environment: 'practice' });
    await userEvent.click(await screen.findByRole('button', { name: 'Overdue 1' }));
    await openMenu('Views');
    await userEvent.click(await screen.findByRole('menuitem', { name: /^Save what is shown/ }));
    await userEvent.type(await screen.findByRole('textbox', { name: /Name of the view/ }), 'To do{Enter}');
    expect(await screen.findByText(/Saved as “To do”/)).toBeTruthy();
    const saved = heard.find(({ call }) => call === 'settings.save')?.input as typeof SETTINGS;
    expect(saved.savedViews).toEqual([
      { name: 'To do', environment: 'practice', search: '', states: [], due: ['overdue'] },
    ]);
  });

  it('are shown when chosen', async () => {
    show(ROWS, { settings: views });
    await openMenu('Views');
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Late' }));
    await waitFor(async () => {
      expect(await names()).toEqual(['payments']);
    });
    expect(screen.getByRole('button', { name: 'Late' })).toBeTruthy();
  });

  it('are renamed, deleted, and brought back', async () => {
    const { heard } = show(ROWS, { settings: views });
    const last = () =>
      (heard.findLast(({ call }) => call === 'settings.save')?.input as typeof SETTINGS).savedViews.map(
        ({ name }) => name,
      );
    await openMenu('Views');
    await userEvent.click(await screen.findByRole('menuitem', { name: /^Rename or delete/ }));
    const name = await screen.findByRole('textbox', { name: 'Name of Late' });
    await userEvent.clear(name);
    await userEvent.type(name, 'Overdue everywhere{Enter}');
    await screen.findByText(/“Late” is now “Overdue everywhere”/);
    expect(last()).toEqual(['Overdue everywhere']);
    await userEvent.click(await screen.findByRole('button', { name: 'Delete Overdue everywhere' }));
    await screen.findByText(/was deleted/);
    expect(last()).toEqual([]);
    fireEvent.click(screen.getByText('Undo'));
    await waitFor(() => {
      expect(last()).toEqual(['Overdue everywhere']);
    });
  });
});
