import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openJournalReadOnly } from '../../main/journal/index.ts';
import { defaultPolicy } from '../../shared/policy.ts';
import { consoleError } from '../../shared/errors.ts';
import { fail, ok } from '../../shared/result.ts';
import { createWorkspace, openForReading, openForWriting, type NewWorkspace } from '../../main/workspace/index.ts';
import { castInputs } from '../support/cast.ts';
import { consoleAt } from '../support/console-at.ts';
import { newLab } from '../support/lab.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { testClock } from '../support/test-clock.ts';
import { present, unwrap } from '../support/unwrap.ts';

const { genesis } = newLab().open().workspace.authority;

/** Everything in a folder, with paths from there. */
function inside(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true }).map(String).sort();
}

function wishIn(place: string, changes: Partial<NewWorkspace> = {}): NewWorkspace {
  return {
    folder: join(place, 'workspace'),
    home: join(place, 'home'),
    clock: testClock(),
    roster: genesis.roster,
    policy: defaultPolicy(),
    connections: [],
    sample: false,
    consoleKeys: new Map(),
    populate: () => ok(undefined),
    ...changes,
  };
}

describe('a workspace that cannot be made leaves nothing behind', () => {
  test('when its vaults cannot be filled', () => {
    const place = temporaryFolder();
    const populate: NewWorkspace['populate'] = ({ vaults }) => {
      writeFileSync(join(vaults, 'half.db'), 'half a vault');
      return fail(consoleError('vault-failed', 'The vault could not be made.'));
    };
    expect(createWorkspace(wishIn(place, { populate }))).toMatchObject({ ok: false, error: { code: 'vault-failed' } });
    expect(inside(place)).toEqual([]);
  });

  test('not even the folders above it', () => {
    const place = temporaryFolder();
    const wish = wishIn(place, { folder: join(place, 'a', 'b', 'workspace') });
    const populate = () => fail(consoleError('vault-failed', 'The vault could not be made.'));
    expect(createWorkspace({ ...wish, populate }).ok).toBe(false);
    expect(inside(place)).toEqual([]);
  });

  test('when something unforeseen is thrown', () => {
    const place = temporaryFolder();
    const populate = (): never => {
      throw new Error('a defect');
    };
    expect(() => createWorkspace(wishIn(place, { populate }))).toThrow('a defect');
    expect(inside(place)).toEqual([]);
  });

  test('when its key cannot be stored', () => {
    const place = temporaryFolder();
    writeFileSync(join(place, 'home'), 'a file where the application folder should be');
    expect(createWorkspace(wishIn(place)).ok).toBe(false);
    expect(inside(place)).toEqual(['home']);
  });

  test.each([
    [
      'a file is in its place',
      (folder: string) => {
        writeFileSync(folder, 'mine');
      },
    ],
    [
      'a folder with something in it is in its place',
      (folder: string) => {
        mkdirSync(folder);
        writeFileSync(join(folder, 'mine'), '');
      },
    ],
  ])('when %s, which stays as it is', (_, put) => {
    const place = temporaryFolder();
    put(join(place, 'workspace'));
    const before = inside(place);
    expect(createWorkspace(wishIn(place))).toMatchObject({ ok: false, error: { code: 'workspace-exists' } });
    expect(inside(place)).toEqual(before);
  });

  test('when its folder is kept in step with a cloud service', () => {
    const place = temporaryFolder();
    const wish = wishIn(place, { folder: join(place, 'Dropbox', 'workspace') });
    expect(createWorkspace(wish)).toMatchObject({ ok: false, error: { code: 'workspace-unsuitable' } });
    expect(inside(place)).toEqual([]);
  });
});

describe('a workspace that was made', () => {
  test('takes an empty folder that is there', () => {
    const place = temporaryFolder();
    mkdirSync(join(place, 'workspace'));
    const id = unwrap(createWorkspace(wishIn(place)));
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(inside(place).filter((name) => name.includes('.claviger-'))).toEqual([]);
  });

  test('is another one each time, though everything in it is the same', () => {
    const ids = [temporaryFolder(), temporaryFolder()].map((place) => unwrap(createWorkspace(wishIn(place))));
    expect(new Set(ids).size).toBe(2);
  });

  test('begins with the genesis: roster, policy, connections and the key of its checkpoints', () => {
    const place = temporaryFolder();
    unwrap(createWorkspace(wishIn(place)));
    const journal = unwrap(openJournalReadOnly({ file: join(place, 'workspace', 'journal.db') }));
    expect(journal.size()).toBe(1);
    expect(journal.entry(0)?.payload).toMatchObject({ type: 'claviger.genesis.v1', sample: false, connections: [] });
    journal.close();
  });
});

describe('whoever else uses this computer', () => {
  let mask = 0;
  beforeEach(() => {
    // The mask that the safeguard sets before anything else.
    mask = process.umask(0o077);
  });
  afterEach(() => {
    process.umask(mask);
  });

  test('cannot read a file of a workspace or of the application folder, nor enter their folders', async () => {
    const place = temporaryFolder();
    const clock = testClock();
    const console = consoleAt(join(place, 'home'), clock);
    const folder = join(place, 'workspace');
    unwrap(console.init({ folder, sample: true, people: null, passphraseFor: () => '' }));
    expect(unwrap(await console.drillRotation(folder, () => undefined)).result).toBe('passed');
    const open = unwrap(console.write(folder, 'test'));
    const modes = inside(place).map((name) => [name, statSync(join(place, name)).mode & 0o777] as const);
    expect(modes.length).toBeGreaterThan(30);
    const others = modes.filter(([, mode]) => (mode & 0o077) !== 0);
    expect(others).toEqual([]);
    open.close();
  });
});

test('what must stay secret is for its user alone even where nobody set a mask', () => {
  const mask = process.umask(0);
  try {
    const place = temporaryFolder();
    unwrap(createWorkspace(wishIn(place, { consoleKeys: new Map([['ada', 'a sealed key']]) })));
    const mode = (...path: readonly string[]): number => statSync(join(place, ...path)).mode & 0o777;
    for (const folder of ['workspace', 'workspace/people', 'workspace/vaults', 'home', 'home/keys']) {
      expect([folder, mode(folder)]).toEqual([folder, 0o700]);
    }
    const files = ['journal.db', 'checkpoint-key.sealed', 'people/ada.key', 'reserve'].map(
      (name) => `workspace/${name}`,
    );
    const keys = readdirSync(join(place, 'home', 'keys')).map((name) => `home/keys/${name}`);
    for (const file of [...files, ...keys]) expect([file, mode(file)]).toEqual([file, 0o600]);
  } finally {
    process.umask(mask);
  }
});

describe('a workspace without its key', () => {
  test('is read and verified, and not written', () => {
    const lab = newLab();
    const options = { folder: lab.folder, home: lab.home, clock: lab.clock, command: 'test' };
    rmSync(join(lab.home, 'keys'), { recursive: true });
    expect(openForWriting(options)).toMatchObject({ ok: false, error: { code: 'workspace-key-missing' } });
    const reading = unwrap(openForReading(options));
    expect(reading.authority.roster.people).toHaveLength(castInputs().length);
    reading.close();
    // The refusal has not left the lock behind.
    expect(openForWriting(options)).toMatchObject({ ok: false, error: { code: 'workspace-key-missing' } });
  });

  test('or with that of another workspace, is not written', () => {
    const [lab, other] = [newLab(), temporaryFolder()];
    unwrap(createWorkspace(wishIn(other)));
    const [mine] = readdirSync(join(lab.home, 'keys'));
    const [theirs] = readdirSync(join(other, 'home', 'keys'));
    writeFileSync(join(lab.home, 'keys', present(mine)), readFileSync(join(other, 'home', 'keys', present(theirs))));
    const opened = openForWriting({ folder: lab.folder, home: lab.home, clock: lab.clock, command: 'test' });
    expect(opened).toMatchObject({ ok: false, error: { code: 'workspace-key-missing' } });
  });
});

describe('a workspace has one writer', () => {
  test('a second one is told who has it; afterwards it can be had', () => {
    const lab = newLab();
    const options = { folder: lab.folder, home: lab.home, clock: lab.clock };
    const first = unwrap(openForWriting({ ...options, command: 'drill rotation' }));
    const second = openForWriting({ ...options, command: 'run' });
    expect(second).toMatchObject({ ok: false, error: { code: 'workspace-locked' } });
    const message = second.ok ? '' : second.error.message;
    expect(message).toContain('claviger drill rotation');
    expect(message).toContain(String(process.pid));
    const reader = unwrap(openForReading(options));
    reader.close();
    first.close();
    unwrap(openForWriting({ ...options, command: 'run' })).close();
    expect(inside(lab.folder)).not.toContain('lock.json');
  });

  test('where there is none, it says so', () => {
    const place = temporaryFolder();
    const options = { folder: join(place, 'nothing'), home: place, clock: testClock(), command: 'test' };
    const missing = { ok: false, error: { code: 'workspace-missing' } };
    expect(openForReading(options)).toMatchObject(missing);
    expect(openForWriting(options)).toMatchObject(missing);
    expect(relative(place, options.folder)).toBe('nothing');
    expect(inside(place)).toEqual([]);
  });
});
