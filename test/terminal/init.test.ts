import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inTemporaryFolder, sshKeygen, stockVerifies } from '../vectors/sshsig/ssh-keygen.ts';
import { makeKeyFile, needsSshKeygen } from './cast.ts';
import { done, newSite, type Site } from './claviger.ts';
import { keysShape } from './shapes.ts';

const initShape = z.looseObject({
  workspace: z.string().regex(/^[0-9a-f]{64}$/),
  folder: z.string(),
  people: z.array(z.object({ id: z.string(), name: z.string() })),
  fragile: z.array(
    z.looseObject({ operation: z.string(), environment: z.string(), indispensable: z.array(z.string()) }),
  ),
});
const peopleShape = z.looseObject({
  people: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      roles: z.array(z.string()),
      keys: z.array(z.looseObject({ custody: z.string() })),
      accepted: z.boolean(),
      madeUp: z.boolean(),
    }),
  ),
});

async function people(site: Site): Promise<z.infer<typeof peopleShape>['people']> {
  return peopleShape.parse(await done(site.claviger(['people', 'list', '--json']))).people;
}

describe.concurrent('init --sample', () => {
  it('makes a workspace of made-up people who have accepted it, with no rule that hangs on one person', async () => {
    const site = newSite();
    const made = await site.claviger(['init', '--sample', '--json']);
    expect(made.exit).toBe(0);
    const { folder, people: listed, fragile } = initShape.parse(made.json);
    expect({ folder, fragile }).toEqual({ folder: site.workspace, fragile: [] });
    expect(listed).toHaveLength(11);
    expect(made.stderr).toBe('');
    const roster = await people(site);
    expect(roster.every(({ accepted, madeUp }) => accepted && madeUp)).toBe(true);
    expect(new Set(roster.flatMap(({ roles }) => roles))).toEqual(
      new Set([
        ...['custodian', 'witness', 'security-lead', 'devops-lead'],
        ...['oncall-manager', 'responder', 'administrator', 'auditor'],
      ]),
    );
  });

  it('tells a person what was made, with the id in words, and that it is for practice', async () => {
    const site = newSite();
    const { exit, stdout } = await site.claviger(['init', '--sample']);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^Id [0-9a-f]{64}$/m);
    expect(/^In words: (.*)$/m.exec(stdout)?.[1]?.split(' ')).toHaveLength(24);
    expect(stdout).toContain('Never protect real data with them.');
  });

  it('uses an empty folder that is there, and leaves one alone that is not empty', async () => {
    const site = newSite();
    mkdirSync(site.workspace);
    await done(site.claviger(['init', '--sample']));
    const again = await site.claviger(['init', '--sample', '--json']);
    expect([again.exit, again.json]).toMatchObject([2, { error: { code: 'workspace-exists' } }]);
    expect((await site.claviger(['journal', 'verify'])).exit).toBe(0);
  });

  it.each(['a file', 'somebody’s folder'])('leaves %s alone that stands in the place', async (what) => {
    const site = newSite();
    if (what === 'a file') site.write('W', 'mine');
    else mkdirSync(`${site.workspace}/mine`, { recursive: true });
    const made = await site.claviger(['init', '--sample', '--json']);
    expect([made.exit, made.json]).toMatchObject([2, { error: { code: 'workspace-exists' } }]);
    if (what === 'a file') expect(site.read('W').toString()).toBe('mine');
    else expect(readdirSync(site.workspace)).toEqual(['mine']);
  });

  it('wants to know whose workspace it is', async () => {
    const site = newSite();
    const made = await site.claviger(['init', '--json']);
    expect([made.exit, made.json]).toMatchObject([2, { error: { code: 'bad-usage' } }]);
    expect(existsSync(site.workspace)).toBe(false);
  });
});

describe.concurrent('init --people', () => {
  beforeEach(needsSshKeygen);
  const three = (site: Site): object[] =>
    ['ada', 'ben', 'kim'].map((name) => ({ name, roles: ['custodian'], publicKeys: [makeKeyFile(site, name)] }));

  it('takes a roster of public keys; without --sample there are no keys and only the practice environment', async () => {
    const site = newSite();
    site.write('people.json', JSON.stringify(three(site)));
    const made = initShape.parse(await done(site.claviger(['init', '--people', 'people.json', '--json'])));
    expect(made.people.map(({ name }) => name)).toEqual(['ada', 'ben', 'kim']);
    expect(keysShape.parse(await done(site.claviger(['keys', '--json']))).keys).toEqual([]);
    const elsewhere = await site.claviger(['keys', '--environment', 'production', '--json']);
    expect([elsewhere.exit, elsewhere.json]).toMatchObject([2, { error: { code: 'not-connected' } }]);
    expect((await people(site)).map(({ accepted, madeUp, keys }) => [accepted, madeUp, keys[0]?.custody])).toEqual(
      Array(3).fill([false, false, 'own-file']),
    );
  });

  it('combines with --sample: the estate is there, the people are the given ones', async () => {
    const site = newSite();
    site.write('people.json', JSON.stringify(three(site)));
    await done(site.claviger(['init', '--sample', '--people', 'people.json']));
    expect(keysShape.parse(await done(site.claviger(['keys', '--json']))).keys.length).toBeGreaterThan(10);
    expect((await people(site)).map(({ name }) => name)).toEqual(['ada', 'ben', 'kim']);
  });

  it('warns of every rule that cannot lose one person, and of those that nobody can fill', async () => {
    const site = newSite();
    site.write('people.json', JSON.stringify(three(site)));
    const made = await site.claviger(['init', '--people', 'people.json', '--json']);
    const { fragile } = initShape.parse(made.json);
    const rotate = fragile.find(({ operation, environment }) => operation === 'rotate' && environment === 'production');
    expect(rotate?.indispensable).toEqual(['ada', 'ben', 'kim']);
    expect(fragile.find(({ operation }) => operation === 'create')?.indispensable).toEqual([]);
    expect(made.stderr).toContain('rotate cannot do without ada or ben or kim');
    expect(made.stderr).toContain('nobody can create');
  });

  it('keeps hostile names out of the allowed_signers file: nobody else becomes somebody', async () => {
    const site = newSite();
    const names = ['*', '!ada', 'ada,ben', 'namespaces="*"', 'cert-authority ada', '"', '# ada', 'Ädä'];
    const list = names.map((name, index) => ({
      name,
      roles: ['custodian'],
      publicKeys: [makeKeyFile(site, `key${index}`)],
    }));
    site.write('people.json', JSON.stringify(list));
    await done(site.claviger(['init', '--people', 'people.json']));
    const roster = await people(site);
    expect(roster.map(({ name }) => name)).toEqual(names);
    const ids = roster.map(({ id }) => id);
    expect(new Set(ids).size).toBe(names.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9][a-z0-9-]*[a-z0-9]$/);
    const { stdout } = await site.claviger(['people', 'allowed-signers']);
    const rows = stdout.trimEnd().split('\n');
    expect(rows.filter((row) => !row.startsWith('#')).map((row) => row.split(' ')[0])).toEqual(ids);
    expect(stdout).toContain('namespaces="');
  });

  it('takes names of other scripts and gives them safe ids', async () => {
    const site = newSite();
    const list = ['李雷', 'Jürgen Ñandú', 'Zoë'].map((name, index) => ({
      name,
      roles: ['witness'],
      publicKeys: [makeKeyFile(site, `key${index}`)],
    }));
    site.write('people.json', JSON.stringify(list));
    const made = initShape.parse(await done(site.claviger(['init', '--people', 'people.json', '--json'])));
    expect(made.people.map(({ name }) => name)).toEqual(['李雷', 'Jürgen Ñandú', 'Zoë']);
    expect(made.people.map(({ id }) => id)).toEqual(['person', 'jurgen-nandu', 'zoe']);
  });

  it('takes ids that are given, and gives nobody else the same', async () => {
    const site = newSite();
    const people = [{ name: 'Li Lei' }, { name: '李雷', id: 'li-lei' }].map((person, index) => ({
      ...person,
      roles: ['witness'],
      publicKeys: [makeKeyFile(site, `key${index}`)],
    }));
    site.write('people.json', JSON.stringify(people));
    const made = initShape.parse(await done(site.claviger(['init', '--people', 'people.json', '--json'])));
    expect(made.people.map(({ id }) => id)).toEqual(['li-lei-2', 'li-lei']);
    const twice = newSite();
    twice.write('people.json', JSON.stringify(people.map((person) => ({ ...person, id: 'li-lei' }))));
    const refused = await twice.claviger(['init', '--people', 'people.json', '--json']);
    expect([refused.exit, refused.json]).toMatchObject([2, { error: { code: 'bad-input' } }]);
    expect(refused.stderr).toContain('The id li-lei is in the list twice');
  });

  it('exports allowed_signers by which stock ssh-keygen verifies, for the namespaces of the console only', async () => {
    const site = newSite();
    site.write('people.json', JSON.stringify(three(site)));
    await done(site.claviger(['init', '--people', 'people.json']));
    const { stdout } = await site.claviger(['people', 'allowed-signers']);
    site.write('allowed', stdout);
    for (const [namespace, holds] of [
      ['claviger-signoff-v1', true],
      ['git', false],
    ] as const) {
      const signed = sshKeygen(site.folder, ['-Y', 'sign', '-f', 'ada', '-n', namespace], 'text');
      site.write('text.sig', signed.out);
      const verify = ['-Y', 'verify', '-f', 'allowed', '-I', 'ada', '-n', namespace, '-s', 'text.sig'];
      expect(sshKeygen(site.folder, verify, 'text').ok).toBe(holds);
      // The signature itself is good in both cases: it is the file that says what it is good for.
      const publicKey = site.read('ada.pub').toString().trim();
      const claim = { publicKey, namespace, message: Buffer.from('text'), signature: signed.out };
      expect(inTemporaryFolder((folder) => stockVerifies(folder, claim))).toBe(true);
    }
  });
});
