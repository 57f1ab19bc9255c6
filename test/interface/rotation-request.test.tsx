import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { CreationWizard, RotationWizard } from '../../renderer/features/rotation/index.ts';
import { inventory } from './key-fixtures.ts';
import { renderScreen } from './render.tsx';
import { ADA, DIGEST, keyDetailOf, keyRowOf, READING } from './rotation-fixture.ts';

const KEYS = [
  keyRowOf({ id: 'k-ok', name: 'reports', due: 'ok', daysLeft: 40, owner: 'finance' }),
  keyRowOf({ id: 'k-late', name: 'cards', due: 'overdue', daysLeft: -5 }),
  keyRowOf({ id: 'k-old', name: 'archive', due: 'overdue', daysLeft: -90, state: 'retired' }),
  keyRowOf({ id: 'k-later', name: 'orders', due: 'overdue', daysLeft: -20 }),
];

const choose = (rows = KEYS) =>
  renderScreen(<RotationWizard environment={null} id={null} plan={null} />, { 'keys.list': inventory(rows) });
const request = (session = ADA, detail = keyDetailOf()) =>
  renderScreen(
    <RotationWizard environment="practice" id="key-0001" plan={null} />,
    { 'keys.show': () => detail, 'rotation.plan': () => ({ digest: DIGEST }) },
    { session },
  );
describe('choosing the key', () => {
  it('shows overdue keys first, the longest overdue before all, and those out of use last', async () => {
    choose();
    await screen.findByText('orders');
    const rows = screen.getAllByRole('row').slice(1);
    expect(rows.map((row) => within(row).getAllByRole('gridcell')[0]?.textContent)).toEqual([
      'orders',
      'cards',
      'reports',
      'archive',
    ]);
  });

  it('takes the first key found when Enter is pressed in the search', async () => {
    const { at } = choose();
    await userEvent.type(await screen.findByLabelText(/Which key/), 'finance{Enter}');
    await waitFor(() => {
      expect(at()).toBe('/rotate?environment=practice&key=k-ok');
    });
  });

  it('goes into the list with the arrow down and takes a key by Enter', async () => {
    const { at } = choose();
    await userEvent.type(await screen.findByLabelText(/Which key/), '{ArrowDown}{ArrowDown}{Enter}');
    await waitFor(() => {
      expect(at()).toBe('/rotate?environment=practice&key=k-late');
    });
  });

  it('finds every key, also those that come with a later page', async () => {
    choose(Array.from({ length: 1203 }, (_, at) => keyRowOf({ id: `k-${at}`, name: `key-${at}` })));
    expect(await screen.findByText('1203 of 1203 keys, 1203 overdue')).toBeTruthy();
    await userEvent.type(screen.getByLabelText(/Which key/), 'key-1202');
    expect(await screen.findByText('1 of 1203 keys, 1 overdue')).toBeTruthy();
  });

  it('says what to do when no key is called that', async () => {
    choose();
    await userEvent.type(await screen.findByLabelText(/Which key/), 'nothing like it');
    expect(await screen.findByText('No key is called that')).toBeTruthy();
  });
});

describe('asking for the plan of a rotation', () => {
  it('shows what hangs on the key before anything is asked', async () => {
    request();
    expect(await screen.findByText('legacy-bucket')).toBeTruthy();
    expect(screen.getByText(/1 of 25 used/)).toBeTruthy();
  });

  it('wants a ticket and a reason, sends exactly what was entered, and goes to the plan', async () => {
    const { heard, at } = request();
    const make = await screen.findByRole('button', { name: /Make the plan/ });
    expect(make).toHaveProperty('disabled', true);
    await userEvent.type(screen.getByLabelText(/Ticket/), 'CHG-7 ');
    await userEvent.type(screen.getByLabelText(/Reason/), 'Quarterly{Enter}rotation');
    await userEvent.selectOptions(screen.getByLabelText(/may wait/), '4 hours');
    await userEvent.click(make);
    await waitFor(() => {
      expect(at()).toBe(`/rotate?environment=practice&plan=${DIGEST}`);
    });
    expect(heard.find(({ call }) => call === 'rotation.plan')?.input).toEqual({
      environment: 'practice',
      key: 'key-0001',
      ticket: 'CHG-7',
      reason: 'Quarterly rotation',
      validForHours: 4,
    });
  });

  it('asks who is at the screen while nobody has said so', async () => {
    renderScreen(<RotationWizard environment="practice" id="key-0001" plan={null} />, {
      'keys.show': () => keyDetailOf(),
    });
    expect(await screen.findByRole('button', { name: 'Say who you are' })).toBeTruthy();
  });

  it('says why nothing can be asked for where the workspace is read only', async () => {
    request(READING);
    expect(await screen.findByText('Another program holds this workspace.')).toBeTruthy();
    expect(screen.getByRole('button', { name: /Make the plan/ })).toHaveProperty('disabled', true);
  });

  it('says why a key cannot be rotated', async () => {
    const rotation = { ...keyDetailOf().rotation, blocked: 'The key is disabled.' };
    request(ADA, keyDetailOf({ rotation }));
    expect(await screen.findByText('The key is disabled.')).toBeTruthy();
  });
});

describe('creating a key', () => {
  it('wants a whole description, sends exactly that, and goes on in the wizard of its plan', async () => {
    const { heard, at } = renderScreen(
      <CreationWizard />,
      { 'creation.plan': () => ({ digest: DIGEST }) },
      { session: ADA },
    );
    const make = await screen.findByRole('button', { name: /Make the plan/ });
    await userEvent.type(screen.getByLabelText(/Alias/), 'pay ments');
    expect(await screen.findByText(/Letters, digits, slash/)).toBeTruthy();
    await userEvent.clear(screen.getByLabelText(/Alias/));
    await userEvent.type(screen.getByLabelText(/Alias/), 'payments/new');
    await userEvent.type(screen.getByLabelText(/Owner/), 'Payments');
    await userEvent.type(screen.getByLabelText(/Description/), 'Card vault');
    await userEvent.click(screen.getByRole('switch', { name: /rotates it by itself/ }));
    await userEvent.type(screen.getByLabelText(/Ticket/), 'CHG-9');
    expect(make).toHaveProperty('disabled', true);
    await userEvent.type(screen.getByLabelText(/Reason/), 'New vault');
    await userEvent.click(make);
    await waitFor(() => {
      expect(at()).toBe(`/rotate?environment=practice&plan=${DIGEST}`);
    });
    expect(heard.find(({ call }) => call === 'creation.plan')?.input).toEqual({
      environment: 'practice',
      alias: 'payments/new',
      spec: 'SYMMETRIC_DEFAULT',
      description: 'Card vault',
      owner: 'Payments',
      automaticDays: 365,
      ticket: 'CHG-9',
      reason: 'New vault',
      validForHours: 24,
    });
  });
});
