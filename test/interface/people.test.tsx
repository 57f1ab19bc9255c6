import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { EMPTY, problemsOf } from '../../renderer/features/people/new-person.ts';
import { PeopleScreen } from '../../renderer/features/people/people-screen.tsx';
import { conditionsOf, needsText } from '../../renderer/features/people/wording.ts';
import type { OutputOf, PersonView, SessionView } from '../../shared/contract/index.ts';
import { defaultPolicy, ruleFor } from '../../shared/policy.ts';
import type { Answers } from '../support/boundary-double.ts';
import { renderScreen, SESSION } from './render.tsx';

const DIGEST = 'cd'.repeat(32);
const TIME = '2026-11-21T10:00:00.000Z';
const FINGERPRINT = `SHA256:${'B'.repeat(43)}`;
const CARL: PersonView = {
  id: 'carl-custos',
  name: 'Carl Custos',
  roles: ['custodian'],
  madeUp: true,
  keys: [{ publicKey: 'ssh-ed25519 AAAA', fingerprint: FINGERPRINT, custody: 'console-held' }],
  hasConsoleKey: true,
  accepted: true,
};
const WILMA: PersonView = { ...CARL, id: 'wilma-witness', name: 'Wilma Witness', roles: ['witness'], accepted: false };
const POLICY = defaultPolicy();
const PEOPLE: OutputOf<'people.read'> = {
  people: [CARL, WILMA],
  rosterDigest: DIGEST,
  pending: [],
  policy: POLICY,
  policyDigest: DIGEST,
  fragile: [],
};
const ANSWERS: Answers<'console'> = {
  'people.read': () => PEOPLE,
  'settings.read': () => ({ appearance: 'system', density: 'compact', lockAfterMinutes: 15, savedViews: [] }),
};
const UNLOCKED: SessionView = { ...SESSION, person: { ...CARL, lockAt: TIME } };
const inputs = (heard: readonly { call: string; input: unknown }[], call: string) =>
  heard.filter((one) => one.call === call).map(({ input }) => input);

describe('the roster', () => {
  it('lists who is in it, with roles, key and acceptance', async () => {
    renderScreen(<PeopleScreen />, ANSWERS);
    const grid = await screen.findByRole('grid', { name: 'People of the roster' });
    const texts = within(grid)
      .getAllByRole('row')
      .slice(1)
      .map((one) => one.textContent);
    expect(texts[0]).toMatch(/Carl Custos.*custodian.*SHA256:BBBB.*console-held.*accepted/);
    expect(texts[1]).toMatch(/Wilma Witness.*witness.*not accepted/);
  });

  it('opens the window in which a person accepts the genesis', async () => {
    const { heard } = renderScreen(<PeopleScreen />, {
      ...ANSWERS,
      'genesis.accept': () => ({ task: 't-0000000000000001' }),
    });
    await userEvent.click(await screen.findByText('Wilma Witness'));
    await userEvent.click(screen.getByRole('button', { name: 'Open the window to accept' }));
    await screen.findByText('A window has opened for Wilma Witness.');
    expect(inputs(heard, 'genesis.accept')).toEqual([{ person: 'wilma-witness' }]);
  });

  it('does not ask for acceptance of who has accepted', async () => {
    renderScreen(<PeopleScreen />, ANSWERS);
    await userEvent.click(await screen.findByText('Carl Custos'));
    await screen.findByRole('heading', { name: 'Carl Custos' });
    expect(screen.queryByRole('button', { name: 'Open the window to accept' })).toBeNull();
  });

  it('shows changes that are approved and not in force yet, with their plan', async () => {
    renderScreen(<PeopleScreen />, {
      ...ANSWERS,
      'people.read': () => ({
        ...PEOPLE,
        pending: [{ digest: DIGEST, what: 'Add Nora New', approvedAt: TIME, inForceAt: '2026-11-22T10:00:00.000Z' }],
      }),
    });
    await screen.findByText('Add Nora New');
    expect(screen.getByText(/2026-11-22 10:00/)).toBeDefined();
    expect(screen.getByRole('link', { name: /Look at the plan/ }).getAttribute('href')).toBe(`/approvals/${DIGEST}`);
  });

  it('writes an allowed_signers file for ssh-keygen', async () => {
    renderScreen(<PeopleScreen />, {
      ...ANSWERS,
      'people.export-allowed-signers': () => ({ file: '/tmp/exports/allowed_signers', sha256: DIGEST }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Export allowed_signers' }));
    expect(await screen.findByText('/tmp/exports/allowed_signers')).toBeDefined();
  });

  it('changes nothing in a workspace that is open for reading only', async () => {
    renderScreen(<PeopleScreen />, ANSWERS, {
      session: {
        ...SESSION,
        workspace: { ...SESSION.workspace!, mode: 'reading', readOnlyBecause: 'Another program writes to it.' },
      },
    });
    await userEvent.click(await screen.findByText('Wilma Witness'));
    for (const name of ['Add a person', 'Remove from the roster', 'Open the window to accept']) {
      expect(screen.getByRole<HTMLButtonElement>('button', { name }).disabled).toBe(true);
    }
  });
});

describe('adding a person', () => {
  const fill = async () => {
    await userEvent.click(await screen.findByRole('button', { name: 'Add a person' }));
    await userEvent.type(screen.getByLabelText('Name'), 'Nora New');
    await userEvent.click(screen.getByRole('checkbox', { name: /^custodian/ }));
    await userEvent.click(screen.getByRole('combobox', { name: /Vouched for by/ }));
    await userEvent.click(await screen.findByRole('option', { name: /Carl Custos/, hidden: true }));
    await userEvent.type(screen.getByLabelText('Ticket'), 'HR-7');
    await userEvent.type(screen.getByLabelText('Reason'), 'joins the team');
  };

  it('asks for the window in which the new person proves that they hold their key', async () => {
    const { heard } = renderScreen(
      <PeopleScreen />,
      { ...ANSWERS, 'people.add': () => ({ task: 't-0000000000000001' }) },
      { session: UNLOCKED },
    );
    await fill();
    await userEvent.click(screen.getByRole('button', { name: 'Hand over to the person' }));
    await screen.findByText(/A window has opened for Nora New/);
    expect(inputs(heard, 'people.add')).toEqual([
      {
        name: 'Nora New',
        roles: ['custodian'],
        key: { kind: 'console-held' },
        voucher: 'carl-custos',
        ticket: 'HR-7',
        reason: 'joins the team',
      },
    ]);
  });

  it('says whose signatures it takes and when it comes into force', async () => {
    renderScreen(<PeopleScreen />, ANSWERS);
    await userEvent.click(await screen.findByRole('button', { name: 'Add a person' }));
    expect(screen.getByText(/2 security leads and 1 custodian have to sign it/)).toBeDefined();
    expect(screen.getByText(/24 hours after it was approved/)).toBeDefined();
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Add a person' }));
  });

  it('offers to say who is at the screen before it can be asked for', async () => {
    renderScreen(<PeopleScreen />, ANSWERS);
    await userEvent.click(await screen.findByRole('button', { name: 'Add a person' }));
    expect(screen.queryByRole('button', { name: 'Hand over to the person' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Say who you are' }));
    expect(await screen.findByText('Who is at the screen?')).toBeDefined();
  });

  it('says by each field what is missing, and sends nothing', async () => {
    const { heard } = renderScreen(<PeopleScreen />, ANSWERS, { session: UNLOCKED });
    await userEvent.click(await screen.findByRole('button', { name: 'Add a person' }));
    await userEvent.click(screen.getByRole('button', { name: 'Hand over to the person' }));
    for (const text of ['The name is missing.', 'Choose at least one role.', 'Say who vouches for the person.']) {
      expect(screen.getByText(text)).toBeDefined();
    }
    expect(inputs(heard, 'people.add')).toEqual([]);
  });

  it('refuses a private key where a public one is wanted', () => {
    const own = { ...EMPTY, key: 'own' as const };
    expect(problemsOf({ ...own, publicKey: '-----BEGIN OPENSSH PRIVATE KEY-----' }).publicKey).toMatch(/private key/);
    expect(problemsOf({ ...own, publicKey: 'hello' }).publicKey).toMatch(/begins with its kind/);
    expect(problemsOf({ ...own, publicKey: 'ssh-ed25519 AAAA me@here' }).publicKey).toBeUndefined();
  });
});

describe('removing a person', () => {
  it('wants their id typed, makes a plan, and leads to it', async () => {
    const { heard } = renderScreen(
      <PeopleScreen />,
      { ...ANSWERS, 'people.remove': () => ({ digest: DIGEST }) },
      { session: UNLOCKED },
    );
    await userEvent.click(await screen.findByText('Wilma Witness'));
    await userEvent.click(screen.getByRole('button', { name: 'Remove from the roster' }));
    await userEvent.type(screen.getByLabelText(/^Ticket/), 'HR-8');
    await userEvent.type(screen.getByLabelText(/^Reason/), 'has left');
    await userEvent.click(screen.getByRole('button', { name: 'Ask to remove Wilma Witness' }));
    const dialog = await screen.findByRole('dialog');
    const confirm = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Make the plan' });
    expect(confirm.disabled).toBe(true);
    await userEvent.type(within(dialog).getByRole('textbox'), 'wilma-witness');
    await userEvent.click(confirm);
    const link = await screen.findByRole('link', { name: 'Go to the plan' });
    expect(link.getAttribute('href')).toBe(`/approvals/${DIGEST}`);
    expect(inputs(heard, 'people.remove')).toEqual([{ person: 'wilma-witness', ticket: 'HR-8', reason: 'has left' }]);
  });
});

describe('the policy', () => {
  it('is a matrix of operation and environment', async () => {
    renderScreen(<PeopleScreen />, ANSWERS);
    await userEvent.click(await screen.findByRole('tab', { name: 'Policy' }));
    const row = screen.getByRole('row', { name: /^Rotate a key/ });
    const cells = within(row).getAllByRole('cell');
    expect(cells.map((cell) => cell.textContent)).toEqual([
      '2 custodiansnot the requester',
      '2 custodiansnot the requester',
      '2 custodiansnot the requester; on real providers the requester signs too and one key is not held here',
    ]);
  });

  it('says where there is no rule that it is refused', async () => {
    renderScreen(<PeopleScreen />, {
      ...ANSWERS,
      'people.read': () => ({
        ...PEOPLE,
        policy: { ...POLICY, rules: POLICY.rules.filter(({ operation }) => operation !== 'erase') },
      }),
    });
    await userEvent.click(await screen.findByRole('tab', { name: 'Policy' }));
    const row = screen.getByRole('row', { name: /^Erase/ });
    await waitFor(() => {
      expect(within(row).getAllByText('no rule: refused')).toHaveLength(3);
    });
  });

  it('speaks of one and of many, and of requesters who count', () => {
    const create = ruleFor(POLICY, 'production', 'create')!;
    const revoke = ruleFor(POLICY, 'practice', 'revoke')!;
    expect(needsText(create)).toBe('2 custodians and 1 witness');
    expect(needsText(revoke)).toBe('1 security lead and 1 on-call manager');
    expect(conditionsOf(revoke)).toEqual(['the requester counts']);
  });

  it('says in plain words what breaks if somebody is lost', async () => {
    renderScreen(<PeopleScreen />, {
      ...ANSWERS,
      'people.read': () => ({
        ...PEOPLE,
        fragile: [
          { environment: 'production', operation: 'rotate', person: 'Carl Custos' },
          { environment: 'staging', operation: 'rotate', person: 'Carl Custos' },
          { environment: 'production', operation: 'recover', person: null },
        ],
      }),
    });
    await userEvent.click(await screen.findByRole('tab', { name: /If somebody is lost/ }));
    const items = screen.getAllByRole('listitem').map((item) => item.textContent);
    expect(items).toEqual([
      'Even the whole roster cannot do this: recover a key (production)',
      'Without Carl Custos nobody could: rotate a key (production, staging)',
    ]);
  });
});
