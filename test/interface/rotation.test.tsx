import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { RotationWizard } from '../../renderer/features/rotation/index.ts';
import type { PlanState, PlanView } from '../../shared/contract/index.ts';
import { renderScreen } from './render.tsx';
import { ADA, DIGEST, doneRun, planViewOf, READING, rotationPlan, runOf } from './rotation-fixture.ts';

const wizardAt = (view: PlanView, answers: Parameters<typeof renderScreen>[1] = {}, session = ADA) =>
  renderScreen(
    <RotationWizard environment="practice" id={null} plan={DIGEST} />,
    { 'plan.read': () => view, ...answers },
    { session },
  );

describe('the wizard of a plan', () => {
  it.each<[PlanState, string]>([
    ['waiting', 'Stage 3 of 6: Sign-off'],
    ['dissented', 'Stage 3 of 6: Sign-off'],
    ['expired', 'Stage 3 of 6: Sign-off'],
    ['outdated', 'Stage 3 of 6: Sign-off'],
    ['ready', 'Stage 4 of 6: Execute'],
    ['running', 'Stage 4 of 6: Execute'],
    ['interrupted', 'Stage 5 of 6: Verify'],
    ['failed', 'Stage 5 of 6: Verify'],
    ['done', 'Stage 5 of 6: Verify'],
  ])('of a plan that is %s is at "%s"', async (state, where) => {
    wizardAt(planViewOf(state));
    expect(await screen.findByText(where)).toBeTruthy();
  });

  it('says what each step does, by which calls, and whether it can be taken back', async () => {
    wizardAt(planViewOf('waiting'));
    await userEvent.click(await screen.findByRole('button', { name: /Plan/ }));
    const steps = within(await screen.findByRole('list', { name: 'Steps of the plan' })).getAllByRole('listitem');
    expect(steps.map((step) => step.dataset['reversibility'])).toEqual([
      'changes-nothing',
      'irreversible',
      'changes-nothing',
    ]);
    expect(steps[1]?.textContent).toMatch(/irreversible.*RotateKeyOnDemand.*A version cannot be taken back/);
  });

  it('says what stays behind when a key is replaced', async () => {
    const plan = rotationPlan({ parameters: { operation: 'rotate', method: 'replacement' } });
    wizardAt(planViewOf('waiting', { plan }));
    await userEvent.click(await screen.findByRole('button', { name: /Plan/ }));
    expect(await screen.findByText(/one thing will stay with the old one/)).toBeTruthy();
  });
});

describe('sign-off', () => {
  it('shows who sits where and which seats are empty', async () => {
    wizardAt(planViewOf('waiting'));
    const seats = within(await screen.findByRole('list', { name: 'Seats' })).getAllByRole('listitem');
    expect(seats.map((seat) => seat.textContent)).toEqual(['custodianBen Okafor', 'custodianempty']);
    expect(screen.getByRole('list', { name: 'Digest in words' }).children).toHaveLength(24);
  });

  it('asks main to open the window for one person, or for anybody', async () => {
    const { heard } = wizardAt(planViewOf('waiting'), { 'approval.ask': () => ({ task: 't-0123456789abcdef' }) });
    await userEvent.click(await screen.findByRole('button', { name: 'Ask Cleo Marsh to sign' }));
    expect(await screen.findByText(/A window has opened for Cleo Marsh/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: /for anybody/ }));
    expect(heard.filter(({ call }) => call === 'approval.ask').map(({ input }) => input)).toEqual([
      { digest: DIGEST, person: 'cleo' },
      { digest: DIGEST, person: null },
    ]);
  });

  it('offers nobody to sign who may not, and says why', async () => {
    wizardAt(planViewOf('waiting'));
    await screen.findByRole('list', { name: 'Who may sign' });
    expect(screen.queryByRole('button', { name: 'Ask Ada Almeida to sign' })).toBeNull();
    expect(screen.getByText(/Dan Roth: holds none of the roles/)).toBeTruthy();
  });

  it('has the requester sign the request where the rule asks for it', async () => {
    const quorum = { ...rotationPlan().quorum, requesterSigns: true };
    const { heard } = wizardAt(planViewOf('waiting', { plan: rotationPlan({ quorum }) }), {
      'approval.ask': () => ({ task: 't-0123456789abcdef' }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Have Ada Almeida sign the request' }));
    expect(heard.find(({ call }) => call === 'approval.ask')?.input).toEqual({ digest: DIGEST, person: 'ada' });
  });

  it('exports the plan with the command to sign it elsewhere', async () => {
    wizardAt(planViewOf('waiting'), { 'plan.export': () => ({ file: '/w/exports/plan.json', sha256: DIGEST }) });
    await userEvent.click(await screen.findByRole('button', { name: 'Export the plan' }));
    expect(await screen.findByText('/w/exports/plan.json')).toBeTruthy();
    expect(screen.getByText(/ssh-keygen -Y sign/)).toBeTruthy();
  });

  it('shows a dissent in full and that the plan is over', async () => {
    const dissents = [
      {
        person: { id: 'cleo', name: 'Cleo Marsh' },
        reason: 'Not in the freeze',
        blocks: true,
        at: '2026-11-21T10:01:00.000Z',
      },
    ];
    wizardAt(planViewOf('dissented', { dissents, because: 'Cleo Marsh said no.' }));
    expect(await screen.findByText('“Not in the freeze”')).toBeTruthy();
    expect(screen.getByText(/this plan cannot run$/)).toBeTruthy();
    expect(screen.getByRole('link', { name: /Make a new plan/ }).getAttribute('href')).toContain('key=key-0001');
    expect(screen.queryByRole('button', { name: /for anybody/ })).toBeNull();
  });

  it('asks nobody where the workspace is read only', async () => {
    wizardAt(planViewOf('waiting'), {}, READING);
    expect(await screen.findByRole('button', { name: 'Ask Cleo Marsh to sign' })).toHaveProperty('disabled', true);
  });
});

describe('carrying it out', () => {
  it('wants the key typed before something irreversible begins', async () => {
    const { heard } = wizardAt(planViewOf('ready'), { 'run.start': () => ({ started: true }) });
    await userEvent.click(await screen.findByRole('button', { name: 'Carry it out' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByRole('textbox'), 'payments/card{Enter}');
    expect(heard.some(({ call }) => call === 'run.start')).toBe(false);
    await userEvent.type(dialog.getByRole('textbox'), 's{Enter}');
    await waitFor(() => {
      expect(heard.find(({ call }) => call === 'run.start')?.input).toEqual({ digest: DIGEST });
    });
  });

  it('begins at once where everything can be taken back, outside production', async () => {
    const steps = rotationPlan().steps.filter(({ reversibility }) => reversibility !== 'irreversible');
    const { heard } = wizardAt(planViewOf('ready', { plan: rotationPlan({ steps }) }), {
      'run.start': () => ({ started: true }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Carry it out' }));
    await waitFor(() => {
      expect(heard.some(({ call }) => call === 'run.start')).toBe(true);
    });
  });

  it('says why it was refused', async () => {
    wizardAt(planViewOf('ready', { because: 'Refused when it was last tried: the key has changed.' }));
    expect(await screen.findByRole('alert')).toHaveProperty(
      'textContent',
      expect.stringContaining('the key has changed'),
    );
  });

  it('shows each step as it goes, and says it aloud', async () => {
    const run = runOf(['done', 'running', 'waiting']);
    const told = {
      ...run,
      steps: run.steps.map((step) =>
        step.id === 's2' ? { ...step, attempts: 2, note: 'the provider throttles' } : step,
      ),
    };
    wizardAt(planViewOf('running', { run: told }));
    const steps = within(await screen.findByRole('list', { name: 'Steps of the run' })).getAllByRole('listitem');
    expect(steps.map((step) => step.dataset['run'])).toEqual(['done', 'running', 'waiting']);
    expect(steps[0]?.textContent).toContain('took 1 s');
    expect(steps[1]?.textContent).toMatch(/attempt 2.*the provider throttles/);
    expect(screen.getByText(/^1 of 3 steps done\. Now:/)).toBeTruthy();
  });

  it('holds before the next step, and gives the rest up only when that was meant', async () => {
    const run = runOf(['done', 'running']);
    const { heard } = wizardAt(planViewOf('running', { run }), { 'run.steer': () => ({ ...run, holding: 'asked' }) });
    await userEvent.click(await screen.findByRole('button', { name: /Hold before the next step/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Give the rest up' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/not taken back by itself/)).toBeTruthy();
    await userEvent.click(dialog.getByRole('button', { name: 'Give the rest up' }));
    const wishes = () => heard.filter(({ call }) => call === 'run.steer').map(({ input }) => input);
    await waitFor(() => {
      expect(wishes()).toEqual([
        { digest: DIGEST, wish: 'hold' },
        { digest: DIGEST, wish: 'stop' },
      ]);
    });
  });

  it('lets a held run go on', async () => {
    const run = runOf(['done', 'waiting'], { holding: 'held' });
    const { heard } = wizardAt(planViewOf('running', { run }), { 'run.steer': () => ({ ...run, holding: 'no' }) });
    expect(await screen.findByText(/Nothing is half done/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
    expect(heard.find(({ call }) => call === 'run.steer')?.input).toEqual({ digest: DIGEST, wish: 'go-on' });
  });
});

describe('verifying', () => {
  it('says in plain words what was read back', async () => {
    wizardAt(planViewOf('done', { run: doneRun() }));
    expect(await screen.findByText('The key is at version 4; it was at version 3.')).toBeTruthy();
    expect(screen.getByText(/made before the rotation was read again/)).toBeTruthy();
    expect(screen.getByText(/New data was made with the new version/)).toBeTruthy();
  });

  it('claims nothing that was not proven', async () => {
    const run = runOf(['done', 'done', 'not-done'], {
      result: 'failed',
      error: { code: 'not-verified', message: 'The provider still shows the old version.' },
    });
    wizardAt(planViewOf('failed', { run }));
    expect(await screen.findByText('The provider still shows the old version.')).toBeTruthy();
    expect(screen.getByText(/^Not proven/)).toBeTruthy();
    expect(screen.queryByText(/The key is at version/)).toBeNull();
    const steps = within(screen.getByRole('list', { name: 'Steps of the run' })).getAllByRole('listitem');
    expect(steps.map((step) => step.dataset['run'])).toEqual(['done', 'done', 'not-done']);
  });

  it('says honestly that an outcome is unknown, and settles it', async () => {
    const { heard } = wizardAt(planViewOf('interrupted', { run: runOf(['done', 'unknown']) }), {
      'run.resume': () => ({ started: true }),
    });
    expect(await screen.findByText(/it may have happened or not/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Settle and go on' }));
    await waitFor(() => {
      expect(heard.some(({ call }) => call === 'run.resume')).toBe(true);
    });
  });
});

describe('the record', () => {
  it('shows the entries that were left and writes the transcript', async () => {
    const entry = { seq: 14, time: '2026-11-21T10:05:00.000Z', kind: 'run.finished', subject: DIGEST, erased: false };
    wizardAt(planViewOf('done', { run: doneRun() }), {
      'journal.list': () => ({ entries: [{ ...entry, summary: 'It was done.' }], next: null, size: 15, kinds: [] }),
      'transcript.export': () => ({
        html: { file: '/w/exports/t.html', sha256: DIGEST },
        pdf: { file: '/w/exports/t.pdf', sha256: DIGEST },
      }),
    });
    await userEvent.click(await screen.findByRole('button', { name: /Go on to the record/ }));
    expect((await screen.findByRole('link', { name: '14' })).getAttribute('href')).toBe('/journal/14');
    await userEvent.click(screen.getByRole('button', { name: 'Export the transcript' }));
    expect(await screen.findByText('/w/exports/t.html')).toBeTruthy();
    expect(screen.getByText('/w/exports/t.pdf')).toBeTruthy();
  });
});
