import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { sshKeygen, WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';
import { done, newSite, type Site } from './claviger.ts';

/** Skips a test that needs stock OpenSSH, and says so. For `beforeEach`. */
export function needsSshKeygen(context: TestContext): void {
  if (WITHOUT_SSH_KEYGEN !== null) context.skip(WITHOUT_SSH_KEYGEN);
}

/** Real people with keys of their own, made by stock ssh-keygen: file name, type, bits. */
const KEY_FILES = [
  ['ada', 'ed25519', '256'],
  ['ada-second', 'ecdsa', '256'],
  ['ben', 'ecdsa', '256'],
  ['cleo', 'rsa', '3072'],
  ['dan', 'ed25519', '256'],
  ['eve', 'ed25519', '256'],
  ['kim', 'ed25519', '256'],
  ['stranger', 'ed25519', '256'],
] as const;
export type Who = (typeof KEY_FILES)[number][0];

/** Who asks for things in these tests; a custodian, so that only the rule keeps her from approving too. */
export const REQUESTER = 'Kim Reyes';

const PEOPLE = [
  { name: 'Ada Lovell', roles: ['custodian'], files: ['ada', 'ada-second'] },
  { name: 'Ben Okafor', roles: ['custodian'], files: ['ben'] },
  { name: 'Cleo Marsh', roles: ['custodian'], files: ['cleo'] },
  { name: 'Dan Weiss', roles: ['witness'], files: ['dan'] },
  { name: 'Eve Castro', roles: ['auditor'], files: ['eve'] },
  { name: REQUESTER, roles: ['custodian', 'responder'], files: ['kim'] },
] as const;

/** Makes a key pair in a site's folder, as somebody does on their own machine. */
export function makeKeyFile(site: Site, name: string, type = 'ed25519', bits = '256', passphrase = ''): string {
  const made = sshKeygen(site.folder, ['-q', '-t', type, '-b', bits, '-N', passphrase, '-C', name, '-f', name]);
  if (!made.ok) throw new Error(made.err);
  return publicKeyOf(site, name);
}

/** The line that a person gives to whoever makes the roster. */
export function publicKeyOf(site: Site, name: string): string {
  return readFileSync(join(site.folder, `${name}.pub`), 'utf8').trim();
}

/** A sample workspace whose people brought their own keys. */
export async function castSite(): Promise<Site> {
  const site = newSite();
  for (const [name, type, bits] of KEY_FILES) makeKeyFile(site, name, type, bits);
  const people = PEOPLE.map(({ name, roles, files }) => ({
    name,
    roles,
    publicKeys: files.map((file) => publicKeyOf(site, file)),
  }));
  site.write('people.json', JSON.stringify(people));
  await done(site.claviger(['init', '--sample', '--people', 'people.json']));
  return site;
}

/** The arguments of a plan; `more` wins over what stands here. */
export function planArgs(operation: 'rotate' | 'create', more: Readonly<Record<string, string>> = {}): string[] {
  const options = {
    environment: 'production',
    key: 'production/orders-data',
    as: REQUESTER,
    ticket: 'CHG-4711',
    reason: 'Quarterly rotation',
    out: 'plan.json',
    ...more,
  };
  return ['plan', operation, ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])];
}

/** A workspace of real people in which a rotation is planned and nobody has signed. */
export async function plannedSite(): Promise<Site> {
  const site = await castSite();
  await done(site.claviger(planArgs('rotate')));
  return site;
}

/** Signs a file with stock ssh-keygen. @returns the signature file's name */
export function signWith(
  site: Site,
  who: Who,
  options: { readonly file?: string; readonly namespace?: string; readonly out?: string } = {},
): string {
  const { file = 'plan.json', namespace = 'claviger-signoff-v1' } = options;
  const out = options.out ?? `${file}.${who}.sig`;
  const signed = sshKeygen(site.folder, ['-Y', 'sign', '-f', who, '-n', namespace], site.read(file));
  if (!signed.ok) throw new Error(signed.err);
  site.write(out, signed.out);
  return out;
}

/** The arguments of a run of a plan with these signature files. */
export function runArgs(signatures: readonly string[], plan = 'plan.json'): string[] {
  return ['run', plan, ...signatures.flatMap((file) => ['--signoff', file]), '--json'];
}
