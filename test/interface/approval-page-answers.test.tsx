import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApprovalPage } from '../../renderer/approval/approval-page.tsx';
import { ANSWER, ARMORED, as, CARL, DIGEST, failure, field, RITA, show, user } from './approval-page-made-up.tsx';

afterEach(() => {
  vi.useRealTimers();
});

describe('an answer to a plan', () => {
  it('signs with the passphrase of who is chosen, and with the digest that it shows', async () => {
    const { sent } = show(ANSWER, { 'approval.sign': () => ({ done: true }) });
    await as('Carl Custos');
    await user().type(field(/^Passphrase of Carl/), 'correct horse battery{Enter}');
    expect(await screen.findByText(/Your signature is with the plan/)).toBeDefined();
    expect(sent('approval.sign')).toEqual([
      {
        digest: DIGEST,
        person: CARL.id,
        purpose: 'signoff',
        proof: { by: 'passphrase', passphrase: 'correct horse battery' },
      },
    ]);
  });

  it('sends once when the button is clicked twice, and has emptied the field by then', async () => {
    let answer = (): void => undefined;
    const pending = new Promise<void>((resolve) => (answer = resolve));
    const calls: unknown[] = [];
    render(
      <ApprovalPage
        client={
          (async (call: string, input: unknown) => {
            if (call === 'approval.task') return { ok: true, value: { ...ANSWER, person: CARL.id } };
            if (call !== 'approval.sign') return new Promise(() => undefined);
            calls.push(input);
            await pending;
            return { ok: true, value: { done: true } };
          }) as never
        }
      />,
    );
    const passphrase = await screen.findByLabelText<HTMLInputElement>(/^Passphrase of Carl/);
    await user().type(passphrase, 'correct horse battery');
    await user().dblClick(screen.getByRole('button', { name: 'Sign as Carl Custos' }));
    expect(passphrase.value).toBe('');
    expect(calls).toHaveLength(1);
    answer();
    await screen.findByText(/Your signature is with the plan/);
    expect(calls).toHaveLength(1);
  });

  it('empties the passphrase when it was wrong, and counts the tries', async () => {
    show(ANSWER, { 'approval.sign': () => failure('wrong-passphrase', 'The passphrase is wrong.') });
    await as('Carl Custos');
    await user().type(field(/^Passphrase/), 'wrong horse battery{Enter}');
    expect(await screen.findByText('That was the first try.')).toBeDefined();
    expect(field(/^Passphrase/).value).toBe('');
    await user().type(field(/^Passphrase/), 'wrong again battery{Enter}');
    expect(await screen.findByText(/That were 2 tries/)).toBeDefined();
    expect(document.body.innerHTML).not.toContain('horse');
  });

  it('never offers the passphrase to a store, and does not show it', async () => {
    show({ ...ANSWER, person: CARL.id });
    const passphrase = await screen.findByLabelText<HTMLInputElement>(/^Passphrase/);
    expect(passphrase.type).toBe('password');
    expect(passphrase.autocomplete).toBe('off');
    expect(passphrase.name).toBe('');
  });

  it('takes a signature made elsewhere, and shows the exact command for it', async () => {
    const { sent } = show(ANSWER, { 'approval.sign': () => ({ done: true }) });
    await as('Carl Custos');
    await user().click(screen.getByRole('radio', { name: 'With a signature made elsewhere' }));
    expect(screen.getByText(ANSWER.signCommand)).toBeDefined();
    await user().upload(field(/^Signature file/), new File([ARMORED], 'plan.json.sig'));
    await screen.findByText('It is an SSH signature.');
    await user().click(screen.getByRole('button', { name: 'Sign as Carl Custos' }));
    await screen.findByText(/Your signature is with the plan/);
    expect(sent('approval.sign')).toMatchObject([{ proof: { by: 'signature', signature: ARMORED } }]);
  });

  it.each([
    ['a file that is too large', 'x'.repeat(16_385), /too large/],
    ['an empty file', '\n', /is empty/],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n', /private key, not a signature/],
    ['a public key', 'ssh-ed25519 AAAA me', /public key, not a signature/],
    ['the plan itself', '{"type":"claviger.plan.v1"}', /the document itself/],
    ['something else', 'hello', /not an SSH signature/],
  ])('refuses %s instead of a signature, and sends nothing', async (_, content, told) => {
    const { sent } = show(ANSWER, { 'approval.sign': () => ({ done: true }) });
    await as('Carl Custos');
    await user().click(screen.getByRole('radio', { name: 'With a signature made elsewhere' }));
    await user().upload(field(/^Signature file/), new File([content], 'some.sig'));
    expect((await screen.findByRole('alert')).textContent).toMatch(told);
    await user().click(screen.getByRole('button', { name: 'Sign as Carl Custos' }));
    expect(screen.getByText('Choose the signature file first.')).toBeDefined();
    expect(sent('approval.sign')).toEqual([]);
  });

  it('demands a reason for a no, and sends it with the no', async () => {
    const { sent } = show(ANSWER, { 'approval.dissent': () => ({ done: true }) });
    await as('Carl Custos');
    await user().click(screen.getByRole('radio', { name: 'Say no' }));
    await user().type(field(/^Passphrase/), 'correct horse battery{Enter}');
    expect(screen.getByText(/Give a reason first/)).toBeDefined();
    await user().type(field(/^Reason/), ' wrong key ');
    await user().type(field(/^Passphrase/), '{Enter}');
    await screen.findByText('Your no stands on the record.', { exact: false });
    expect(sent('approval.dissent')).toEqual([
      {
        digest: DIGEST,
        person: CARL.id,
        reason: 'wrong key',
        proof: { by: 'passphrase', passphrase: 'correct horse battery' },
      },
    ]);
  });

  it('says that a no signed elsewhere gives no reason, and gives its own command', async () => {
    const { sent } = show(ANSWER, { 'approval.dissent': () => ({ done: true }) });
    await as('Carl Custos');
    await user().click(screen.getByRole('radio', { name: 'Say no' }));
    await user().click(screen.getByRole('radio', { name: 'With a signature made elsewhere' }));
    expect(screen.getByText(/gives no reason/)).toBeDefined();
    expect(screen.getByText(/-n claviger-dissent-v1 plan\.json$/)).toBeDefined();
    await user().upload(field(/^Signature file/), new File([ARMORED], 'plan.json.sig'));
    await screen.findByText('It is an SSH signature.');
    await user().click(screen.getByRole('button', { name: 'Say no as Carl Custos' }));
    await screen.findByText('Your no stands on the record.', { exact: false });
    expect(sent('approval.dissent')).toMatchObject([{ reason: null, proof: { by: 'signature' } }]);
  });

  it('lets the requester sign the request, where the policy wants it', async () => {
    const { sent } = show(ANSWER, { 'approval.sign': () => ({ done: true }) });
    await as('Rita Request');
    expect(screen.getByText(/A signature of Rita Request would not count/)).toBeDefined();
    expect(screen.queryByRole('radio', { name: 'Yes, sign it' })).toBeNull();
    await user().type(field(/^Passphrase/), 'correct horse battery{Enter}');
    await screen.findByText('Your request is signed.', { exact: false });
    expect(sent('approval.sign')).toMatchObject([{ person: RITA.id, purpose: 'request' }]);
  });

  it('offers nothing but a no to people whose signature would not count', async () => {
    show(ANSWER);
    await as('Wilma Witness');
    expect(screen.getByText(/would not count: holds none of the roles/)).toBeDefined();
    expect(screen.getByRole('button', { name: 'Say no as Wilma Witness' })).toBeDefined();
    expect(screen.queryByRole('button', { name: /^Sign as/ })).toBeNull();
  });

  it('keeps its buttons inert at first, counting down', async () => {
    vi.useFakeTimers();
    const { sent } = show(
      { ...ANSWER, person: CARL.id, inertForMs: 1500 },
      { 'approval.sign': () => ({ done: true }) },
    );
    await act(() => vi.advanceTimersByTimeAsync(0));
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Sign as Carl Custos' });
    expect(button.disabled).toBe(true);
    expect(screen.getByText(/wakes up in 2 s/)).toBeDefined();
    fireEvent.change(field(/^Passphrase/), { target: { value: 'correct horse battery' } });
    fireEvent.submit(button.form!);
    expect(sent('approval.sign')).toEqual([]);
    await act(() => vi.advanceTimersByTimeAsync(700));
    expect(screen.getByText(/wakes up in 1 s/)).toBeDefined();
    await act(() => vi.advanceTimersByTimeAsync(1000));
    expect(button.disabled).toBe(false);
  });
});
