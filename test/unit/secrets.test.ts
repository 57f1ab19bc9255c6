import * as fc from 'fast-check';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadWorkspaceKey, newWorkspaceKey, seal, unseal, workspaceKeyFile } from '../../main/workspace/secrets.ts';
import { newCheckpointKey, openCheckpointKey } from '../../main/workspace/checkpoint-key.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { unwrap } from '../support/unwrap.ts';

const key = newWorkspaceKey();
const bytes = fc.uint8Array({ maxLength: 200 });
const purpose = fc.string({ maxLength: 30 });
const WORKSPACE = 'ab'.repeat(32);

describe('what is sealed', () => {
  test('opens with the same key for the same purpose, whatever it is', () => {
    fc.assert(
      fc.property(bytes, purpose, (secret, what) => {
        expect(unseal(key, what, seal(key, what, secret))).toEqual(Buffer.from(secret));
      }),
    );
  });

  test('does not open for another purpose', () => {
    fc.assert(
      fc.property(bytes, purpose, purpose, (secret, what, other) => {
        fc.pre(what !== other);
        expect(unseal(key, other, seal(key, what, secret))).toBeNull();
      }),
    );
  });

  test('does not open under another key', () => {
    const another = newWorkspaceKey();
    fc.assert(
      fc.property(bytes, (secret) => {
        expect(unseal(another, 'purpose', seal(key, 'purpose', secret))).toBeNull();
      }),
    );
  });

  test('does not open after any bit of it was flipped', () => {
    fc.assert(
      fc.property(bytes, fc.nat(), fc.integer({ min: 0, max: 7 }), (secret, place, bit) => {
        const sealed = Uint8Array.from(seal(key, 'purpose', secret));
        const at = place % sealed.length;
        sealed[at] = (sealed[at] ?? 0) ^ (1 << bit);
        expect(unseal(key, 'purpose', sealed)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  test('does not open cut short or with something added', () => {
    fc.assert(
      fc.property(bytes, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 5 }), (secret, cut, more) => {
        const sealed = seal(key, 'purpose', secret);
        expect(unseal(key, 'purpose', sealed.subarray(0, cut % sealed.length))).toBeNull();
        expect(unseal(key, 'purpose', Buffer.concat([sealed, more]))).toBeNull();
      }),
    );
  });

  test('looks different each time, and does not show what is in it', () => {
    const secret = Buffer.from('canary secret that must not be seen');
    const [one, two] = [seal(key, 'purpose', secret), seal(key, 'purpose', secret)];
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(false);
    expect(Buffer.from(one).includes('canary')).toBe(false);
  });
});

describe('the workspace key', () => {
  test('gives different keys for different purposes, the same for the same', () => {
    fc.assert(
      fc.property(purpose, purpose, (one, other) => {
        expect(Buffer.from(key.derive(one)).equals(key.derive(other))).toBe(one === other);
        expect(key.derive(one)).toHaveLength(32);
      }),
    );
  });

  test('is stored for its user alone and loaded again', () => {
    const home = join(temporaryFolder(), 'home');
    const made = newWorkspaceKey();
    made.store(home, WORKSPACE);
    const file = workspaceKeyFile(home, WORKSPACE);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    expect(statSync(home).mode & 0o777).toBe(0o700);
    expect(unwrap(loadWorkspaceKey(home, WORKSPACE)).derive('x')).toEqual(made.derive('x'));
  });

  test('never replaces one that is there', () => {
    const home = temporaryFolder();
    const first = newWorkspaceKey();
    first.store(home, WORKSPACE);
    expect(() => {
      newWorkspaceKey().store(home, WORKSPACE);
    }).toThrow();
    expect(unwrap(loadWorkspaceKey(home, WORKSPACE)).derive('x')).toEqual(first.derive('x'));
  });

  test.each<[string, (file: string) => void]>([
    ['is not there', () => undefined],
    [
      'is empty',
      (file) => {
        writeFileSync(file, '');
      },
    ],
    [
      'is too short',
      (file) => {
        writeFileSync(file, Buffer.alloc(16).toString('base64'));
      },
    ],
    [
      'is too long',
      (file) => {
        writeFileSync(file, Buffer.alloc(33).toString('base64'));
      },
    ],
    [
      'is a folder',
      (file) => {
        mkdirSync(file);
      },
    ],
  ])('that %s is said to be missing', (_, put) => {
    const home = temporaryFolder();
    const file = workspaceKeyFile(home, WORKSPACE);
    mkdirSync(dirname(file), { recursive: true });
    put(file);
    expect(loadWorkspaceKey(home, WORKSPACE)).toMatchObject({ ok: false, error: { code: 'workspace-key-missing' } });
  });
});

describe('the checkpoint key', () => {
  function stored() {
    const file = join(temporaryFolder(), 'checkpoint-key.sealed');
    const made = newCheckpointKey();
    made.store(file, key);
    return { file, made };
  }

  test('is stored sealed, for its user alone, and signs the same afterwards', () => {
    const { file, made } = stored();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const opened = unwrap(openCheckpointKey(file, key));
    expect(opened.publicKey).toEqual(made.signer.publicKey);
    const message = Buffer.from('a head');
    expect(opened.sign(message)).toEqual(made.signer.sign(message));
  });

  test('does not open under another workspace’s key, altered, or where it is missing', () => {
    const { file } = stored();
    const refusal = { ok: false, error: { code: 'workspace-key-missing' } };
    expect(openCheckpointKey(file, newWorkspaceKey())).toMatchObject(refusal);
    const bytes = readFileSync(file);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    chmodSync(file, 0o600);
    writeFileSync(file, bytes);
    expect(openCheckpointKey(file, key)).toMatchObject(refusal);
    rmSync(file);
    expect(openCheckpointKey(file, key)).toMatchObject(refusal);
    expect(readdirSync(dirname(file))).toEqual([]);
  });
});
