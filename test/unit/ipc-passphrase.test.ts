import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { consoleSigner, WRONG_PASSPHRASES } from '../../main/ipc/unsealing/console-signer.ts';
import { unsealingInChild } from '../../main/ipc/unsealing/sign-in-child.ts';
import type { Unsealing } from '../../main/ipc/unsealing/unsealing.ts';
import { makeConsoleKey } from '../../main/people/index.ts';
import { verifySshSignature } from '../../main/signoff/index.ts';
import { labIn, type Lab } from '../support/lab.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { START } from '../support/test-clock.ts';
import { unwrap } from '../support/unwrap.ts';
import { windowAt, type Window } from '../support/window-at.ts';
import { askApproval, planned, PRACTICE, unlockSample, until } from '../support/window-steps.ts';

let made: Lab;
beforeAll(async () => {
  made = labIn(temporaryFolder(), { wall: START, uptime: 3_600_000, boot: 'boot-1' });
  const window = windowAt(made);
  await window.get('workspace.make-practice', {});
  await window.close();
});

const codeOf = (answer: { ok: boolean; error?: { code: string } }): string => answer.error?.code ?? 'ok';

async function practice(): Promise<{ lab: Lab; window: Window }> {
  const lab = made.copy();
  return { lab, window: windowAt(lab) };
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('a person whose key the console holds', () => {
  it('rotates a key with two others, by passphrases alone', async () => {
    const { window } = await practice();
    await unlockSample(window, 'kim-sample');
    const digest = await planned(window);
    for (const person of ['ada-sample', 'ben-sample']) {
      await askApproval(window, digest, person);
      await window.get('approval.sign', { digest, person, purpose: 'signoff', proof: PRACTICE });
    }
    await window.get('run.start', { digest });
    const view = await until(window, digest, ({ summary }) => summary.state === 'done' || summary.state === 'failed');
    expect(view.summary.state).toBe('done');
    expect(view.signatures.map(({ custody }) => custody)).toEqual(['console-held', 'console-held']);
    const { entries } = await window.get('journal.list', {
      before: null,
      limit: 50,
      kind: 'approval.signed',
      search: null,
    });
    expect(entries).toHaveLength(2);
    expect(window.defects).toEqual([]);
  });

  it('says no with a reason that is signed', async () => {
    const { window } = await practice();
    await unlockSample(window, 'kim-sample');
    const digest = await planned(window);
    await askApproval(window, digest, 'ada-sample');
    const no = { digest, person: 'ada-sample', proof: PRACTICE };
    expect(codeOf(await window.ask('approval.dissent', { ...no, reason: 'token=abcdefgh1234' }))).toBe(
      'looks-like-secret',
    );
    await window.get('approval.dissent', { ...no, reason: 'Not before the audit' });
    const view = await window.get('plan.read', { digest });
    expect(view.because).toContain('Not before the audit');
  });

  it('who mistypes the passphrase is told so, and nothing is signed or unlocked', async () => {
    const { window } = await practice();
    await window.get('person.unlock', { person: 'kim-sample' });
    await window.get('approval.task', {});
    await window.pass(1000);
    const proof = { by: 'passphrase' as const, passphrase: 'practice makes perfekt' };
    expect(codeOf(await window.ask('approval.unlock', { proof }))).toBe('wrong-passphrase');
    expect((await window.get('session.read', {})).person).toBeNull();
    await window.get('approval.unlock', { proof: PRACTICE });
    expect((await window.get('session.read', {})).person?.id).toBe('kim-sample');
  });

  it('leaves no passphrase and no private key in any answer, event, file or defect', async () => {
    const { lab, window } = await practice();
    await unlockSample(window, 'kim-sample');
    const wrong = { by: 'passphrase' as const, passphrase: 'canary-passphrase-7c1d' };
    const digest = await planned(window);
    await askApproval(window, digest, 'ada-sample');
    await window.ask('approval.sign', { digest, person: 'ada-sample', purpose: 'signoff', proof: wrong });
    await window.get('approval.sign', { digest, person: 'ada-sample', purpose: 'signoff', proof: PRACTICE });
    const add = {
      name: 'Nova Newcomer',
      roles: ['custodian' as const],
      key: { kind: 'console-held' as const },
      voucher: 'ada-sample',
      ticket: 'CHG-2',
      reason: 'She joins the custodians',
    };
    await window.get('people.add', add);
    await window.get('approval.task', {});
    await window.pass(1000);
    const chosen = { by: 'passphrase' as const, passphrase: 'canary-new-passphrase-91ab' };
    await window.get('approval.enrol', { proof: chosen });
    await window.get('keys.show', { environment: 'practice', key: 'practice/training-data' });
    await window.get('people.read', {});
    const out = window.crossed.filter(({ direction }) => direction === 'out').map(({ text }) => text);
    const { events } = await window.get('events.next', { after: 0 });
    await window.close();
    const files = [...filesBelow(lab.folder), ...filesBelow(lab.home)].map((file) => readFileSync(file, 'latin1'));
    const all = [...out, JSON.stringify(events), JSON.stringify(window.defects)];
    const keys = readdirSync(join(lab.folder, 'people')).map((name) =>
      readFileSync(join(lab.folder, 'people', name), 'utf8'),
    );
    for (const canary of [
      'canary-',
      'practice makes perfect',
      'PRIVATE KEY',
      ...keys.map((key) => key.slice(40, 140)),
    ]) {
      for (const text of all) expect(text).not.toContain(canary);
    }
    for (const text of files) expect(text).not.toContain('canary-');
    expect(existsSync(join(lab.folder, 'people', 'nova-newcomer.key'))).toBe(true);
  });
});

describe('the process in which keys are opened', () => {
  const passphrase = 'a passphrase of a test';
  const key = unwrap(makeConsoleKey({ passphrase, comment: 'test', rounds: 1 }));
  const wish = { sealed: key.privateKey, namespace: 'claviger-signoff-v1', message: Buffer.from('what is signed') };

  it('signs, and the bytes of the passphrase are gone afterwards', async () => {
    const secret = Buffer.from(passphrase);
    const signature = unwrap(await unsealingInChild.sign({ ...wish, passphrase: secret }));
    const { publicKey } = key.publicKey;
    expect(verifySshSignature({ signature, message: wish.message, namespace: wish.namespace, publicKey }).ok).toBe(
      true,
    );
    expect(secret.every((byte) => byte === 0)).toBe(true);
  });

  it('tells a wrong passphrase from a file that is no key', async () => {
    expect(await unsealingInChild.sign({ ...wish, passphrase: Buffer.from('another') })).toEqual({
      ok: false,
      error: 'wrong-passphrase',
    });
    const odd = { ...wish, sealed: 'no key', passphrase: Buffer.from(passphrase) };
    expect(await unsealingInChild.sign(odd)).toEqual({ ok: false, error: 'not-a-key' });
  });

  it('makes a key that opens with its passphrase', async () => {
    const made_ = unwrap(
      await unsealingInChild.makeKey({ passphrase: Buffer.from(passphrase), comment: 'New', rounds: 1 }),
    );
    expect(
      unwrap(await unsealingInChild.sign({ ...wish, sealed: made_.privateKey, passphrase: Buffer.from(passphrase) })),
    ).toContain('SSH SIGNATURE');
    const weak = { passphrase: Buffer.from('short'), comment: 'New', rounds: 1 };
    expect(await unsealingInChild.makeKey(weak)).toEqual({ ok: false, error: 'weak-passphrase' });
  });
});

describe('wrong passphrases', () => {
  it('cost a wait after five in a row, which doubles; a right one clears them', async () => {
    const desk = made.copy().open();
    const person = desk.workspace.authority.roster.people[0]!;
    let now = 0;
    let right = false;
    const unsealing: Unsealing = {
      sign: async (asked) => (right ? unsealingInChild.sign(asked) : { ok: false, error: 'wrong-passphrase' }),
      makeKey: async () => ({ ok: false, error: 'unavailable' }),
    };
    const signer = consoleSigner(unsealing, () => now);
    const wish = { person, passphrase: 'practice makes perfect', namespace: 'test', message: Buffer.from('x') };
    const attempt = async (): Promise<string> => {
      const signed = await signer.sign(desk.workspace.layout, wish);
      return signed.ok ? 'ok' : signed.error.code;
    };
    for (let n = 0; n < WRONG_PASSPHRASES.free; n += 1) expect(await attempt()).toBe('wrong-passphrase');
    expect(await attempt()).toBe('busy');
    now += WRONG_PASSPHRASES.firstWaitMs;
    expect(await attempt()).toBe('wrong-passphrase');
    now += WRONG_PASSPHRASES.firstWaitMs;
    expect(await attempt()).toBe('busy');
    now += WRONG_PASSPHRASES.firstWaitMs;
    right = true;
    expect(await attempt()).toBe('ok');
    right = false;
    expect(await attempt()).toBe('wrong-passphrase');
  });
});
