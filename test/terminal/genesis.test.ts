import { createHash } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';
import { genesisSchema } from '../../shared/genesis.ts';
import { castSite, needsSshKeygen, signWith } from './cast.ts';
import { copyOf, done, newSite, type Site } from './claviger.ts';
import { errorShape, search, verifyShape } from './shapes.ts';

const genesisShape = z.looseObject({
  workspace: z.string(),
  words: z.array(z.string()).length(24),
  genesis: genesisSchema,
  outstanding: z.array(z.string()),
});
const acceptShape = z.object({ accepted: z.string(), outstanding: z.array(z.string()) });
const ACCEPT = 'claviger-accept-v1';
const EVERYBODY = ['Ada Lovell', 'Ben Okafor', 'Cleo Marsh', 'Dan Weiss', 'Eve Castro', 'Kim Reyes'];

let cast: Site;

async function accept(site: Site, signature: string): Promise<z.infer<typeof acceptShape>> {
  return acceptShape.parse(await done(site.claviger(['genesis', 'accept', '--signature', signature, '--json'])));
}

describe.concurrent('the genesis of a workspace', () => {
  beforeAll(async () => {
    if (WITHOUT_SSH_KEYGEN !== null) return;
    cast = await castSite();
    await done(cast.claviger(['genesis', 'show', '--out', 'genesis.json']));
  });
  beforeEach(needsSshKeygen);

  it('is shown as exact bytes whose SHA-256 is the id of the workspace, and in words', async () => {
    const shown = genesisShape.parse(await done(cast.claviger(['genesis', 'show', '--json'])));
    const bytes = cast.read('genesis.json');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(shown.workspace);
    expect(JSON.parse(bytes.toString())).toEqual(shown.genesis);
    expect(shown.outstanding).toEqual(EVERYBODY);
    const { stdout } = await cast.claviger(['genesis', 'show']);
    expect(stdout).toContain(shown.workspace);
    expect(stdout.replace(/\s+/g, ' ')).toContain(shown.words.join(' '));
    const whole = stdout.replace(/\n +│ /g, '');
    const { roster, policy, connections, checkpointKey, createdAt } = shown.genesis;
    for (const { fingerprint, custody } of roster.people.flatMap(({ keys }) => keys))
      expect(whole).toContain(`${fingerprint} (${custody})`);
    for (const { environment, operation } of policy.rules)
      expect(whole).toMatch(new RegExp(`^ {2}${environment} ${operation} .*requester signs.*outside the console`, 'm'));
    for (const value of [
      checkpointKey,
      createdAt,
      ...connections.map(({ identity }) => Object.values(identity)).flat(),
    ])
      expect(whole).toContain(value);
    expect(stdout).toContain(`ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n ${ACCEPT}`);
  });

  it('is accepted with ssh-keygen, by each person once; the last one to come is named', async () => {
    const site = copyOf(cast);
    const first = await accept(site, signWith(site, 'ada', { file: 'genesis.json', namespace: ACCEPT }));
    expect(first).toEqual({ accepted: 'Ada Lovell', outstanding: EVERYBODY.slice(1) });
    for (const who of ['ben', 'cleo', 'dan', 'eve'] as const) {
      await accept(site, signWith(site, who, { file: 'genesis.json', namespace: ACCEPT }));
    }
    const last = await accept(site, signWith(site, 'kim', { file: 'genesis.json', namespace: ACCEPT }));
    expect(last).toEqual({ accepted: 'Kim Reyes', outstanding: [] });
    expect((await site.claviger(['genesis', 'show'])).stdout).toContain('Everybody has accepted it.');
    expect(verifyShape.parse(await done(site.claviger(['journal', 'verify', '--json'])))).toMatchObject({ size: 7 });
  });

  it('is accepted idempotently: a second acceptance by the same person, even with another key, adds nothing', async () => {
    const site = copyOf(cast);
    const signature = signWith(site, 'ada', { file: 'genesis.json', namespace: ACCEPT });
    const first = await accept(site, signature);
    expect(await accept(site, signature)).toEqual(first);
    const second = signWith(site, 'ada-second', { file: 'genesis.json', namespace: ACCEPT });
    expect(await accept(site, second)).toEqual(first);
    expect(await search(site, 'genesis.accepted')).toHaveLength(1);
  });

  const bad: readonly (readonly [string, (site: Site) => string])[] = [
    ['made for approving plans', (site) => signWith(site, 'ada', { file: 'genesis.json' })],
    ['by a stranger', (site) => signWith(site, 'stranger', { file: 'genesis.json', namespace: ACCEPT })],
    ['over something else', (site) => signWith(site, 'ada', { file: 'people.json', namespace: ACCEPT })],
    ['that is no signature', () => 'people.json'],
  ];
  it.each(bad)('is not accepted with a signature %s', async (_, signature) => {
    const site = copyOf(cast);
    const tried = await site.claviger(['genesis', 'accept', '--signature', signature(site), '--json']);
    expect(tried.exit).toBe(3);
    expect(errorShape.parse(tried.json).error.code).toBe('bad-signature');
    expect(tried.stderr).toContain(ACCEPT);
    expect(await search(site, 'genesis.accepted')).toEqual([]);
  });

  it.each([
    ['neither a signature nor a person', [], 'bad-usage'],
    ['both a signature and a person', ['--signature', 'x.sig', '--as', 'Ada Lovell'], 'bad-usage'],
    ['a person who is not in the roster', ['--as', 'Zed'], 'person-not-found'],
    ['a person who has a key of their own', ['--as', 'Ada Lovell'], 'not-possible'],
    ['a signature file that is not there', ['--signature', 'missing.sig'], 'bad-input'],
  ])('wants another command line with %s', async (_, args, code) => {
    const tried = await copyOf(cast).claviger(['genesis', 'accept', ...args, '--json']);
    expect([tried.exit, errorShape.parse(tried.json).error.code]).toEqual([2, code]);
  });

  it('cannot be written where there is no folder', async () => {
    const tried = await cast.claviger(['genesis', 'show', '--out', 'no/such/folder.json', '--json']);
    expect([tried.exit, errorShape.parse(tried.json).error.code]).toEqual([2, 'bad-input']);
  });
});

describe.concurrent('the genesis of a workspace in which the console holds a key', () => {
  it('is accepted with --as and the passphrase, and not with another one', async () => {
    const site = newSite();
    site.write('right', 'correct horse battery staple\n');
    site.write('wrong', 'correct horse battery stable\n');
    const list = ['Nora', 'Omar'].map((name) => ({ name, roles: ['custodian'] }));
    site.write('people.json', JSON.stringify(list));
    const right = { env: { CLAVIGER_PASSPHRASE_FILE: site.path('right') } };
    const wrong = { env: { CLAVIGER_PASSPHRASE_FILE: site.path('wrong') } };
    const made = await site.claviger(['init', '--people', 'people.json'], right);
    expect([made.exit, made.stderr]).toMatchObject([
      0,
      expect.stringContaining('Nora, Omar all get the same passphrase'),
    ]);
    const refused = await site.claviger(['genesis', 'accept', '--as', 'Nora', '--json'], wrong);
    expect([refused.exit, errorShape.parse(refused.json).error.code]).toEqual([2, 'wrong-passphrase']);
    const silent = await site.claviger(['genesis', 'accept', '--as', 'Nora', '--json']);
    expect([silent.exit, errorShape.parse(silent.json).error.code]).toEqual([2, 'passphrase-needed']);
    const accepted = await done(site.claviger(['genesis', 'accept', '--as', 'nora', '--json'], right));
    expect(acceptShape.parse(accepted)).toEqual({ accepted: 'Nora', outstanding: ['Omar'] });
    expect((await site.claviger(['genesis', 'show'])).stdout).toContain('(Nora, Omar) sign here:');
    // Somebody else's key under his name, with a passphrase that opens it.
    copyFileSync(join(site.workspace, 'people', 'nora.key'), join(site.workspace, 'people', 'omar.key'));
    const swapped = await site.claviger(['genesis', 'accept', '--as', 'Omar', '--json'], right);
    expect([swapped.exit, errorShape.parse(swapped.json).error.code]).toEqual([2, 'bad-input']);
    expect(swapped.stderr).toContain('The key file of Omar is not theirs');
  });
});
