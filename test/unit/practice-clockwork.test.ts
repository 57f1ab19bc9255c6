import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { day, handClock, newCall, newKey, newVault, openVault, refusal, value, vaultFile } from './practice-support.ts';

const SAMPLE = new TextEncoder().encode('sample');

describe('automatic rotation in a Practice vault', () => {
  it('makes a version on the day it is due, not before, and says that nobody called for it', async () => {
    const clock = handClock();
    const vault = newVault(clock);
    const { id } = await newKey(vault);
    value(await vault.setAutomaticRotation(id, 90, newCall()));
    clock.passDays(89.9);
    expect(value(await vault.describeKey(id)).versions).toHaveLength(1);
    clock.passDays(0.1);
    const { versions, rotation } = value(await vault.describeKey(id));
    expect(versions.at(-1)).toMatchObject({ number: 2, createdAt: day(90), origin: 'rotated-automatically' });
    expect(versions.at(-1)?.requestId).toBeNull();
    expect(rotation).toEqual({ automaticDays: 90, onDemandUsed: 0 });
    expect(vault.events().at(-1)).toEqual({
      at: day(90),
      call: 'RotateKey',
      keyId: id,
      requestId: null,
      principal: 'practice:clockwork',
    });
  });

  it('makes up for every rotation that was due while nobody looked, each dated when it was due', async () => {
    const clock = handClock();
    const vault = newVault(clock);
    const { id } = await newKey(vault);
    value(await vault.setAutomaticRotation(id, 100, newCall()));
    clock.passDays(350);
    const dates = value(await vault.describeKey(id)).versions.map((version) => version.createdAt);
    expect(dates).toEqual([day(0), day(100), day(200), day(300)]);
  });

  it.each(['listKeys', 'resolveAlias', 'encrypt', 'findEvent'] as const)('is carried out by %s too', async (call) => {
    const clock = handClock();
    const vault = newVault(clock);
    const { id } = await newKey(vault);
    value(await vault.setAutomaticRotation(id, 90, newCall()));
    clock.passDays(90);
    if (call === 'encrypt') await vault.encrypt(id, SAMPLE, {});
    else if (call === 'listKeys') await vault.listKeys();
    else await vault[call]('whatever');
    expect(vault.events().at(-1)?.call).toBe('RotateKey');
  });

  it('is paused while the key is disabled, and catches up with one rotation when it is enabled', async () => {
    const clock = handClock();
    const vault = newVault(clock);
    const { id } = await newKey(vault);
    value(await vault.setAutomaticRotation(id, 90, newCall()));
    value(await vault.disableKey(id, newCall()));
    clock.passDays(200);
    expect(value(await vault.describeKey(id)).versions).toHaveLength(1);
    value(await vault.enableKey(id, newCall()));
    const dates = () => vault.describeKey(id).then((key) => value(key).versions.map((version) => version.createdAt));
    expect(await dates()).toEqual([day(0), day(200)]);
    clock.passDays(90);
    expect(await dates()).toEqual([day(0), day(200), day(290)]);
  });

  it('keeps its schedule when the key was enabled again in time', async () => {
    const clock = handClock();
    const vault = newVault(clock);
    const { id } = await newKey(vault);
    value(await vault.setAutomaticRotation(id, 90, newCall()));
    value(await vault.disableKey(id, newCall()));
    clock.passDays(80);
    value(await vault.enableKey(id, newCall()));
    clock.passDays(10);
    expect(value(await vault.describeKey(id)).versions.at(-1)?.createdAt).toBe(day(90));
  });

  it('is not put off by a rotation on demand, nor by setting the same period again', async () => {
    const clock = handClock();
    const vault = newVault(clock);
    const { id } = await newKey(vault);
    value(await vault.setAutomaticRotation(id, 90, newCall()));
    clock.passDays(60);
    value(await vault.rotateKey(id, newCall()));
    value(await vault.setAutomaticRotation(id, 90, newCall()));
    clock.passDays(30);
    const { versions, rotation } = value(await vault.describeKey(id));
    expect(versions.map((version) => version.createdAt)).toEqual([day(0), day(60), day(90)]);
    expect(rotation.onDemandUsed).toBe(1);
  });

  it('stops when it is switched off', async () => {
    const clock = handClock();
    const vault = newVault(clock);
    const { id } = await newKey(vault);
    value(await vault.setAutomaticRotation(id, 90, newCall()));
    value(await vault.setAutomaticRotation(id, null, newCall()));
    clock.passDays(1000);
    expect(value(await vault.describeKey(id)).versions).toHaveLength(1);
  });

  it('leaves what was encrypted before readable', async () => {
    const clock = handClock();
    const vault = newVault(clock);
    const { id } = await newKey(vault);
    const { ciphertext } = value(await vault.encrypt(id, SAMPLE, {}));
    value(await vault.setAutomaticRotation(id, 90, newCall()));
    clock.passDays(900);
    expect(value(await vault.decrypt(id, ciphertext, {})).plaintext).toEqual(SAMPLE);
  });
});

describe('deletion in a Practice vault', () => {
  it('can be cancelled until the last moment', async () => {
    const clock = handClock();
    const vault = newVault(clock);
    const { id } = await newKey(vault);
    const { ciphertext } = value(await vault.encrypt(id, SAMPLE, {}));
    value(await vault.scheduleKeyDeletion(id, 7, newCall()));
    clock.passDays(6.99);
    value(await vault.cancelKeyDeletion(id, newCall()));
    clock.passDays(100);
    value(await vault.enableKey(id, newCall()));
    expect(value(await vault.decrypt(id, ciphertext, {})).plaintext).toEqual(SAMPLE);
  });

  it('is final on its date: the key, its aliases and its dependants are gone, and nothing brings it back', async () => {
    const clock = handClock();
    const vault = newVault(clock);
    const { id } = await newKey(vault);
    const { ciphertext } = value(await vault.encrypt(id, SAMPLE, {}));
    value(await vault.createAlias('orders', id, newCall()));
    expect(value(await vault.scheduleKeyDeletion(id, 7, newCall()))).toBe(day(7));
    clock.passDays(7);
    const gone = refusal('not-found');
    expect(await vault.describeKey(id)).toEqual(gone);
    expect(await vault.cancelKeyDeletion(id, newCall())).toEqual(gone);
    expect(await vault.decrypt(id, ciphertext, {})).toEqual(gone);
    expect(await vault.dependants(id)).toEqual(gone);
    expect(await vault.resolveAlias('orders')).toEqual(gone);
    expect(value(await vault.listKeys())).toEqual([]);
    expect(vault.events().at(-1)).toMatchObject({ at: day(7), call: 'DeleteKey', keyId: id, requestId: null });
    const { id: fresh } = await newKey(vault);
    value(await vault.createAlias('orders', fresh, newCall()));
  });

  it('erases every trace of the key material from the file and its write-ahead log', async () => {
    const clock = handClock();
    const file = vaultFile();
    const vault = openVault(file, clock, { vaultId: 'test' });
    const keys = [await newKey(vault), await newKey(vault, 'RSA_3072'), await newKey(vault, 'HMAC_256')];
    const wrapped = keys.flatMap(({ id }) => materials(file, id));
    expect(wrapped.map((material) => tracesOf(material, file))).not.toContain(0);
    for (const { id } of keys) value(await vault.scheduleKeyDeletion(id, 7, newCall()));
    clock.passDays(7);
    // The refused call itself is what finds the deletion due.
    expect(await vault.describeKey(keys[0]!.id)).toEqual(refusal('not-found'));
    expect(keys.flatMap(({ id }) => materials(file, id))).toEqual([null, null, null]);
    expect(wrapped.map((material) => tracesOf(material, file))).toEqual([0, 0, 0]);
  });

  it('pauses automatic rotation while it is pending', async () => {
    const clock = handClock();
    const vault = newVault(clock);
    const { id } = await newKey(vault);
    value(await vault.setAutomaticRotation(id, 90, newCall()));
    clock.passDays(80);
    value(await vault.scheduleKeyDeletion(id, 30, newCall()));
    clock.passDays(20);
    expect(value(await vault.describeKey(id)).versions).toHaveLength(1);
  });
});

describe('a key in a Practice vault', () => {
  const step = fc.oneof(
    fc.constantFrom('enable', 'disable', 'schedule', 'cancel' as const),
    fc.integer({ min: 1, max: 60 }),
  );

  it('follows the model of states and versions through any sequence of steps and days', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const clock = handClock();
        const vault = newVault(clock);
        const { id } = await newKey(vault);
        value(await vault.setAutomaticRotation(id, 90, newCall()));
        let model = { state: 'enabled', today: 0, deletedOn: Infinity, rotatedOn: 0, versions: 1 };
        for (const taken of steps) {
          model = after(model, taken);
          if (typeof taken === 'number') clock.passDays(taken);
          if (taken === 'enable') await vault.enableKey(id, newCall());
          if (taken === 'disable') await vault.disableKey(id, newCall());
          if (taken === 'schedule') await vault.scheduleKeyDeletion(id, 30, newCall());
          if (taken === 'cancel') await vault.cancelKeyDeletion(id, newCall());
          const key = await vault.describeKey(id);
          expect(key.ok ? [key.value.state, key.value.versions.length] : ['destroyed', model.versions]).toEqual([
            model.state,
            model.versions,
          ]);
        }
        vault.close();
      }),
      { numRuns: 60 },
    );
  });
});

interface Model {
  readonly state: string;
  readonly today: number;
  readonly deletedOn: number;
  readonly rotatedOn: number;
  readonly versions: number;
}

/** The specification once more, in days: one automatic rotation every 90, deletion after 30. */
function after(model: Model, taken: string | number): Model {
  const { state, today, deletedOn, rotatedOn, versions } = model;
  if (state === 'destroyed') return model;
  if (typeof taken === 'number') {
    const now = today + taken;
    if (state === 'pending-deletion' && now >= deletedOn) return { ...model, today: now, state: 'destroyed' };
    const missed = state === 'enabled' ? Math.floor((now - rotatedOn) / 90) : 0;
    return { ...model, today: now, rotatedOn: rotatedOn + 90 * missed, versions: versions + missed };
  }
  if (taken === 'cancel') return state === 'pending-deletion' ? { ...model, state: 'disabled' } : model;
  if (state === 'pending-deletion') return model;
  if (taken === 'schedule') return { ...model, state: 'pending-deletion', deletedOn: today + 30 };
  if (taken === 'disable') return { ...model, state: 'disabled' };
  const missed = state === 'disabled' && today - rotatedOn >= 90;
  return { ...model, state: 'enabled', ...(missed ? { rotatedOn: today, versions: versions + 1 } : {}) };
}

function materials(file: string, keyId: string): (Buffer | null)[] {
  const db = new Database(file, { readonly: true });
  const select = db.prepare<[string], { material: Buffer | null }>('SELECT material FROM versions WHERE key_id = ?');
  const rows = select.all(keyId);
  db.close();
  return rows.map((row) => row.material);
}

/** In how many places a piece of the material is still in the vault's files. */
function tracesOf(material: Buffer | null, file: string): number {
  const written = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)]);
  const pieces = Array.from({ length: Math.floor((material?.length ?? 0) / 16) }, (_, index) =>
    material!.subarray(index * 16, index * 16 + 16),
  );
  return pieces.filter((piece) => written.includes(piece)).length;
}
