import { describe, expect, it } from 'vitest';
import { openPracticeVault, type Seed } from '../../main/providers/index.ts';
import {
  day,
  handClock,
  newCall,
  newKey,
  newVault,
  refusal,
  value,
  vaultFile,
  WRAPPING_KEY,
} from './practice-support.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

const SEED: Seed = {
  aliases: ['payments/orders'],
  spec: 'SYMMETRIC_DEFAULT',
  description: 'Orders at rest',
  tags: { team: 'payments' },
  versions: [day(-700), day(-335)],
  automaticDays: 365,
  dependants: [
    { kind: 'database', name: 'orders-db', pins: 'alias' },
    { kind: 'backup', name: 'orders-nightly', pins: 'key-id' },
  ],
  state: 'enabled',
  lastUse: { at: day(-1), operation: 'Decrypt', principal: 'orders-service' },
};

describe('a planted key', () => {
  it('has the past it was given', async () => {
    const vault = newVault();
    const key = value(vault.seed(SEED));
    expect(key).toMatchObject({
      description: 'Orders at rest',
      aliases: ['payments/orders'],
      tags: { team: 'payments' },
      state: 'enabled',
      createdAt: day(-700),
      rotation: { automaticDays: 365, onDemandUsed: 0 },
    });
    expect(key.versions.map(({ createdAt, origin, requestId }) => [createdAt, origin, requestId])).toEqual([
      [day(-700), 'created', null],
      [day(-335), 'rotated-automatically', null],
    ]);
    expect(value(await vault.describeKey(key.id))).toEqual(key);
    expect(value(await vault.lastUse(key.id))).toEqual(SEED.lastUse);
    expect(vault.events().map(({ at, call }) => [at, call])).toEqual([
      [day(-700), 'CreateKey'],
      [day(-335), 'RotateKey'],
    ]);
    value(await vault.encrypt(key.id, bytes('sample'), {}));
  });

  it('rotates on from its past', async () => {
    const clock = handClock();
    const vault = newVault(clock);
    const { id } = value(vault.seed(SEED));
    clock.passDays(30);
    expect(value(await vault.describeKey(id)).versions.at(-1)).toMatchObject({ number: 3, createdAt: day(30) });
  });

  it('counts rotations as made on demand when none is automatic', () => {
    const key = value(newVault().seed({ ...SEED, automaticDays: null }));
    expect(key.rotation).toEqual({ automaticDays: null, onDemandUsed: 1 });
    expect(key.versions[1]?.origin).toBe('rotated-on-demand');
  });

  it('can wait for its deletion', async () => {
    const clock = handClock();
    const vault = newVault(clock);
    const { id, deletionDate } = value(vault.seed({ ...SEED, state: 'pending-deletion', deletionDate: day(3) }));
    expect(deletionDate).toBe(day(3));
    clock.passDays(3);
    expect(await vault.describeKey(id)).toEqual(refusal('not-found'));
  });

  it.each<[string, Partial<Seed>, string]>([
    ['no version', { versions: [] }, 'invalid-input'],
    ['versions out of order', { versions: [day(-1), day(-2)] }, 'invalid-input'],
    ['a version from the future', { versions: [day(1)] }, 'invalid-input'],
    ['a date that is none', { versions: ['yesterday'] }, 'invalid-input'],
    ['a bad alias', { aliases: ['not good'] }, 'invalid-input'],
    ['a period out of bounds', { automaticDays: 30 }, 'invalid-input'],
    ['rotations of a spec that has none', { spec: 'HMAC_256' }, 'invalid-input'],
    ['a dependant on an alias that is not there', { aliases: [] }, 'invalid-input'],
    ['an alias as a dependant', { dependants: [{ kind: 'alias', name: 'x', pins: 'alias' }] }, 'invalid-input'],
  ])('is refused with %s', async (_, change, code) => {
    const vault = newVault();
    expect(vault.seed({ ...SEED, ...change })).toEqual(refusal(code));
    expect(value(await vault.listKeys())).toEqual([]);
  });

  it('is refused with an alias that is taken', () => {
    const vault = newVault();
    value(vault.seed(SEED));
    expect(vault.seed(SEED)).toEqual(refusal('already-exists'));
  });
});

describe('the dependants of a key', () => {
  it('are its aliases and what is registered; those behind an alias follow it, those that name the key stay', async () => {
    const vault = newVault();
    const { id } = value(vault.seed(SEED));
    const fresh = await newKey(vault);
    const named = [{ kind: 'backup', name: 'orders-nightly', pins: 'key-id' }];
    const behindAlias = [
      { kind: 'alias', name: 'payments/orders', pins: 'alias' },
      { kind: 'database', name: 'orders-db', pins: 'alias' },
    ];
    expect(value(await vault.dependants(id))).toHaveLength(3);
    value(await vault.updateAlias('payments/orders', fresh.id, newCall()));
    expect(value(await vault.dependants(id))).toEqual(named);
    expect(value(await vault.dependants(fresh.id))).toEqual(behindAlias);
  });

  it('can be registered anew', async () => {
    const vault = newVault();
    const { id } = await newKey(vault);
    const application = { kind: 'application', name: 'shop', pins: 'key-id' } as const;
    value(vault.setDependants(id, [application]));
    expect(value(await vault.dependants(id))).toEqual([application]);
    value(vault.setDependants(id, []));
    expect(value(await vault.dependants(id))).toEqual([]);
    expect(vault.setDependants(id, [{ ...application, pins: 'alias' }])).toEqual(refusal('invalid-input'));
    expect(vault.setDependants('nobody', [])).toEqual(refusal('not-found'));
  });
});

describe('the cryptography of a Practice vault', () => {
  it('refuses a ciphertext with any one of its bits flipped', async () => {
    const vault = newVault();
    const { id } = await newKey(vault);
    const { ciphertext } = value(await vault.encrypt(id, bytes('sample'), { tenant: 'a' }));
    for (let bit = 0; bit < ciphertext.length * 8; bit++) {
      const altered = Uint8Array.from(ciphertext);
      altered[bit >> 3]! ^= 1 << (bit & 7);
      const answer = await vault.decrypt(id, altered, { tenant: 'a' });
      expect(answer, `bit ${bit}`).toEqual(refusal('invalid-ciphertext'));
    }
  });

  it('refuses the ciphertext of another vault, even with the same key ids and material', async () => {
    const clock = handClock();
    const make = (vaultId: string) => {
      let seed = 0;
      const randomBytes = (size: number) => new Uint8Array(size).fill(++seed);
      const create = { vaultId };
      return value(openPracticeVault({ file: vaultFile(), clock, wrappingKey: WRAPPING_KEY, create, randomBytes }));
    };
    const [one, two] = [make('one'), make('two')];
    const [{ id }, { id: same }] = [await newKey(one), await newKey(two)];
    expect(same).toBe(id);
    const { ciphertext } = value(await one.encrypt(id, bytes('sample'), {}));
    expect(await two.decrypt(id, ciphertext, {})).toEqual(refusal('invalid-ciphertext'));
    one.close();
    two.close();
  });

  it('refuses a ciphertext that is passed off as made with another version, even one with the same material', async () => {
    let drawn = 0;
    // The same 32 bytes for all material, but every id and nonce new.
    const randomBytes = (size: number) => new Uint8Array(size).fill(size === 32 ? 9 : ++drawn);
    const create = { vaultId: 'test' };
    const options = { file: vaultFile(), clock: handClock(), wrappingKey: WRAPPING_KEY, create, randomBytes };
    const vault = value(openPracticeVault(options));
    const { id, versions } = await newKey(vault);
    const { ciphertext } = value(await vault.encrypt(id, bytes('sample'), {}));
    value(await vault.rotateKey(id, newCall()));
    const other = value(await vault.encrypt(id, bytes('sample'), {}));
    expect(other.versionId).not.toBe(versions[0]?.id);
    // Magic, format and key id take the first 21 bytes, the version id the next 16.
    const passedOff = Uint8Array.from(ciphertext);
    passedOff.set(other.ciphertext.subarray(21, 37), 21);
    expect(await vault.decrypt(id, passedOff, {})).toEqual(refusal('invalid-ciphertext'));
    expect(value(await vault.decrypt(id, ciphertext, {})).versionId).toBe(versions[0]?.id);
    vault.close();
  });

  it('gives one sentence for every reason why a ciphertext does not open', async () => {
    const vault = newVault();
    const [one, two] = [await newKey(vault), await newKey(vault)];
    const { ciphertext } = value(await vault.encrypt(one.id, bytes('sample'), { a: 'b' }));
    const answers = [
      await vault.decrypt(one.id, ciphertext, {}),
      await vault.decrypt(two.id, ciphertext, { a: 'b' }),
      await vault.decrypt(one.id, bytes('junk'), {}),
    ];
    expect(new Set(answers.map((answer) => (answer.ok ? '' : answer.error.message))).size).toBe(1);
  });

  it.each<[string, Record<string, string>]>([
    ['an empty name', { '': 'x' }],
    ['a control character', { a: 'x\u0000' }],
    ['an invisible character', { a: 'x\u200b' }],
    ['a decomposed letter', { a: 'e\u0301' }],
    ['a lone surrogate', { a: '\ud800' }],
    ['more than 8192 bytes', { a: 'x'.repeat(8192) }],
  ])('refuses an encryption context with %s', async (_, context) => {
    const vault = newVault();
    const { id } = await newKey(vault);
    expect(await vault.encrypt(id, bytes('sample'), context)).toEqual(refusal('invalid-input'));
    expect(await vault.generateDataKey(id, context)).toEqual(refusal('invalid-input'));
  });

  it('refuses to sign nothing, or more than 4096 bytes', async () => {
    const vault = newVault();
    const { id } = await newKey(vault, 'ECC_NIST_P256');
    for (const size of [0, 4097]) {
      expect(await vault.sign(id, new Uint8Array(size))).toEqual(refusal('invalid-input'));
    }
    value(await vault.sign(id, new Uint8Array(4096)));
  });

  it('refuses more than 50 tags, and tags in the name of AWS', async () => {
    const vault = newVault();
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`tag-${index}`, '']));
    for (const tags of [many, { 'aws:mine': 'x' }, { 'a\n': 'x' }]) {
      const input = { spec: 'HMAC_256', description: '', tags } as const;
      expect(await vault.createKey(input, newCall())).toEqual(refusal('invalid-input'));
    }
  });

  it('records who used a key, as the opening says', async () => {
    const options = { file: vaultFile(), clock: handClock(), wrappingKey: WRAPPING_KEY, create: { vaultId: 'test' } };
    const vault = value(openPracticeVault({ ...options, principal: 'drill' }));
    const { id } = await newKey(vault, 'HMAC_256');
    value(await vault.generateMac(id, bytes('message')));
    expect(value(await vault.lastUse(id))).toEqual({ at: day(0), operation: 'GenerateMac', principal: 'drill' });
    vault.close();
  });
});
