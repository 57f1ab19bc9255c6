import Database from 'better-sqlite3';
import { createPrivateKey, hkdfSync } from 'node:crypto';
import { chmodSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ssh2 from 'ssh2';
import { beforeAll, describe, expect, it } from 'vitest';
import { unwrapMaterial } from '../../main/providers/practice/material.ts';
import { sshKeygen, WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';
import { makeKeyFile, needsSshKeygen, planArgs, publicKeyOf, runArgs } from './cast.ts';
import { newFolder, newSite, type Answer, type Site } from './claviger.ts';
import { errorShape } from './shapes.ts';

const CONSOLE_PASSPHRASE = 'canary-console-Kq7wz-passphrase';
const OWN_PASSPHRASE = 'canary-own-file-Xt3vb-passphrase';
const REASON_SECRET = 'canaryTok3nJ8fQ2Lx9Wm5Zr7Vb4Ns6Pd1H';

/** Secrets by name; where a secret may stand, as a pattern of paths. */
interface Canary {
  readonly name: string;
  readonly bytes: Buffer;
  readonly mayStandIn?: RegExp;
}

let site: Site;
let elsewhere: string;
const said: Answer[] = [];
const canaries: Canary[] = [];

async function say(args: readonly string[], exit = 0): Promise<Answer> {
  const env = { CLAVIGER_PASSPHRASE_FILE: join(elsewhere, 'passphrase') };
  const answer = await site.claviger(args, { env });
  expect([args, answer.exit, answer.stderr]).toEqual([args, exit, answer.stderr]);
  said.push(answer);
  return answer;
}

/** People's own keys stand outside the site: what is searched is what the console has made. */
function signOutside(who: string, file: string, namespace: string): string {
  const script = join(elsewhere, 'askpass');
  const env = { ...process.env, SSH_ASKPASS: script, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' };
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    const args = ['-Y', 'sign', '-f', join(elsewhere, who), '-n', namespace];
    const signed = sshKeygen(site.folder, args, readFileSync(site.path(file)));
    if (!signed.ok) throw new Error(signed.err);
    site.write(`${file}.${who}.sig`, signed.out);
    return `${file}.${who}.sig`;
  } finally {
    for (const name of ['SSH_ASKPASS', 'SSH_ASKPASS_REQUIRE', 'DISPLAY']) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  }
}

function ed25519Seed(file: string, passphrase: string): Buffer {
  const parsed = ssh2.utils.parseKey(readFileSync(file, 'utf8'), passphrase);
  if (parsed instanceof Error) throw parsed;
  const { d } = createPrivateKey(parsed.getPrivatePEM()).export({ format: 'jwk' });
  return Buffer.from(d ?? '', 'base64url');
}

function files(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? [path, ...files(path)] : [path];
  });
}

/** A secret in the spellings in which programs let it slip: raw, hex, base64 at each alignment, UTF-16. */
function spellings(secret: Buffer): readonly Buffer[] {
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), secret]).toString('base64');
    return text.slice(shift === 0 ? 0 : 4, text.length - 4);
  });
  const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const wide = Buffer.from(secret.toString('latin1'), 'utf16le');
  const texts = [secret.toString('hex'), secret.toString('hex').toUpperCase(), ...base64, ...url];
  return [secret, wide, ...texts.map((text) => Buffer.from(text))];
}

/** The first spelling of a secret in some bytes, or null. */
function slip(haystack: Buffer, secret: Buffer): string | null {
  return (
    spellings(secret)
      .find((spelling) => haystack.includes(spelling))
      ?.toString('latin1') ?? null
  );
}

beforeAll(async () => {
  if (WITHOUT_SSH_KEYGEN !== null) return;
  site = newSite();
  elsewhere = newFolder();
  const outside = newSite(elsewhere);
  outside.write('passphrase', `${CONSOLE_PASSPHRASE}\n`);
  chmodSync(outside.write('askpass', `#!/bin/sh\necho '${OWN_PASSPHRASE}'\n`), 0o700);
  for (const name of ['ada', 'ben']) makeKeyFile(outside, name, 'ed25519', '256', OWN_PASSPHRASE);
  site.write(
    'people.json',
    JSON.stringify([
      { name: 'Ada', roles: ['custodian', 'witness'], publicKeys: [publicKeyOf(outside, 'ada')] },
      { name: 'Ben', roles: ['custodian'], publicKeys: [publicKeyOf(outside, 'ben')] },
      { name: 'Cleo', roles: ['custodian'] },
      { name: 'Kim', roles: ['responder'] },
    ]),
  );
  await say(['init', '--sample', '--people', 'people.json']);
  await say(['genesis', 'show', '--out', 'genesis.json']);
  await say(['genesis', 'accept', '--signature', signOutside('ada', 'genesis.json', 'claviger-accept-v1')]);
  await say(['genesis', 'accept', '--as', 'Cleo']);
  const secrets = [`password=${REASON_SECRET}`, `use ${REASON_SECRET} for it`, `AccountKey=${REASON_SECRET}`];
  for (const reason of secrets) {
    const refused = await say([...planArgs('rotate', { as: 'Kim', reason }), '--json'], 2);
    expect(errorShape.parse(refused.json).error.code).toBe('looks-like-secret');
  }
  await say([...planArgs('rotate', { as: 'Kim', ticket: `token: ${REASON_SECRET}` })], 2);
  await say(planArgs('rotate', { as: 'Kim' }));
  await say(['sign', 'plan.json', '--as', 'Cleo']);
  await say(['sign', 'plan.json', '--as', 'Cleo', '--dissent', '--reason', `passphrase: ${REASON_SECRET}`], 2);
  await say(runArgs([signOutside('ben', 'plan.json', 'claviger-signoff-v1'), 'plan.json.cleo.sig']));
  await say(planArgs('rotate', { as: 'Kim', key: 'production/release-signing', out: 'second.json' }));
  await say(['sign', 'second.json', '--as', 'Cleo', '--json']);
  await say(runArgs([signOutside('ben', 'second.json', 'claviger-signoff-v1'), 'second.json.cleo.sig'], 'second.json'));
  for (const args of [
    ['keys', 'show', 'production/orders-data'],
    ['drill', 'rotation'],
    ['journal', 'search', 'e'],
  ]) {
    await say([...args, '--json']);
  }
  await say(['journal', 'export', 'journal.export']);
  await say(['journal', 'verify']);
  await say(['health'], 10);
  canaries.push(
    { name: 'passphrase of a console-held key', bytes: Buffer.from(CONSOLE_PASSPHRASE) },
    { name: 'passphrase of somebody’s own key', bytes: Buffer.from(OWN_PASSPHRASE) },
    { name: 'secret in a reason', bytes: Buffer.from(REASON_SECRET) },
    { name: 'private key of Ada', bytes: ed25519Seed(join(elsewhere, 'ada'), OWN_PASSPHRASE) },
    { name: 'private key of Ben', bytes: ed25519Seed(join(elsewhere, 'ben'), OWN_PASSPHRASE) },
    {
      name: 'private key of Cleo, kept by the console',
      bytes: ed25519Seed(join(site.workspace, 'people', 'cleo.key'), CONSOLE_PASSPHRASE),
    },
    ...workspaceSecrets(site),
  );
});

/** The workspace key, what is derived from it, and all that it protects. */
function workspaceSecrets({ home, workspace }: Site): readonly Canary[] {
  const keyFiles = files(join(home, 'keys')).map((file) => relative(home, file));
  expect(keyFiles.length).toBe(2);
  const found: Canary[] = [];
  for (const file of keyFiles) {
    const key = Buffer.from(readFileSync(join(home, file), 'utf8'), 'base64');
    expect(key).toHaveLength(32);
    found.push({ name: 'workspace key', bytes: key, mayStandIn: new RegExp(`^home/${file.replace('.', '\\.')}$`) });
    const derive = (purpose: string): Buffer =>
      Buffer.from(hkdfSync('sha256', key, 'claviger-workspace-v1', purpose, 32));
    found.push({ name: 'key of the checkpoint key', bytes: derive('checkpoint-key') });
    for (const environment of ['practice', 'staging', 'production']) {
      const wrapping = derive(`practice-vault:${environment}-vault`);
      found.push({ name: `wrapping key of ${environment}`, bytes: wrapping });
      found.push(...materials(join(workspace, 'vaults', `${environment}-vault.db`), wrapping));
    }
  }
  return found;
}

/** What the Practice vault keeps wrapped: whole, and for private keys a piece from the middle as well. */
function materials(file: string, wrapping: Buffer): readonly Canary[] {
  const db = new Database(file, { readonly: true });
  try {
    const vaultId = db.prepare<[], string>('SELECT id FROM vault').pluck().get() ?? '';
    const rows = db
      .prepare<[], { id: string; key_id: string; material: Buffer }>('SELECT id, key_id, material FROM versions')
      .all();
    return rows.flatMap(({ id, key_id: keyId, material }) => {
      const bytes = unwrapMaterial(wrapping, material, { vaultId, keyId, versionId: id });
      if (bytes === null) return [];
      // Of PKCS #8 the header is no secret: what is searched for lies behind it.
      const secret = bytes.length === 32 ? bytes : bytes.subarray(36, 68);
      return [{ name: `practice key ${keyId}`, bytes: secret }];
    });
  } finally {
    db.close();
  }
}

describe('secrets', () => {
  it('are found nowhere outside the encrypted stores and the files of the application folder', (context) => {
    needsSshKeygen(context);
    // Two workspaces know their wrapping keys; one of them has three vaults with a dozen keys in all.
    expect(canaries.filter(({ name }) => name.startsWith('practice key')).length).toBeGreaterThan(20);
    const places = files(site.folder).filter((path) => lstatSync(path).isFile());
    expect(places.length).toBeGreaterThan(30);
    const slips: string[] = [];
    for (const path of places) {
      const place = relative(site.folder, path);
      const haystack = readFileSync(path);
      for (const { name, bytes, mayStandIn } of canaries) {
        if (mayStandIn?.test(place) === true) continue;
        if (slip(haystack, bytes) !== null) slips.push(`${name} in ${place}`);
      }
    }
    expect(slips).toEqual([]);
  });

  it('are found in nothing that the console has printed', (context) => {
    needsSshKeygen(context);
    expect(said.length).toBeGreaterThan(15);
    const printed = Buffer.from(said.map(({ stdout, stderr }) => stdout + stderr).join('\n'));
    expect(canaries.filter(({ bytes }) => slip(printed, bytes) !== null).map(({ name }) => name)).toEqual([]);
  });

  it('would be found, in every spelling, if they were there', () => {
    const secret = Buffer.from('0123456789abcdefghijklmnopqrstuv');
    for (const prefix of ['', 'x', 'xy']) {
      for (const encoding of ['latin1', 'base64', 'base64url', 'hex'] as const) {
        const text = Buffer.concat([Buffer.from(prefix), secret, Buffer.from('tail')]).toString(encoding);
        expect([prefix, encoding, slip(Buffer.from(`before${text}after`), secret)]).not.toContain(null);
      }
    }
    expect(slip(Buffer.from(secret.toString(), 'utf16le'), secret)).not.toBeNull();
    expect(slip(Buffer.from('nothing here'), secret)).toBeNull();
  });
});

describe('what the console makes', () => {
  it('is for its user alone: files 0600, folders 0700', (context) => {
    needsSshKeygen(context);
    if (process.platform === 'win32') context.skip('Windows has no such modes');
    const made = [site.workspace, site.home].flatMap((folder) => [folder, ...files(folder)]);
    const open = made.filter((path) => {
      const stat = lstatSync(path);
      return (stat.mode & 0o777) !== (stat.isDirectory() ? 0o700 : 0o600);
    });
    expect(open.map((path) => relative(site.folder, path))).toEqual([]);
    for (const name of ['plan.json', 'plan.json.cleo.sig', 'genesis.json', 'journal.export']) {
      expect([name, lstatSync(site.path(name)).mode & 0o077]).toEqual([name, 0]);
    }
  });

  it('leaves nothing in the folder for temporary files', (context) => {
    needsSshKeygen(context);
    expect(readdirSync(site.path('tmp'))).toEqual([]);
  });
});
