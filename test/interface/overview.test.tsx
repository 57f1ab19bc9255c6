import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { OverviewScreen } from '../../renderer/features/overview/overview-screen.tsx';
import type { KeyRow, OutputOf, PlanSummary, SessionView } from '../../shared/contract/index.ts';
import { inventory, keyRow } from './key-fixtures.ts';
import { renderScreen, SESSION } from './render.tsx';

const DIGEST = 'cd'.repeat(32);
const ADA = { id: 'ada-example', name: 'Ada Example' };
const PLAN: PlanSummary = {
  digest: DIGEST,
  operation: 'rotate',
  environment: 'practice',
  subject: 'orders',
  ticket: 'CHG-1',
  reason: 'scheduled',
  requester: ADA,
  createdAt: '2026-11-21T09:00:00.000Z',
  notAfter: '2026-11-22T09:00:00.000Z',
  state: 'waiting',
  seats: 2,
  seated: 1,
};
const PERSON: NonNullable<SessionView['person']> = {
  ...ADA,
  roles: ['custodian'],
  madeUp: true,
  keys: [],
  hasConsoleKey: true,
  accepted: true,
  lockAt: '2026-11-21T11:00:00.000Z',
};
const ROWS = [
  keyRow('orders', { daysLeft: 40 }),
  keyRow('payments', { daysLeft: -3 }),
  keyRow('ledger', { daysLeft: 2 }),
  keyRow('vault', { daysLeft: -30, environment: 'production', connection: 'production-vault' }),
  keyRow('old', { due: 'not-scheduled', state: 'retired' }),
];
const HEALTHY: OutputOf<'health.read'> = {
  status: 'healthy',
  checks: [{ check: 'journal', status: 'pass', detail: '12 entries' }],
};

interface Wish {
  readonly rows?: readonly KeyRow[];
  readonly plans?: readonly PlanSummary[];
  readonly health?: OutputOf<'health.read'>;
  readonly verification?: OutputOf<'journal.verification'>;
  readonly workspace?: Partial<NonNullable<SessionView['workspace']>>;
  readonly person?: SessionView['person'];
  readonly environment?: 'practice' | 'production';
}

function show({ rows = ROWS, plans = [], health = HEALTHY, verification = { latest: null }, ...wish }: Wish = {}) {
  const workspace = { ...SESSION.workspace!, ...wish.workspace };
  return renderScreen(
    <OverviewScreen />,
    {
      'keys.list': inventory(rows),
      'plans.list': () => ({ plans: [...plans] }),
      'health.read': () => health,
      'journal.verification': () => verification,
      'run.resume': () => ({ started: true }),
      // What a plan says beyond its summary is not read in these tests: the screen must do without.
      'plan.read': () => ({ code: 'bad-plan', message: 'It cannot be read.', retryable: false, correlationId: 'c' }),
    },
    { session: { ...SESSION, workspace, person: wish.person ?? null }, environment: wish.environment ?? null },
  );
}

const panel = (name: string | RegExp) => screen.findByRole('region', { name });

describe('the overview', () => {
  it('counts what wants somebody, and leads to it', async () => {
    const { at } = show({ plans: [PLAN, { ...PLAN, digest: 'ef'.repeat(32), state: 'ready' }] });
    expect(await screen.findByRole('link', { name: /2\s*keys overdue/ })).toBeTruthy();
    expect(screen.getByRole('link', { name: /1\s*key due soon/ })).toBeTruthy();
    expect(await screen.findByRole('link', { name: /1\s*plan waits for signatures/ })).toBeTruthy();
    await userEvent.click(screen.getByRole('link', { name: /keys overdue/ }));
    await waitFor(() => {
      expect(decodeURIComponent(at())).toBe('/keys?due=["overdue"]');
    });
  });

  it('lists overdue and due keys, the longest overdue first, each with the way to its rotation', async () => {
    show();
    const links = within(await panel('To be rotated')).getAllByRole('link', { name: /^Rotate/ });
    expect(links.map((link) => link.getAttribute('aria-label'))).toEqual([
      'Rotate vault',
      'Rotate payments',
      'Rotate ledger',
    ]);
    expect(links[0]?.getAttribute('href')).toBe('/rotate?environment=production&key=id-of-vault');
  });

  it('is about the environment chosen in the header', async () => {
    show({ environment: 'practice', plans: [{ ...PLAN, environment: 'production' }] });
    expect(await screen.findByRole('link', { name: /1\s*key overdue/ })).toBeTruthy();
    expect(await screen.findByText('Nothing waits for anybody.')).toBeTruthy();
  });

  it('says that no key is due when none is', async () => {
    show({ rows: [keyRow('orders')] });
    expect(within(await panel('To be rotated')).getByText('No key is due or overdue.')).toBeTruthy();
  });

  it('says what to do when there is no key', async () => {
    show({ rows: [] });
    expect(await screen.findByRole('heading', { name: 'There is no key here yet' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'New key' }).getAttribute('href')).toBe('/create');
  });

  it('tells how far a plan is, also when more cannot be read', async () => {
    show({ plans: [PLAN] });
    const approvals = within(await panel('Open approvals'));
    expect((await approvals.findByRole('link', { name: 'rotate orders' })).getAttribute('href')).toBe(
      `/approvals/${DIGEST}`,
    );
    expect(await approvals.findByText(/1 of 2 signed/)).toBeTruthy();
    expect(approvals.getByText('23 h left')).toBeTruthy();
  });

  it('offers no rotation and no settling in a workspace that is open for reading only', async () => {
    const workspace = { mode: 'reading' as const, readOnlyBecause: 'Another console writes.', openRuns: [DIGEST] };
    show({ workspace, person: PERSON });
    await panel('To be rotated');
    expect(screen.queryByRole('link', { name: /^Rotate/ })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Settle and finish' })).toBeNull();
    expect(screen.getByText(/Another console writes/)).toBeTruthy();
  });
});

describe('interrupted runs', () => {
  it('are not spoken of when there are none', async () => {
    show();
    await panel('To be rotated');
    expect(screen.queryByRole('region', { name: /^Interrupted/ })).toBeNull();
  });

  it('ask who is there before they are settled', async () => {
    const { heard } = show({ workspace: { openRuns: [DIGEST] } });
    const runs = within(await panel('Interrupted run'));
    expect(runs.getByRole('button', { name: 'Say who you are' })).toBeTruthy();
    expect(runs.queryByRole('button', { name: 'Settle and finish' })).toBeNull();
    expect(heard.some(({ call }) => call === 'run.resume')).toBe(false);
  });

  it('are settled in the name of the person at the screen, once', async () => {
    const { heard } = show({
      workspace: { openRuns: [DIGEST] },
      person: PERSON,
      plans: [{ ...PLAN, state: 'interrupted' }],
    });
    const runs = within(await panel('Interrupted run'));
    expect(await runs.findByRole('link', { name: 'rotate orders' })).toBeTruthy();
    await userEvent.dblClick(runs.getByRole('button', { name: 'Settle and finish' }));
    expect(await runs.findByText(/Settling has begun/)).toBeTruthy();
    expect(heard.filter(({ call }) => call === 'run.resume')).toHaveLength(1);
  });
});

describe('health', () => {
  const SICK: OutputOf<'health.read'> = {
    status: 'unhealthy',
    checks: [
      { check: 'journal', status: 'pass', detail: '12 entries' },
      { check: 'disk', status: 'warn', detail: '100 MiB free' },
      { check: 'clock', status: 'fail', detail: '400 s behind' },
    ],
  };

  it('shows what does not pass, the worst first, with a plain remedy', async () => {
    show({ health: SICK });
    const checks = within(await panel('Health: unhealthy')).getAllByRole('listitem');
    expect(checks.map((item) => /^\w+: [a-z]+/.exec(item.textContent)?.[0])).toEqual(['clock: fails', 'disk: warning']);
    expect(checks[0]?.textContent).toContain('Set this computer’s clock right');
    expect(checks[1]?.textContent).toContain('Free some space');
  });

  it('folds away what passes, and shows it when asked', async () => {
    show({ health: SICK });
    const health = within(await panel('Health: unhealthy'));
    await userEvent.click(health.getByRole('button', { name: '1 check passes' }));
    expect(health.getAllByRole('listitem')).toHaveLength(3);
  });
});

describe('trust', () => {
  it('says whose acceptance of the first entry is missing, and leads to people', async () => {
    show({ workspace: { notAccepted: [ADA] } });
    const missing = within(await panel('The first entry is not accepted by all'));
    expect(missing.getByText(/Still missing: Ada Example/)).toBeTruthy();
    expect(missing.getByRole('link').getAttribute('href')).toBe('/people');
  });

  it('says that the journal was not verified, that it is whole, or what is wrong with it', async () => {
    const job = { job: 'j-0123456789abcdef', state: 'done' as const, done: 12, total: 12 };
    const result = {
      ok: true,
      size: 12,
      root: 'ab',
      integrity: true,
      authorisation: null,
      anchoring: 'none',
      problem: null,
      at: '2026-11-21T09:30:00.000Z',
    };
    const first = show();
    expect(await within(await panel('Journal')).findByText('not in this session')).toBeTruthy();
    first.unmount();
    const second = show({ verification: { latest: { ...job, result } } });
    expect(await within(await panel('Journal')).findByText('whole and authorised')).toBeTruthy();
    second.unmount();
    const problem = { kind: 'changed', entry: 7, message: 'Entry 7 was changed.' };
    show({ verification: { latest: { ...job, result: { ...result, ok: false, problem } } } });
    expect(await within(await panel('Journal')).findByText('DOES NOT VERIFY')).toBeTruthy();
    expect(screen.getByText('Entry 7 was changed.')).toBeTruthy();
  });

  it('says for every connection what a quorum really enforces', async () => {
    show();
    const enforcement = within(await panel('Enforcement'));
    expect(enforcement.getAllByText('advisory')).toHaveLength(2);
    expect(enforcement.getByText(/detected, not prevented/)).toBeTruthy();
  });
});

describe('the rotation calendar', () => {
  const day = (name: RegExp) => screen.findByRole('button', { name });

  it('says in words what it shows', async () => {
    show();
    const calendar = within(await panel('Rotation calendar'));
    expect(
      calendar.getByText(
        '2 keys are due in the next 12 weeks, most on 2026-11-23 (1). 2 keys are overdue already and not on it.',
      ),
    ).toBeTruthy();
    expect(calendar.getAllByRole('button')).toHaveLength(84);
  });

  it('is walked by keyboard, by day and by week, and shows the keys of a day', async () => {
    show();
    const today = await day(/^Saturday 2026-11-21: none$/);
    today.focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^Saturday 2026-11-28/);
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{ArrowDown}{ArrowDown}{Enter}');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Monday 2026-11-23: 1 key is due');
    const calendar = within(await panel('Rotation calendar'));
    expect(calendar.getByRole('link', { name: 'ledger' })).toBeTruthy();
    await userEvent.keyboard('{End}');
    expect(document.activeElement?.getAttribute('aria-label')).toMatch(/2027-02-12/);
  });

  it('takes one stop of the tabulator, whatever day it is at', async () => {
    show();
    await day(/^Saturday 2026-11-21/);
    const stops = within(await panel('Rotation calendar'))
      .getAllByRole('button')
      .filter((button) => button.tabIndex === 0);
    expect(stops).toHaveLength(1);
  });
});

describe('pictures of the keys', () => {
  it('are told in words too', async () => {
    show();
    const ages = await screen.findByRole('img', { name: /Ages of 4 scheduled keys/ });
    expect(ages.getAttribute('aria-label')).toContain('2 are past it');
    const states = within(await screen.findByRole('list', { name: 'Keys by state' })).getAllByRole('listitem');
    expect(states.map((item) => item.textContent)).toEqual(['active4', 'retired1']);
    expect(decodeURIComponent(within(states[1]!).getByRole('link').getAttribute('href') ?? '')).toBe(
      '/keys?states=["retired"]',
    );
  });
});
