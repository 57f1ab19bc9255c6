import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { ApprovalsScreen } from '../../renderer/features/approvals/approvals-screen.tsx';
import { PlanScreen } from '../../renderer/features/approvals/plan-screen.tsx';
import type { PlanSummary } from '../../shared/contract/index.ts';
import { changePlanSchema } from '../../shared/plan.ts';
import { renderScreen } from './render.tsx';
import { ADA, DIGEST, doneRun, planViewOf, rotationPlan, summaryOf } from './rotation-fixture.ts';

const digestOf = (letter: string) => letter.repeat(64);
const LATER = summaryOf({ digest: digestOf('a'), subject: 'later', notAfter: '2026-11-23T10:00:00.000Z' });
const SOONER = summaryOf({ digest: digestOf('b'), subject: 'sooner', state: 'ready', seated: 2 });
const STAGING = summaryOf({ digest: digestOf('c'), subject: 'elsewhere', environment: 'staging' });
const DONE = summaryOf({ digest: digestOf('d'), subject: 'finished', state: 'done' });

function approvals(
  open: readonly PlanSummary[],
  recent: readonly PlanSummary[],
  environment: 'practice' | null = null,
) {
  return renderScreen(
    <ApprovalsScreen />,
    { 'plans.list': ({ which }) => ({ plans: [...(which === 'open' ? open : recent)] }) },
    { environment },
  );
}

const rowsOf = async (name: string) => {
  const grid = await screen.findByRole('grid', { name });
  return within(grid)
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.textContent);
};

describe('approvals', () => {
  it('shows open plans, the first to expire before all, with what they wait for', async () => {
    approvals([LATER, SOONER], [DONE, LATER]);
    const [first, second] = await rowsOf('Open plans');
    expect(first).toMatch(/Rotate sooner.*somebody to carry it out/);
    expect(second).toMatch(/Rotate later.*1 of 2 signatures/);
  });

  it('shows what became of the others below, and no open plan twice', async () => {
    approvals([LATER], [DONE, LATER]);
    const rows = await rowsOf('Recent plans');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatch(/Rotate finished.*done/);
  });

  it('shows the chosen environment only', async () => {
    approvals([LATER, STAGING], [], 'practice');
    expect(await rowsOf('Open plans')).toHaveLength(1);
  });

  it('explains what an approval is where there is none', async () => {
    approvals([], []);
    expect(await screen.findByText('Nothing waits for approval')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Rotate a key' })).toBeTruthy();
  });

  it('opens a plan by Enter', async () => {
    const { at } = approvals([SOONER], []);
    (await screen.findByRole('grid', { name: 'Open plans' })).focus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => {
      expect(at()).toBe(`/approvals/${digestOf('b')}`);
    });
  });

  it('says what failed and tries again', async () => {
    let calls = 0;
    renderScreen(<ApprovalsScreen />, {
      'plans.list': ({ which }) => {
        if (which === 'recent') return { plans: [] };
        calls += 1;
        return calls === 1
          ? { code: 'no-workspace', message: 'No workspace is open.', retryable: false, correlationId: 'x' }
          : { plans: [SOONER] };
      },
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Rotate sooner')).toBeTruthy();
  });
});

describe('the screen of a plan', () => {
  it('shows every field, by section, as the approval window does', async () => {
    const view = planViewOf('waiting');
    renderScreen(<PlanScreen digest={DIGEST} />, { 'plan.read': () => view }, { session: ADA });
    await userEvent.click(await screen.findByRole('tab', { name: 'Every field' }));
    for (const section of new Set(view.lines.map((line) => line.section))) {
      expect(screen.getByRole('region', { name: section })).toBeTruthy();
    }
    expect(document.querySelectorAll('dt')).toHaveLength(view.lines.length);
  });

  it('warns of a value that mixes alphabets', async () => {
    const view = planViewOf('waiting', { plan: rotationPlan({ reason: 'Cаrds' }) });
    renderScreen(<PlanScreen digest={DIGEST} />, { 'plan.read': () => view }, { session: ADA });
    await userEvent.click(await screen.findByRole('tab', { name: 'Every field' }));
    expect(screen.getByText(/mixes alphabets: Latin and Cyrillic/)).toBeTruthy();
  });

  it('leads back into the wizard', async () => {
    renderScreen(<PlanScreen digest={DIGEST} />, { 'plan.read': () => planViewOf('waiting') }, { session: ADA });
    const link = await screen.findByRole('link', { name: /Go on in the wizard/ });
    expect(link.getAttribute('href')).toBe(`/rotate?environment=practice&plan=${DIGEST}`);
  });

  it('shows what came of a plan that has run', async () => {
    const view = planViewOf('done', { run: doneRun() });
    renderScreen(<PlanScreen digest={DIGEST} />, { 'plan.read': () => view }, { session: ADA });
    expect(await screen.findByText('Done, and read back')).toBeTruthy();
  });

  it('shows a change of the roster, which has no key and no steps', async () => {
    const { quorum, ...whole } = rotationPlan();
    const ofKeysAlone = ['connection', 'target', 'parameters', 'steps', 'blastRadius', 'budgets'];
    const core = Object.fromEntries(Object.entries(whole).filter(([field]) => !ofKeysAlone.includes(field)));
    const plan = changePlanSchema.parse({
      ...core,
      type: 'claviger.change.v1',
      operation: 'people',
      change: { kind: 'remove', person: { id: 'dan', name: 'Dan Roth' } },
      delayHours: 24,
      quorum: { ...quorum, without: ['dan'] },
    });
    renderScreen(
      <PlanScreen digest={DIGEST} />,
      { 'plan.read': () => planViewOf('waiting', { plan }) },
      { session: ADA },
    );
    expect(await screen.findByRole('heading', { level: 1, name: 'Change the roster: Dan Roth' })).toBeTruthy();
    await userEvent.click(screen.getByRole('tab', { name: 'What will happen' }));
    expect(screen.getByText(/comes into force 24 h after it was carried out/)).toBeTruthy();
    expect(screen.queryByRole('link', { name: /wizard/ })).toBeNull();
  });
});
