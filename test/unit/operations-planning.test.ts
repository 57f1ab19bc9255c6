import { describe, expect, test } from 'vitest';
import { makePlan } from '../../main/operations/index.ts';
import { connectionOf, IN_PLACE, keyOf, newLab, personOf, plan, vaultOf, type Desk } from '../support/lab.ts';
import { DAY_MS } from '../support/test-clock.ts';
import { unwrap } from '../support/unwrap.ts';

describe('a key', () => {
  async function planFor(desk: Desk, keyId: string): Promise<string> {
    const made = await plan(desk, { operation: 'rotate', keyId });
    return made.ok ? 'planned' : made.error.code;
  }

  async function seeded(tags: Readonly<Record<string, string>>, versions = 1) {
    const lab = newLab();
    const desk = lab.open();
    const vault = await vaultOf(desk);
    const days = Array.from({ length: versions }, (_, n) => new Date(lab.clock.now().getTime() - (40 - n) * DAY_MS));
    const key = unwrap(
      vault.seed({
        aliases: ['practice/seeded'],
        spec: 'SYMMETRIC_DEFAULT',
        description: 'A key',
        tags,
        versions: days.map((day) => day.toISOString()),
        automaticDays: null,
        dependants: [],
        state: 'enabled',
        lastUse: null,
      }),
    );
    return { lab, desk, vault, key };
  }

  test('that belongs to another workspace is not touched', async () => {
    const { desk, key } = await seeded({ 'claviger:workspace': '00'.repeat(32) });
    expect(await planFor(desk, key.id)).toBe('foreign-key');
  });

  test('that belongs to this workspace, or to none, can be rotated', async () => {
    const one = await seeded({});
    expect(await planFor(one.desk, one.key.id)).toBe('planned');
  });

  test('that is disabled cannot be rotated', async () => {
    const { desk, key, vault } = await seeded({});
    unwrap(await vault.disableKey(key.id, { intentId: 'elsewhere', principal: 'somebody' }));
    expect(await planFor(desk, key.id)).toBe('not-possible');
  });

  test('that is to be deleted cannot be rotated', async () => {
    const { desk, key, vault } = await seeded({});
    unwrap(await vault.scheduleKeyDeletion(key.id, 7, { intentId: 'elsewhere', principal: 'somebody' }));
    expect(await planFor(desk, key.id)).toBe('not-possible');
  });

  test('has 25 rotations on demand in its life; the last one is planned with none left, the next is not', async () => {
    const last = await seeded({}, 25);
    const made = unwrap(await plan(last.desk, { operation: 'rotate', keyId: last.key.id }));
    expect(made.plan.budgets.rotationsLeft).toBe(0);
    const spent = await seeded({}, 26);
    expect(await planFor(spent.desk, spent.key.id)).toBe('not-possible');
  });

  test('that is not there cannot be planned for', async () => {
    const desk = newLab().open();
    expect(await planFor(desk, 'no-such-key')).toBe('provider-failed');
  });
});

describe('a plan is not made', () => {
  const ask = async (changes: object) => {
    const desk = newLab().open();
    const before = desk.workspace.journal.size();
    const made = await makePlan(desk.context, {
      wish: { operation: 'rotate', keyId: (await keyOf(desk, IN_PLACE)).id },
      environment: 'practice',
      connection: connectionOf(desk, 'practice'),
      requester: personOf(desk, 'kim'),
      ticket: 'CHG-4711',
      reason: 'Quarterly rotation',
      validForMs: DAY_MS,
      ...changes,
    });
    if (!made.ok) expect(desk.workspace.journal.size()).toBe(before);
    return made.ok ? 'made' : made.error.code;
  };

  test.each<[string, object, string]>([
    ['for less than a second', { validForMs: 999 }, 'bad-input'],
    ['for more than 30 days', { validForMs: 30 * DAY_MS + 1 }, 'bad-input'],
    ['without a ticket', { ticket: '' }, 'bad-input'],
    ['with blanks around the reason', { reason: ' because ' }, 'bad-input'],
    ['with a line break in the reason', { reason: 'one\ntwo' }, 'bad-input'],
    ['with text that reads backwards', { ticket: 'CHG\u202E1174' }, 'bad-input'],
    ['with what looks like a secret', { reason: 'password: hunter2hunter2' }, 'looks-like-secret'],
    ['with a reason longer than a plan takes', { reason: 'x'.repeat(501) }, 'bad-input'],
  ])('%s', async (_, changes, code) => {
    expect(await ask(changes)).toBe(code);
  });

  test.each<[string, object, string]>([
    ['what looks like a secret in its description', { description: 'token=abcdef123456' }, 'looks-like-secret'],
    ['what looks like a secret in its owner', { owner: 'AKIAABCDEFGHIJKLMNOP' }, 'looks-like-secret'],
    ['an owner of nothing', { owner: '' }, 'bad-input'],
    ['an alias with a blank', { alias: 'a b' }, 'bad-input'],
    ['an alias that is taken', { alias: IN_PLACE }, 'not-possible'],
    ['a period that the provider does not offer', { automaticDays: 89 }, 'not-possible'],
    ['a period for a kind of key that has none', { spec: 'HMAC_256', automaticDays: 100 }, 'not-possible'],
  ])('for a new key with %s', async (_, changes, code) => {
    const wish = {
      operation: 'create',
      alias: 'practice/new',
      spec: 'SYMMETRIC_DEFAULT',
      description: 'A key',
      owner: 'Team',
      automaticDays: null,
    };
    expect(await ask({ wish })).toBe('made');
    expect(await ask({ wish: { ...wish, ...changes } })).toBe(code);
  });

  test('on a connection that belongs to another environment than it names, whose rules may be weaker', async () => {
    const desk = newLab().open();
    const made = await makePlan(desk.context, {
      wish: { operation: 'rotate', keyId: (await keyOf(desk, 'production/orders-data')).id },
      environment: 'practice',
      connection: connectionOf(desk, 'production'),
      requester: personOf(desk, 'kim'),
      ticket: 'CHG-4711',
      reason: 'Quarterly rotation',
      validForMs: DAY_MS,
    });
    expect(made.ok).toBe(false);
  });

  test('where no rule says who must agree', async () => {
    const desk = newLab().open();
    const { workspace } = desk.context;
    const { authority } = workspace;
    const policy = { ...authority.policy, rules: [] };
    const context = { ...desk.context, workspace: { ...workspace, authority: { ...authority, policy } } };
    const made = await plan(desk, { operation: 'rotate', keyId: 'any' }, { context });
    expect(made).toMatchObject({ ok: false, error: { code: 'no-rule' } });
  });
});
