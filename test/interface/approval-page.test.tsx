import { screen, waitFor, within, render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ApprovalPage } from '../../renderer/approval/approval-page.tsx';
import type { Task } from '../../shared/contract/index.ts';
import { ANSWER, CARL, DIGEST, FINGERPRINT, show, WILMA, WORDS } from './approval-page-made-up.tsx';

describe('the page on which a plan is answered', () => {
  it('says in one sentence what is asked, by whom and where, and begins reading at its heading', async () => {
    show(ANSWER);
    const heading = await screen.findByRole('heading', { level: 1 });
    expect(document.activeElement).toBe(heading);
    expect(screen.getByText('production', { selector: '.environment' })).toBeDefined();
    expect(screen.getByText(/asks to rotate the key/).textContent).toContain(
      'Rita Request asks to rotate the key payments/pan in production.',
    );
  });

  it('shows what cannot be taken back before anything else of the plan', async () => {
    show(ANSWER);
    await screen.findByRole('heading', { level: 1 });
    expect(screen.getAllByRole('heading', { level: 2 })[0]?.textContent).toBe('This cannot be taken back');
    expect(screen.getByText(/the old version cannot be made current again/)).toBeDefined();
  });

  it('shows every field of the plan, with its warnings', async () => {
    show(ANSWER);
    await screen.findByRole('heading', { level: 1 });
    const terms = screen.getAllByRole('term').map((term) => term.textContent);
    const values = screen.getAllByRole('definition').map((value) => value.textContent);
    expect(terms).toEqual(ANSWER.lines.map(({ label }) => label));
    for (const [at, { value, note }] of ANSWER.lines.entries()) {
      expect(values[at]).toBe(`${value}${note === null ? '' : `Careful: ${note}`}`);
    }
  });

  it('shows the digest in groups of four and its 24 words, numbered', async () => {
    show(ANSWER);
    await screen.findByRole('heading', { level: 1 });
    expect(screen.getByLabelText('Digest of the plan, SHA-256').textContent.trim().split(' ')).toEqual(
      DIGEST.match(/.{4}/g),
    );
    const words = within(screen.getByRole('list', { name: 'Digest of the plan, in words' })).getAllByRole('listitem');
    expect(words.map((word) => word.textContent)).toEqual(WORDS);
  });

  it('shows dissents in full, who may sign, and why others may not', async () => {
    show(ANSWER);
    await screen.findByRole('heading', { level: 1 });
    expect(screen.getByText('not in this week')).toBeDefined();
    expect(screen.getByText(/^May sign: Carl Custos \(custodian\)\.$/)).toBeDefined();
    expect(screen.getByText(/Wilma Witness: holds none of the roles/)).toBeDefined();
    expect(screen.getByText(/Rita Request: asked for it/)).toBeDefined();
  });

  it('puts nothing of the plan into the title of the window', async () => {
    const before = document.title;
    show(ANSWER);
    await screen.findByRole('heading', { level: 1 });
    expect(document.title).toBe(before);
  });

  it('shows a signature that arrives while it is open, and keeps who was chosen', async () => {
    let told = (): void => undefined;
    let task: Task = { ...ANSWER, person: CARL.id };
    const events = [
      () => ({ last: 4, events: [] }),
      () =>
        new Promise(
          (resolve) =>
            (told = () => {
              resolve({ last: 5, events: [{ type: 'plan.changed', digest: DIGEST }] });
            }),
        ),
    ];
    render(
      <ApprovalPage
        client={
          (async (call: string) => {
            if (call === 'approval.task') return { ok: true, value: task };
            const next = events.shift();
            return next === undefined ? new Promise(() => undefined) : { ok: true, value: await next() };
          }) as never
        }
      />,
    );
    await waitFor(() => {
      expect(events).toEqual([]);
    });
    expect(screen.getAllByText('empty')).toHaveLength(2);
    task = {
      ...ANSWER,
      seats: [
        { role: 'custodian', person: WILMA },
        { role: 'custodian', person: null },
      ],
      signatures: [{ person: WILMA, purpose: 'signoff', fingerprint: FINGERPRINT, custody: 'own-file' }],
    };
    told();
    expect(await screen.findByText(FINGERPRINT)).toBeDefined();
    expect(screen.getAllByText('empty')).toHaveLength(1);
    expect(screen.getByLabelText<HTMLSelectElement>('Who are you?').value).toBe(CARL.id);
  });
});
