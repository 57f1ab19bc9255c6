import type { Database } from 'better-sqlite3';
import type { Dependant, KeyDescription, KeySpec, KeyVersion, LastUse, ProviderEvent } from '../provider.ts';

/** A key as it is stored; times are ISO 8601 in UTC with milliseconds, so that they sort as text. */
export interface KeyRow {
  readonly id: string;
  readonly spec: KeySpec;
  readonly description: string;
  /** A JSON object. */
  readonly tags: string;
  readonly created_at: string;
  readonly state: 'enabled' | 'disabled' | 'pending-deletion';
  readonly deletion_date: string | null;
  readonly automatic_days: number | null;
  /** From when the automatic period counts: switching it on, or the last automatic rotation. */
  readonly automatic_since: string | null;
  readonly on_demand_used: number;
}

export interface VersionRow {
  readonly id: string;
  readonly key_id: string;
  readonly number: number;
  readonly created_at: string;
  readonly request_id: string | null;
  readonly origin: KeyVersion['origin'];
  /** Wrapped; null once the key is destroyed. */
  readonly material: Buffer | null;
}

/** All the SQL there is, as prepared statements, a group for each thing that is stored. */
export type Store = ReturnType<typeof prepareStore>;

/** Prepares the statements for one connection. */
export function prepareStore(db: Database) {
  return {
    keys: keyStatements(db),
    versions: versionStatements(db),
    aliases: aliasStatements(db),
    dependants: dependantStatements(db),
    log: logStatements(db),
    before: beforeStatements(db),
  };
}

// A key whose time is up is gone, even for a reader who cannot carry out the deletion.
const LIVE = "state <> 'destroyed' AND (deletion_date IS NULL OR deletion_date > ?)";

function keyStatements(db: Database) {
  const find = db.prepare<[string, string], KeyRow>(`SELECT * FROM keys WHERE id = ? AND ${LIVE}`);
  const list = db.prepare<[string], KeyRow>(`SELECT * FROM keys WHERE ${LIVE} ORDER BY created_at, id`);
  const add = db.prepare<[KeyRow]>(`INSERT INTO keys VALUES (@id, @spec, @description, @tags, @created_at, @state,
    @deletion_date, @automatic_days, @automatic_since, @on_demand_used)`);
  const setState = db.prepare<[string, string | null, string]>(
    'UPDATE keys SET state = ?, deletion_date = ? WHERE id = ?',
  );
  const setAutomatic = db.prepare<[number | null, string | null, string]>(
    'UPDATE keys SET automatic_days = ?, automatic_since = ? WHERE id = ?',
  );
  const countOnDemand = db.prepare<[string]>('UPDATE keys SET on_demand_used = on_demand_used + 1 WHERE id = ?');
  const automatic = db.prepare<[], KeyRow>(
    "SELECT * FROM keys WHERE state = 'enabled' AND automatic_days IS NOT NULL ORDER BY id",
  );
  const overdue = db.prepare<[string], { id: string; deletion_date: string }>(
    "SELECT id, deletion_date FROM keys WHERE state = 'pending-deletion' AND deletion_date <= ? ORDER BY id",
  );
  return {
    find: (id: string, now: string) => find.get(id, now) ?? null,
    list: (now: string) => list.all(now),
    add: (row: KeyRow) => void add.run(row),
    setState: (id: string, state: KeyRow['state'] | 'destroyed', deletionDate: string | null) =>
      void setState.run(state, deletionDate, id),
    setAutomatic: (id: string, days: number | null, since: string | null) => void setAutomatic.run(days, since, id),
    countOnDemand: (id: string) => void countOnDemand.run(id),
    /** Enabled keys that rotate automatically. */
    automatic: () => automatic.all(),
    /** Keys whose deletion is due. */
    overdue: (now: string) => overdue.all(now),
  };
}

function versionStatements(db: Database) {
  const list = db.prepare<[string], VersionRow>('SELECT * FROM versions WHERE key_id = ? ORDER BY number');
  const find = db.prepare<[string, string], VersionRow>('SELECT * FROM versions WHERE key_id = ? AND id = ?');
  const last = db.prepare<[string], VersionRow>('SELECT * FROM versions WHERE key_id = ? ORDER BY number DESC LIMIT 1');
  const add = db.prepare<[VersionRow]>(
    'INSERT INTO versions VALUES (@id, @key_id, @number, @created_at, @request_id, @origin, @material)',
  );
  const erase = db.prepare<[string]>('UPDATE versions SET material = NULL WHERE key_id = ?');
  return {
    list: (keyId: string) => list.all(keyId),
    find: (keyId: string, id: string) => find.get(keyId, id) ?? null,
    last: (keyId: string) => last.get(keyId) ?? null,
    add: (row: VersionRow) => void add.run(row),
    erase: (keyId: string) => void erase.run(keyId),
  };
}

function aliasStatements(db: Database) {
  const target = db.prepare<[string], { key_id: string }>('SELECT key_id FROM aliases WHERE name = ?');
  const names = db.prepare<[string], { name: string }>('SELECT name FROM aliases WHERE key_id = ? ORDER BY name');
  const put = db.prepare<[string, string]>(
    'INSERT INTO aliases VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET key_id = excluded.key_id',
  );
  const remove = db.prepare<[string]>('DELETE FROM aliases WHERE name = ?');
  const removeAll = db.prepare<[string]>('DELETE FROM aliases WHERE key_id = ?');
  return {
    target: (name: string) => target.get(name)?.key_id ?? null,
    names: (keyId: string) => names.all(keyId).map((row) => row.name),
    put: (name: string, keyId: string) => void put.run(name, keyId),
    remove: (name: string) => void remove.run(name),
    removeAll: (keyId: string) => void removeAll.run(keyId),
  };
}

function dependantStatements(db: Database) {
  const list = db.prepare<[string, string], Dependant>(`
    SELECT kind, name, CASE WHEN key_id IS NULL THEN 'alias' ELSE 'key-id' END AS pins FROM dependants
    WHERE key_id = ? OR alias IN (SELECT name FROM aliases WHERE key_id = ?) ORDER BY kind, name, seq`);
  const add = db.prepare<[string, string, string | null, string | null]>(
    'INSERT INTO dependants (kind, name, key_id, alias) VALUES (?, ?, ?, ?)',
  );
  const remove = db.prepare<[string, string]>(
    'DELETE FROM dependants WHERE key_id = ? OR alias IN (SELECT name FROM aliases WHERE key_id = ?)',
  );
  return {
    /** Those that name the key, and those that go through an alias that points at it now. */
    list: (keyId: string) => list.all(keyId, keyId),
    pinKey: (it: Dependant, keyId: string) => void add.run(it.kind, it.name, keyId, null),
    pinAlias: (it: Dependant, alias: string) => void add.run(it.kind, it.name, null, alias),
    removeAll: (keyId: string) => void remove.run(keyId, keyId),
  };
}

const EVENT = 'SELECT at, call, key_id AS keyId, request_id AS requestId, principal FROM events';

function logStatements(db: Database) {
  const add = db.prepare<[ProviderEvent]>(
    'INSERT INTO events (at, call, key_id, request_id, principal) VALUES (@at, @call, @keyId, @requestId, @principal)',
  );
  const find = db.prepare<[string], ProviderEvent>(`${EVENT} WHERE request_id = ? ORDER BY seq LIMIT 1`);
  const all = db.prepare<[], ProviderEvent>(`${EVENT} ORDER BY seq`);
  const used = db.prepare<[string, string, string, string]>('INSERT OR REPLACE INTO last_uses VALUES (?, ?, ?, ?)');
  const lastUse = db.prepare<[string], LastUse>('SELECT at, operation, principal FROM last_uses WHERE key_id = ?');
  return {
    add: (event: ProviderEvent) => void add.run(event),
    find: (requestId: string) => find.get(requestId) ?? null,
    all: () => all.all(),
    recordUse: (keyId: string, use: LastUse) => void used.run(keyId, use.at, use.operation, use.principal),
    lastUse: (keyId: string) => lastUse.get(keyId) ?? null,
  };
}

function beforeStatements(db: Database) {
  const clear = db.prepare('DELETE FROM before_last_change');
  const add = db.prepare<[string, string | null]>('INSERT OR REPLACE INTO before_last_change VALUES (?, ?)');
  const all = db.prepare<[], { key_id: string; description: string | null }>('SELECT * FROM before_last_change');
  return {
    /** Keeps how the keys of the coming change look now; null for a key that is about to be made. */
    remember: (keys: ReadonlyMap<string, KeyDescription | null>) => {
      clear.run();
      for (const [id, key] of keys) add.run(id, key === null ? null : JSON.stringify(key));
    },
    read: (): ReadonlyMap<string, KeyDescription | null> =>
      new Map(
        all
          .all()
          .map((row) => [
            row.key_id,
            row.description === null ? null : (JSON.parse(row.description) as KeyDescription),
          ]),
      ),
  };
}
