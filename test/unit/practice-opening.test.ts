import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openPracticeVault, PRACTICE_NOTICE } from '../../main/providers/index.ts';
import { APPLICATION_ID, migrate, MIGRATIONS, schemaVersion } from '../../main/providers/practice/schema.ts';
import { handClock, newCall, newKey, openVault, refusal, value, vaultFile, WRAPPING_KEY } from './practice-support.ts';

const clock = handClock();
const create = { vaultId: 'test' };
const error = (code: string) => ({ ok: false, error: { code, message: expect.any(String) as unknown } });

/** Makes a vault, closes it, and lets `work` loose on its database. */
function tampered(work: (db: Database.Database) => void): string {
  const file = vaultFile();
  openVault(file, clock, create).close();
  const db = new Database(file);
  work(db);
  db.close();
  return file;
}

describe('opening a Practice vault', () => {
  it('says plainly what it is for', () => {
    const vault = openVault(vaultFile(), clock, create);
    expect(vault.description).toBe(PRACTICE_NOTICE);
    expect(PRACTICE_NOTICE).toMatch(/software.*never protect real data/is);
  });

  it('finds everything again that was there when it was closed', async () => {
    const file = vaultFile();
    const vault = openVault(file, clock, create);
    const { id } = await newKey(vault);
    const { ciphertext } = value(await vault.encrypt(id, Buffer.from('sample'), { a: 'b' }));
    value(await vault.createAlias('orders', id, newCall('alias-intent')));
    const before = value(await vault.listKeys());
    vault.close();
    const again = openVault(file, clock);
    expect(value(await again.identify())).toEqual({ provider: 'practice', vault: 'test' });
    expect(value(await again.listKeys())).toEqual(before);
    expect(Buffer.from(value(await again.decrypt(id, ciphertext, { a: 'b' })).plaintext).toString()).toBe('sample');
    expect(value(await again.findEvent('alias-intent'))).toMatchObject({ call: 'CreateAlias', principal: 'ada' });
  });

  it('is refused with the wrong wrapping key', () => {
    const file = vaultFile();
    openVault(file, clock, create).close();
    const opened = openPracticeVault({ file, clock, wrappingKey: new Uint8Array(32).fill(8) });
    expect(opened).toEqual(error('wrong-wrapping-key'));
  });

  it('is refused with a wrapping key of another length, or a vault id that is no name', () => {
    const file = vaultFile();
    expect(openPracticeVault({ file, clock, wrappingKey: new Uint8Array(16), create })).toEqual(error('invalid-input'));
    const odd = { file, clock, wrappingKey: WRAPPING_KEY, create: { vaultId: 'No Name' } };
    expect(openPracticeVault(odd)).toEqual(error('invalid-input'));
    expect(existsSync(file)).toBe(false);
  });

  it('never makes a vault unasked, and never over an existing file', () => {
    const file = vaultFile();
    expect(openPracticeVault({ file, clock, wrappingKey: WRAPPING_KEY })).toEqual(error('vault-missing'));
    expect(existsSync(file)).toBe(false);
    openVault(file, clock, create).close();
    const before = readFileSync(file);
    expect(openPracticeVault({ file, clock, wrappingKey: WRAPPING_KEY, create })).toEqual(error('vault-exists'));
    expect(readFileSync(file)).toEqual(before);
  });

  it('is refused where the folder does not exist', () => {
    const file = `${vaultFile()}/nowhere/vault.db`;
    expect(openPracticeVault({ file, clock, wrappingKey: WRAPPING_KEY, create })).toEqual(error('unreadable'));
  });

  it.each<[string, (file: string) => void]>([
    [
      'an empty file',
      (file) => {
        writeFileSync(file, '');
      },
    ],
    [
      'a text file',
      (file) => {
        writeFileSync(file, 'not a database, but long enough to look at. '.repeat(20));
      },
    ],
    [
      'another database',
      (file) => {
        new Database(file).exec('CREATE TABLE other (a)').close();
      },
    ],
  ])('is refused for %s, which is left as it was', (_, make) => {
    const file = vaultFile();
    make(file);
    const before = readFileSync(file);
    expect(openPracticeVault({ file, clock, wrappingKey: WRAPPING_KEY })).toEqual(error('not-a-vault'));
    expect(readFileSync(file)).toEqual(before);
  });

  it('is refused for a database from the future, for writing and for reading', () => {
    const file = tampered((db) => db.pragma(`user_version = ${MIGRATIONS.length + 1}`));
    expect(openPracticeVault({ file, clock, wrappingKey: WRAPPING_KEY })).toEqual(error('from-the-future'));
    expect(openPracticeVault({ file, clock, readonly: true })).toEqual(error('from-the-future'));
  });

  it('makes a file that only its owner may read', () => {
    const file = vaultFile();
    openVault(file, clock, create);
    for (const name of [file, `${file}-wal`]) expect(statSync(name).mode & 0o777).toBe(0o600);
  });

  it('makes a database that is marked as a vault and writes durably', () => {
    const file = vaultFile();
    openVault(file, clock, create);
    const db = new Database(file, { readonly: true });
    expect(db.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(schemaVersion(db)).toBe(MIGRATIONS.length);
    const tables = db.pragma('table_list') as { schema: string; name: string; strict: number }[];
    const ours = tables.filter((it) => it.schema === 'main' && !it.name.startsWith('sqlite_'));
    expect(ours.length).toBeGreaterThan(5);
    expect(ours.filter((it) => it.strict === 0)).toEqual([]);
    db.close();
  });
});

describe('stored key material', () => {
  it('cannot be moved to another key', async () => {
    const file = vaultFile();
    const vault = openVault(file, clock, create);
    const [one, two] = [await newKey(vault), await newKey(vault)];
    vault.close();
    const db = new Database(file);
    const copy = 'UPDATE versions SET material = (SELECT material FROM versions WHERE key_id = ?) WHERE key_id = ?';
    db.prepare(copy).run(one.id, two.id);
    db.close();
    const again = openVault(file, clock);
    expect(await again.encrypt(two.id, Buffer.from('sample'), {})).toEqual(refusal('internal'));
    value(await again.encrypt(one.id, Buffer.from('sample'), {}));
  });

  it('never stands in the file in the clear', async () => {
    const canary = Buffer.from('CANARY-key-material-32-bytes-lon');
    const file = vaultFile();
    // Every random byte is the canary's: ids and nonces may show it in part, but whole it is only the material.
    const randomBytes = (size: number) => canary.subarray(0, size);
    const vault = value(openPracticeVault({ file, clock, wrappingKey: WRAPPING_KEY, create, randomBytes }));
    const { id } = await newKey(vault);
    value(await vault.generateDataKey(id, {}));
    const written = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)]);
    vault.close();
    expect(written.includes(canary)).toBe(false);
    expect(written.includes(Buffer.from(WRAPPING_KEY))).toBe(false);
    expect(readFileSync(file).includes(canary)).toBe(false);
  });
});

describe('a Practice vault opened for reading only', () => {
  it('answers reads without any key, and refuses all changes and uses', async () => {
    const file = vaultFile();
    const vault = openVault(file, clock, create);
    const key = await newKey(vault);
    value(vault.setFaults([{ call: '*', kind: 'throttle', times: 9 }]));
    vault.close();
    const reader = value(openPracticeVault({ file, clock, readonly: true }));
    expect(value(await reader.listKeys())).toEqual([key]);
    expect(value(await reader.describeKey(key.id))).toEqual(key);
    const refused = refusal('unsupported');
    expect(await reader.disableKey(key.id, newCall())).toEqual(refused);
    expect(await reader.encrypt(key.id, Buffer.from('sample'), {})).toEqual(refused);
    expect(reader.setFaults([])).toEqual(refused);
    expect(reader.setDependants(key.id, [])).toEqual(refused);
    reader.close();
  });

  it('does not show a key whose deletion is due, although it cannot carry it out', async () => {
    const later = handClock();
    const file = vaultFile();
    const vault = openVault(file, later, create);
    const { id } = await newKey(vault);
    value(await vault.createAlias('orders', id, newCall()));
    value(await vault.scheduleKeyDeletion(id, 7, newCall()));
    vault.close();
    later.passDays(7);
    const reader = value(openPracticeVault({ file, clock: later, readonly: true }));
    expect(value(await reader.listKeys())).toEqual([]);
    expect(await reader.describeKey(id)).toEqual(refusal('not-found'));
    expect(await reader.resolveAlias('orders')).toEqual(refusal('not-found'));
    reader.close();
  });
});

describe('the migrations', () => {
  it.each(MIGRATIONS.map((_, index) => index))('lead from version %i to the present', (version) => {
    const db = new Database(':memory:');
    migrate(db, MIGRATIONS.slice(0, version));
    expect(schemaVersion(db)).toBe(version);
    migrate(db);
    expect(schemaVersion(db)).toBe(MIGRATIONS.length);
    db.close();
  });

  it('are carried out in order, each whole or not at all', () => {
    const db = new Database(':memory:');
    const steps = [
      'CREATE TABLE a (x)',
      'INSERT INTO a VALUES (1)',
      'INSERT INTO a VALUES (2); SELECT nonsense FROM nowhere',
    ];
    expect(() => {
      migrate(db, steps);
    }).toThrow('no such table');
    expect(schemaVersion(db)).toBe(2);
    expect(db.prepare('SELECT x FROM a').all()).toEqual([{ x: 1 }]);
    migrate(db, [...steps.slice(0, 2), 'INSERT INTO a VALUES (3)']);
    expect(db.prepare('SELECT x FROM a').all()).toEqual([{ x: 1 }, { x: 3 }]);
    db.close();
  });

  it('refuse to be read before they were carried out', () => {
    const file = tampered((db) => db.pragma('user_version = 0'));
    expect(openPracticeVault({ file, clock, readonly: true })).toEqual(error('outdated'));
  });
});

describe('two processes with one Practice vault', () => {
  it('refuse as throttled what another one keeps waiting, and nothing was done', async () => {
    const file = vaultFile();
    const vault = value(openPracticeVault({ file, clock, wrappingKey: WRAPPING_KEY, create, busyMs: 0 }));
    const { id } = await newKey(vault);
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    const call = newCall();
    expect(await vault.disableKey(id, call)).toEqual(refusal('throttled'));
    other.exec('ROLLBACK');
    other.close();
    expect(value(await vault.describeKey(id)).state).toBe('enabled');
    expect(value(await vault.findEvent(call.intentId))).toBeNull();
    vault.close();
  });
});
