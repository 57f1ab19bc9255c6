import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ApprovalPage } from '../../renderer/approval/approval-page.tsx';
import type { BoundaryError, Task, TaskOf } from '../../shared/contract/index.ts';
import { clientDouble, type Answers } from '../support/boundary-double.ts';

export const DIGEST = '0123456789abcdef'.repeat(4);
export const TIME = '2026-11-21T10:00:00.000Z';
export const WORDS = Array.from({ length: 24 }, (_, at) => `word${at + 1}`);
export const FINGERPRINT = `SHA256:${'A'.repeat(43)}`;
export const ARMORED = '-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n';
export const person = (id: string, name: string) => ({ id, name });
export const RITA = person('rita-request', 'Rita Request');
export const CARL = person('carl-custos', 'Carl Custos');
export const WILMA = person('wilma-witness', 'Wilma Witness');

export const ANSWER: TaskOf<'answer'> = {
  kind: 'answer',
  inertForMs: 0,
  digest: DIGEST,
  words: WORDS,
  lines: [
    { section: 'Plan', label: 'Reason', value: 'quarterly rotation', note: null },
    { section: 'Key', label: 'Name', value: 'payments/p\u0430n', note: 'mixes alphabets: Latin and Cyrillic' },
    { section: 'Key', label: 'Key id', value: 'key-1', note: null },
    { section: 'Pinned', label: 'Nonce', value: 'ff'.repeat(16), note: null },
  ],
  summary: {
    digest: DIGEST,
    operation: 'rotate',
    environment: 'production',
    subject: 'payments/pan',
    ticket: 'CHG-1',
    reason: 'quarterly rotation',
    requester: RITA,
    createdAt: TIME,
    notAfter: TIME,
    state: 'waiting',
    seats: 2,
    seated: 0,
  },
  irreversible: ['s2 rotate-key: the old version cannot be made current again'],
  seats: [
    { role: 'custodian', person: null },
    { role: 'custodian', person: null },
  ],
  signatures: [],
  dissents: [{ person: WILMA, reason: 'not in this week', blocks: false, at: TIME }],
  candidates: [
    { ...CARL, roles: ['custodian'], hasConsoleKey: true, may: 'yes', signed: false },
    { ...WILMA, roles: ['witness'], hasConsoleKey: true, may: 'role-missing', signed: false },
    { ...RITA, roles: ['custodian'], hasConsoleKey: true, may: 'requester-not-allowed', signed: false },
  ],
  requesterSigns: true,
  person: null,
  signCommand: 'ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n claviger-signoff-v1 plan.json',
};

export function show(task: Task | (() => Task | BoundaryError), answers: Answers<'approval'> = {}) {
  const heard: { call: string; input: unknown }[] = [];
  const client = clientDouble<'approval'>(
    {
      'approval.task': () => (typeof task === 'function' ? task() : task),
      'approval.close': () => ({ done: true }),
      ...answers,
    },
    heard,
  );
  const shown = render(<ApprovalPage client={client} />);
  const sent = (call: string) => heard.filter((one) => one.call === call).map(({ input }) => input);
  return { ...shown, sent };
}

export function failure(code: BoundaryError['code'], message = 'It did not work.'): BoundaryError {
  return { code, message, retryable: false, correlationId: 'c-1' };
}

export const user = () => userEvent.setup();
export const field = (label: RegExp) => screen.getByLabelText<HTMLInputElement>(label);
export const as = async (name: string) => {
  const chooser = await screen.findByLabelText('Who are you?');
  const option = within(chooser).getByRole('option', { name: new RegExp(name) });
  await user().selectOptions(chooser, option);
};
