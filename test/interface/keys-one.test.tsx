import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { KeyScreen } from '../../renderer/features/keys/key-screen.tsx';
import { timelineOf } from '../../renderer/features/keys/timeline.ts';
import type { KeyDetail } from '../../shared/contract/index.ts';
import { daysFromNow, keyDetail, keyRow } from './key-fixtures.ts';
import { renderScreen, SESSION } from './render.tsx';

const ROW = keyRow('orders', { daysLeft: -3 });

function show(part: Partial<KeyDetail> = {}, options: Parameters<typeof renderScreen>[2] = {}) {
  return renderScreen(
    <KeyScreen environment="practice" id={ROW.id} />,
    { 'keys.show': () => keyDetail(ROW, part) },
    options,
  );
}

describe('one key', () => {
  it('leads to its rotation, with environment and key filled in', async () => {
    const { at } = show();
    await userEvent.click(await screen.findByRole('link', { name: 'Rotate this key' }));
    await waitFor(() => {
      expect(at()).toBe('/rotate?environment=practice&key=id-of-orders');
    });
  });

  it('cannot be rotated when main says why not, and shows the reason', async () => {
    show({
      rotation: { method: 'in-place', automaticDays: null, onDemandUsed: 25, onDemandLimit: 25, blocked: 'Used up.' },
    });
    expect(await screen.findByText('Used up.')).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Rotate this key' })).toBeNull();
    expect(screen.getByText('0 of 25 left')).toBeTruthy();
  });

  it('cannot be rotated in a workspace that is open for reading only', async () => {
    const workspace = { ...SESSION.workspace!, mode: 'reading' as const, readOnlyBecause: 'Another console writes.' };
    show({}, { session: { ...SESSION, workspace } });
    expect((await screen.findByRole('button', { name: 'Rotate this key' })).getAttribute('aria-disabled')).toBe('true');
  });

  it('warns of what pins the raw key id; an alias is no pin', async () => {
    show({
      dependants: [
        { kind: 'alias', name: 'orders', pins: 'key-id' },
        { kind: 'storage', name: 'invoices', pins: 'key-id' },
        { kind: 'application', name: 'shop', pins: 'alias' },
      ],
    });
    expect(await screen.findByText('One thing pins the raw key id')).toBeTruthy();
    expect(within(screen.getByRole('list', { name: 'Hold the key id' })).getByText('invoices')).toBeTruthy();
  });

  it('lists its versions newest first, the present one marked', async () => {
    show();
    const versions = within(await screen.findByRole('list', { name: 'Versions, newest first' })).getAllByRole(
      'listitem',
    );
    expect(versions.map((item) => /v\d/.exec(item.textContent)?.[0])).toEqual(['v2', 'v1']);
    expect(versions[0]?.textContent).toContain('(present)');
  });

  it('tells its history newest first, each with the way to the journal entry', async () => {
    show({
      history: [
        { time: daysFromNow(-9), entry: 4, what: 'rotation proposed' },
        { time: daysFromNow(-8), entry: 9, what: 'rotated' },
      ],
    });
    const history = await screen.findByRole('list', { name: /History/ });
    const links = within(history).getAllByRole('link');
    expect(links.map((link) => link.getAttribute('href'))).toEqual(['/journal/9', '/journal/4']);
  });

  it('says that there is no such key, whether main does not know it or the address names no environment', async () => {
    const failure = { code: 'key-not-found', message: 'There is none.', retryable: false, correlationId: 'c' } as const;
    const { unmount } = renderScreen(<KeyScreen environment="practice" id="gone" />, { 'keys.show': () => failure });
    expect(await screen.findByRole('heading', { name: 'There is no such key' })).toBeTruthy();
    unmount();
    const { heard } = renderScreen(<KeyScreen environment="nowhere" id="gone" />, {});
    expect(await screen.findByRole('heading', { name: 'There is no such key' })).toBeTruthy();
    expect(heard.some(({ call }) => call === 'keys.show')).toBe(false);
  });

  it('shows a failure and tries again when asked', async () => {
    let isBroken = true;
    renderScreen(<KeyScreen environment="practice" id={ROW.id} />, {
      'keys.show': () =>
        isBroken
          ? { code: 'provider-failed', message: 'The vault is gone.', retryable: false, correlationId: 'c' }
          : keyDetail(ROW),
    });
    await screen.findByText('The vault is gone.');
    isBroken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'orders' })).toBeTruthy();
  });
});

describe('the line of time', () => {
  it('runs from the first version to the next rotation, to scale', () => {
    const row = keyRow('k', { daysLeft: 50, periodDays: 100 });
    const line = timelineOf(
      keyDetail(row, {
        versions: [
          { id: 'a', number: 1, createdAt: daysFromNow(-150), origin: 'created' },
          { id: 'b', number: 2, createdAt: daysFromNow(-50), origin: 'rotated-on-demand' },
        ],
      }),
      '2026-11-21',
    );
    expect(line.dots.map(({ at }) => Math.round(at * 100))).toEqual([0, 50]);
    expect(Math.round(line.now * 100)).toBe(75);
    expect(line.next).toBe(1);
    expect(line.late).toBeNull();
  });

  it('marks the time since a rotation was due', () => {
    const line = timelineOf(keyDetail(keyRow('k', { daysLeft: -30 })), '2026-11-21');
    expect(line.late?.from).toBeLessThan(line.late?.to ?? 0);
    expect(line.label).toContain('is late');
  });

  it('draws the latest versions only when there are very many, and says so', () => {
    const versions = Array.from({ length: 200 }, (_, at) => ({
      id: `v-${at}`,
      number: at + 1,
      createdAt: daysFromNow(at - 300),
      origin: 'rotated-on-demand',
    }));
    const line = timelineOf(keyDetail(keyRow('k'), { versions }), '2026-11-21');
    expect(line.dots).toHaveLength(24);
    expect(line.dots.at(-1)?.number).toBe(200);
    expect(line.label).toContain('the latest 24 drawn');
  });
});
