import { chmodSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { below, ed25519Seed, slip, workspaceSecrets, type Canary } from '../support/canaries.ts';
import { sshKeygen, WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';
import { makeKeyFile, needsSshKeygen, planArgs, publicKeyOf, runArgs } from './cast.ts';
import { newFolder, newSite, type Answer, type Site } from './claviger.ts';
import { errorShape } from './shapes.ts';

const CONSOLE_PASSPHRASE = 'canary-console-Kq7wz-passphrase';
const OWN_PASSPHRASE = 'canary-own-file-Xt3vb-passphrase';
const REASON_SECRET = 'canaryTok3nJ8fQ2Lx9Wm5Zr7Vb4Ns6Pd1H';

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
  expect(canaries.filter(({ name }) => name === 'workspace key')).toHaveLength(2);
});

describe('secrets', () => {
  it('are found nowhere outside the encrypted stores and the files of the application folder', (context) => {
    needsSshKeygen(context);
    // Two workspaces know their wrapping keys; one of them has three vaults with a dozen keys in all.
    expect(canaries.filter(({ name }) => name.startsWith('practice key')).length).toBeGreaterThan(20);
    const places = below(site.folder).filter((path) => lstatSync(path).isFile());
    expect(places.length).toBeGreaterThan(30);
    const found: string[] = [];
    for (const path of places) {
      const place = relative(site.folder, path);
      const haystack = readFileSync(path);
      for (const { name, bytes, mayStandIn } of canaries) {
        if (mayStandIn?.test(place) === true) continue;
        if (slip(haystack, bytes) !== null) found.push(`${name} in ${place}`);
      }
    }
    expect(found).toEqual([]);
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
    const made = [site.workspace, site.home].flatMap((folder) => [folder, ...below(folder)]);
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
