import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { signatureProblem } from '../../renderer/approval/signature-file.ts';
import type { Task, TaskOf } from '../../shared/contract/index.ts';
import {
  ARMORED,
  CARL,
  DIGEST,
  failure,
  field,
  FINGERPRINT,
  show,
  TIME,
  user,
  WORDS,
} from './approval-page-made-up.tsx';

afterEach(() => {
  vi.useRealTimers();
});

describe('the window', () => {
  it('says that its task is over, and closes', async () => {
    const { sent } = show(() => failure('task-over', 'The plan has run. Close this window.'));
    await screen.findByText('The plan has run. Close this window.');
    await user().click(screen.getByRole('button', { name: 'Close this window' }));
    expect(sent('approval.close')).toHaveLength(1);
  });

  it('shows nothing to sign when the plan cannot be shown', async () => {
    show(() => failure('bad-plan', 'The field "x" is not one that this version can show.'));
    await screen.findByText(/is not one that this version can show/);
    expect(screen.queryByLabelText(/passphrase/i)).toBeNull();
  });

  it('closes by itself when it has done its work', async () => {
    vi.useFakeTimers();
    const task: Task = { ...UNLOCK };
    const { sent } = show(task, { 'approval.unlock': () => ({ done: true }) });
    await act(() => vi.advanceTimersByTimeAsync(0));
    fireEvent.change(field(/^Passphrase/), { target: { value: 'correct horse battery' } });
    fireEvent.submit(screen.getByRole<HTMLButtonElement>('button', { name: /I am/ }).form!);
    await act(() => vi.advanceTimersByTimeAsync(0));
    expect(screen.getByText(/Carl Custos is at the screen/)).toBeDefined();
    expect(sent('approval.close')).toHaveLength(0);
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    expect(sent('approval.close')).toHaveLength(1);
  });
});

const UNLOCK: TaskOf<'unlock'> = {
  kind: 'unlock',
  inertForMs: 0,
  person: CARL,
  hasConsoleKey: true,
  statement: null,
  signCommand: null,
};

describe('the other tasks', () => {
  it('unlocks with a signature over the challenge that it shows', async () => {
    const { sent } = show(
      { ...UNLOCK, hasConsoleKey: false, statement: '{"challenge":"1"}', signCommand: 'ssh-keygen -Y sign challenge' },
      { 'approval.unlock': () => ({ done: true }) },
    );
    expect(await screen.findByText('{"challenge":"1"}')).toBeDefined();
    expect(screen.getByText('ssh-keygen -Y sign challenge')).toBeDefined();
    expect(screen.queryByLabelText(/passphrase/i)).toBeNull();
    await user().upload(field(/^Signature file/), new File([ARMORED], 'challenge.sig'));
    await screen.findByText('It is an SSH signature.');
    await user().click(screen.getByRole('button', { name: 'I am Carl Custos' }));
    await screen.findByText(/is at the screen/);
    expect(sent('approval.unlock')).toEqual([{ proof: { by: 'signature', signature: ARMORED } }]);
  });

  it('has a new person choose a passphrase twice, and names the plan that came of it', async () => {
    const { sent } = show(
      {
        kind: 'enrol',
        inertForMs: 0,
        name: 'Nora New',
        roles: ['custodian', 'auditor'],
        voucher: CARL,
        fingerprint: null,
        statement: null,
        signCommand: null,
      },
      { 'approval.enrol': () => ({ digest: DIGEST }) },
    );
    await screen.findByRole('heading', { name: 'Join as Nora New' });
    expect(screen.getByText('custodian, auditor')).toBeDefined();
    expect(screen.getByText(/At least 12 characters/)).toBeDefined();
    await user().type(field(/^Choose a passphrase/), 'correct horse battery');
    await user().type(field(/again$/), 'correct horse batteries{Enter}');
    expect(screen.getByText(/The two passphrases differ/)).toBeDefined();
    expect(field(/^Choose a passphrase/).value + field(/again$/).value).toBe('');
    await user().type(field(/^Choose a passphrase/), 'correct horse battery');
    await user().type(field(/again$/), 'correct horse battery{Enter}');
    await screen.findByText(/The plan is made/);
    expect(screen.getByText(DIGEST.match(/.{4}/g)!.join(' '))).toBeDefined();
    expect(sent('approval.enrol')).toEqual([{ proof: { by: 'passphrase', passphrase: 'correct horse battery' } }]);
  });

  it('shows the genesis with its people, fingerprints, connections and words before it is accepted', async () => {
    const { sent } = show(
      {
        ...UNLOCK,
        kind: 'accept',
        workspace: DIGEST,
        words: WORDS,
        people: [{ ...CARL, roles: ['custodian'], fingerprints: [FINGERPRINT] }],
        connections: [{ id: 'practice-vault', environment: 'practice', where: 'Practice vault p-1' }],
        createdAt: TIME,
      },
      { 'approval.accept': () => ({ done: true }) },
    );
    await screen.findByRole('heading', { name: 'Accept the beginning' });
    expect(screen.getByText(FINGERPRINT)).toBeDefined();
    expect(screen.getByText(/practice-vault, Practice vault p-1/)).toBeDefined();
    expect(screen.getByText('word24')).toBeDefined();
    await user().type(field(/^Passphrase/), 'correct horse battery{Enter}');
    await screen.findByText(/Your acceptance is in the journal/);
    expect(sent('approval.accept')).toHaveLength(1);
  });
});

describe('a signature file', () => {
  it('is taken with and without a line break at its end', () => {
    expect(signatureProblem(ARMORED)).toBeNull();
    expect(signatureProblem(ARMORED.trim())).toBeNull();
  });
});
