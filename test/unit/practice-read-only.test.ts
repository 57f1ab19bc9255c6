import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, type TestContext } from 'vitest';
import { handClock, newKey, openVault, vaultFile } from './practice-support.ts';

const clock = handClock();
const NOBODY = 65_534;
const places: string[] = [];
afterEach(() => {
  for (const place of places.splice(0)) rmSync(place, { recursive: true, force: true });
});

/** A vault that belongs to somebody else, and a folder for the reader's temporary files. */
interface Place {
  readonly file: string;
  readonly temporary: string;
}

/** Copies a vault as a crash leaves it: the file and its WAL, without the shared memory that opening makes anew. */
function shelved(file: string, mode: number): Place {
  const place = mkdtempSync(join(tmpdir(), 'claviger-shelf-'));
  places.push(place);
  const [shelf, temporary] = [join(place, 'shelf'), join(place, 'tmp')];
  mkdirSync(shelf);
  mkdirSync(temporary, { mode: 0o700 });
  chownSync(temporary, NOBODY, NOBODY);
  for (const part of ['', '-wal'].filter((suffix) => existsSync(file + suffix))) {
    copyFileSync(file + part, join(shelf, basename(file) + part));
    chmodSync(join(shelf, basename(file) + part), mode);
  }
  chmodSync(place, 0o755);
  chmodSync(shelf, 0o555);
  return { file: join(shelf, basename(file)), temporary };
}

/** What nobody finds in the vault, and the modes of what stood among the temporary files while it was open. */
function readAsNobody({ file, temporary }: Place): unknown {
  const index = pathToFileURL(join(import.meta.dirname, '../../main/providers/index.ts')).href;
  const script = `
    import { readdirSync, statSync } from 'node:fs';
    import { join } from 'node:path';
    const { openPracticeVault } = await import(${JSON.stringify(index)});
    const clock = { now: () => new Date(${clock.now().getTime()}) };
    const opened = openPracticeVault({ file: ${JSON.stringify(file)}, clock, readonly: true });
    const modes = () => readdirSync(${JSON.stringify(temporary)}, { recursive: true }).sort().map((name) => {
      const { mode } = statSync(join(${JSON.stringify(temporary)}, name));
      return name.replace(/copy-[^/]*/, 'copy') + ' ' + (mode & 0o777).toString(8);
    });
    const report = { error: opened.ok ? null : opened.error.code, modes: modes() };
    if (opened.ok) {
      report.keys = (await opened.value.listKeys()).value.map(({ id }) => id);
      opened.value.close();
    }
    process.stdout.write(JSON.stringify(report));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    uid: NOBODY,
    gid: NOBODY,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: temporary },
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

function asRoot(context: TestContext): void {
  if (process.getuid?.() !== 0) context.skip('only root can read as another user');
}

const COPY = ['claviger-copy 700', 'claviger-copy/vault.db 600', 'claviger-copy/vault.db-shm 600'];

describe('a Practice vault in a folder that may not be written', () => {
  it('is read from a private copy, which is gone when it is closed', async (context) => {
    asRoot(context);
    const source = vaultFile();
    const vault = openVault(source, clock, { vaultId: 'test' });
    const { id } = await newKey(vault);
    vault.close();
    const place = shelved(source, 0o444);
    expect(readAsNobody(place)).toMatchObject({
      error: null,
      keys: [id],
      modes: expect.arrayContaining(COPY) as string[],
    });
    expect(readdirSync(place.temporary)).toEqual([]);
    expect(readdirSync(dirname(place.file))).toEqual(['vault.db']);
  });

  it('is read with what only stands in its WAL', async (context) => {
    asRoot(context);
    const source = vaultFile();
    const vault = openVault(source, clock, { vaultId: 'test' });
    const { id } = await newKey(vault);
    expect(statSync(`${source}-wal`).size).toBeGreaterThan(0);
    const place = shelved(source, 0o444);
    expect(readAsNobody(place)).toMatchObject({
      error: null,
      keys: [id],
      modes: expect.arrayContaining([...COPY, 'claviger-copy/vault.db-wal 600']) as string[],
    });
    expect(readdirSync(place.temporary)).toEqual([]);
    expect(readdirSync(dirname(place.file))).toEqual(['vault.db', 'vault.db-wal']);
  });

  it('is refused to whom may not read it, and nothing is left behind', (context) => {
    asRoot(context);
    const source = vaultFile();
    openVault(source, clock, { vaultId: 'test' }).close();
    const place = shelved(source, 0o600);
    expect(readAsNobody(place)).toEqual({ error: 'unreadable', modes: [] });
    expect(readdirSync(place.temporary)).toEqual([]);
  });
});
