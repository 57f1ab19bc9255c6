import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';
import { castSite, needsSshKeygen, planArgs, runArgs, signWith, type Who } from './cast.ts';
import { copyOf, done, type Site } from './claviger.ts';
import { errorShape, keysShape, type keyShape, planShape, runShape, search, verifyShape } from './shapes.ts';

type Key = z.infer<typeof keyShape>;
let cast: Site;

const NEW_KEY = {
  key: 'production/invoices',
  owner: 'Finance systems',
  description: 'Invoices at rest',
  reason: 'Key for the new invoice store',
};

async function keysOf(site: Site): Promise<readonly Key[]> {
  return keysShape.parse(await done(site.claviger(['keys', '--environment', 'production', '--json']))).keys;
}

async function runWith(
  site: Site,
  ...signers: readonly Who[]
): Promise<z.infer<typeof runShape> & { exit: number | null }> {
  const ran = await site.claviger(runArgs(signers.map((who) => signWith(site, who))));
  return { ...runShape.parse(ran.json), exit: ran.exit };
}

beforeAll(async () => {
  if (WITHOUT_SSH_KEYGEN === null) cast = await castSite();
});

describe.concurrent('a new master key', () => {
  beforeEach(needsSshKeygen);

  it('is made by two custodians and a witness, under its alias, on the schedule that was asked for', async () => {
    const site = copyOf(cast);
    const args = [...planArgs('create', NEW_KEY), '--automatic-days', '365', '--json'];
    const made = planShape.parse(await done(site.claviger(args)));
    expect(made.quorum.needs).toEqual([
      { role: 'custodian', count: 2 },
      { role: 'witness', count: 1 },
    ]);
    const actions = ['create-key', 'verify-key', 'set-automatic-rotation', 'create-alias', 'verify-key'];
    expect(made.steps.map(({ action }) => action)).toEqual(actions);
    const before = await keysOf(site);
    const ran = await runWith(site, 'ada', 'ben', 'dan');
    expect([ran.exit, ran.result, ran.operation]).toEqual([0, 'done', 'create']);
    expect(ran.steps.map(({ result }) => result)).toEqual(actions.map(() => 'done'));
    const added = (await keysOf(site)).filter(({ id }) => !before.some((key) => key.id === id));
    expect(added).toMatchObject([
      { name: 'production/invoices', state: 'active', version: 1, owner: 'Finance systems', spec: 'SYMMETRIC_DEFAULT' },
    ]);
    expect(added[0]?.rotation).toMatchObject({ periodDays: 365 });
    expect(verifyShape.parse(await done(site.claviger(['journal', 'verify', '--json']))).ok).toBe(true);
  });

  it.each<readonly [string, readonly Who[], string]>([
    ['without a witness', ['ada', 'ben'], 'quorum-not-met'],
    ['with one custodian and a witness', ['ada', 'dan'], 'quorum-not-met'],
    ['with an auditor in the place of the witness', ['ada', 'ben', 'eve'], 'role-missing'],
    ['with the requester as one of the custodians', ['ada', 'kim', 'dan'], 'requester-not-allowed'],
  ])('is not made %s', async (_, signers, code) => {
    const site = copyOf(cast);
    await done(site.claviger(planArgs('create', NEW_KEY)));
    const ran = await runWith(site, ...signers);
    expect([ran.exit, ran.result, ran.error?.code]).toEqual([3, 'refused', code]);
    expect((await keysOf(site)).map(({ name }) => name)).not.toContain('production/invoices');
  });

  it('is planned without the environment’s vault being touched', async () => {
    const site = copyOf(cast);
    const before = await keysOf(site);
    await done(site.claviger(planArgs('create', NEW_KEY)));
    expect(await keysOf(site)).toEqual(before);
  });

  it.each([
    ['an alias that is taken', { key: 'production/orders-data' }, [], 'not-possible'],
    ['an alias with a blank', { key: 'production/in voices' }, [], 'bad-input'],
    [
      'a period for a kind that has no automatic rotation',
      {},
      ['--kind', 'ECC_NIST_P256', '--automatic-days', '365'],
      'not-possible',
    ],
    ['a period that is too short', {}, ['--automatic-days', '3'], 'not-possible'],
    ['a kind that does not exist', {}, ['--kind', 'DES'], 'bad-usage'],
    ['a description that looks like a secret', { description: 'password: hunter22' }, [], 'looks-like-secret'],
    ['an owner with a line break', { owner: 'Finance\nsystems' }, [], 'bad-input'],
  ])('is not planned with %s', async (_, options, more, code) => {
    const site = copyOf(cast);
    const tried = await site.claviger([...planArgs('create', { ...NEW_KEY, ...options }), ...more, '--json']);
    expect([tried.exit, errorShape.parse(tried.json).error.code]).toEqual([2, code]);
    expect(await search(site, 'plan.proposed')).toEqual([]);
  });
});

describe.concurrent('a key that gets no new version in place is replaced', () => {
  beforeEach(needsSshKeygen);

  it.each([
    ['an ECC signing key', 'production/release-signing', 'ECC_NIST_P384'],
    ['an HMAC key', 'production/webhooks', 'HMAC_256'],
  ])('%s: the alias moves to the new one, and the old one is still there', async (_, name, spec) => {
    const site = copyOf(cast);
    const old = (await keysOf(site)).find((key) => key.name === name)!;
    await done(site.claviger(planArgs('rotate', { key: name })));
    const ran = await runWith(site, 'ada', 'ben');
    expect([ran.exit, ran.result]).toEqual([0, 'done']);
    expect(ran.steps.map(({ action }) => action)).toEqual([
      ...['take-sample', 'create-key', 'verify-key'],
      ...['update-alias', 'verify-key', 'verify-sample'],
    ]);
    const keys = await keysOf(site);
    const [fresh, ...others] = keys.filter(({ aliases }) => aliases.includes(name));
    expect(others).toEqual([]);
    expect(fresh).toMatchObject({ name, spec, state: 'primary', version: 1, owner: old.owner });
    expect(fresh?.id).not.toBe(old.id);
    expect(keys.find(({ id }) => id === old.id)).toMatchObject({ aliases: [], spec, state: 'secondary', version: 1 });
    expect((await site.claviger(['journal', 'verify'])).exit).toBe(0);
  });

  it('and can be replaced again: one primary, and nothing that is called primary without being it', async () => {
    const site = copyOf(cast);
    for (const ticket of ['CHG-1', 'CHG-2']) {
      await done(site.claviger(planArgs('rotate', { key: 'production/webhooks', ticket })));
      expect((await runWith(site, 'ada', 'ben')).result).toBe('done');
    }
    const chain = (await keysOf(site)).filter(({ spec }) => spec === 'HMAC_256');
    expect(chain.map(({ aliases, state }) => [aliases.length, state]).sort()).toEqual([
      [0, 'secondary'],
      [0, 'secondary'],
      [1, 'primary'],
    ]);
  });

  it('but a disabled key is not rotated at all', async () => {
    const site = copyOf(cast);
    const args = planArgs('rotate', { environment: 'staging', key: 'staging/old-reports' });
    const tried = await site.claviger([...args, '--json']);
    expect([tried.exit, errorShape.parse(tried.json).error.code]).toEqual([2, 'not-possible']);
    expect(tried.stderr).toContain('disabled');
  });
});
