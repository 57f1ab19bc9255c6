import { existsSync, readdirSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sshKeygen, WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';
import { makeKeyFile, needsSshKeygen, publicKeyOf } from './cast.ts';
import { copyOf, newSite, type Answer, type Site } from './claviger.ts';
import { errorShape } from './shapes.ts';

let keys: Site;

/** Tries to make a workspace from a people file; nothing may be left of the attempt. */
async function refused(site: Site, people: string, env: Record<string, string> = {}): Promise<Answer> {
  site.write('people.json', people);
  const before = readdirSync(site.folder).sort();
  const made = await site.claviger(['init', '--sample', '--people', 'people.json', '--json'], { env });
  expect(made.exit).toBe(2);
  expect(existsSync(site.workspace)).toBe(false);
  expect(existsSync(site.home) ? readdirSync(site.home, { recursive: true }) : []).toEqual([]);
  expect(readdirSync(site.folder).sort()).toEqual(before);
  expect(readdirSync(site.path('tmp'))).toEqual([]);
  return made;
}

const person = (name: string, ...publicKeys: readonly string[]): object => ({ name, roles: ['custodian'], publicKeys });

describe.concurrent('a people file is refused with a sentence that says what is wrong', () => {
  beforeAll(() => {
    keys = newSite();
    if (WITHOUT_SSH_KEYGEN !== null) return;
    for (const name of ['ada', 'ben', 'ca']) makeKeyFile(keys, name);
    makeKeyFile(keys, 'small', 'rsa', '2048');
    makeKeyFile(keys, 'curve', 'ecdsa', '384');
    const certified = sshKeygen(keys.folder, ['-q', '-s', 'ca', '-I', 'ada', '-n', 'ada', 'ada.pub']);
    if (!certified.ok) throw new Error(certified.err);
  });
  beforeEach(needsSshKeygen);

  const line = (name: string): string => publicKeyOf(keys, name);
  const cases: readonly (readonly [string, () => string, RegExp])[] = [
    ['not JSON', () => 'Ada, Ben', /people\.json is not JSON/],
    ['an empty file', () => '', /people\.json is not JSON/],
    ['an object', () => '{"name":"Ada"}', /not a list of people/],
    ['an empty list', () => '[]', /not a list of people/],
    ['a role that does not exist', () => `[{"name":"Ada","roles":["boss"],"publicKeys":[]}]`, /0\.roles\.0/],
    ['no role', () => `[{"name":"Ada","roles":[],"publicKeys":[]}]`, /0\.roles/],
    ['a field that does not exist', () => `[{"name":"Ada","roles":["custodian"],"key":"x"}]`, /key/],
    [
      'a name given twice',
      () => JSON.stringify([person('Ada', line('ada')), person('Ada', line('ben'))]),
      /Ada .*twice/,
    ],
    [
      'a key given for two persons',
      () => JSON.stringify([person('Ada', line('ada')), person('Ben', line('ada'))]),
      /for Ada and for Ben/,
    ],
    [
      'a key given twice for one person',
      () => JSON.stringify([person('Ada', line('ada'), line('ada'))]),
      /SHA256:.*Ada/,
    ],
    ['an RSA key of 2048 bits', () => JSON.stringify([person('Ada', line('small'))]), /Ada.*3072/],
    ['a key on another curve', () => JSON.stringify([person('Ada', line('curve'))]), /Ada.*curve/],
    [
      'a certificate',
      () => JSON.stringify([person('Ada', publicKeyOf(keys, 'ada-cert'))]),
      /Ada.*Certificates are not accepted/,
    ],
    [
      'options before a key',
      () => JSON.stringify([person('Ada', `cert-authority ${line('ada')}`)]),
      /Options stand before the key/,
    ],
    ['two keys in one line', () => JSON.stringify([person('Ada', `${line('ada')}\n${line('ben')}`)]), /one line/],
    ['a key that is cut off', () => JSON.stringify([person('Ada', line('ada').slice(0, 50))]), /Ada/],
    ['a name with a line break', () => JSON.stringify([person('Ada\nBen', line('ada'))]), /0\.name/],
    ['a name that turns the line around', () => JSON.stringify([person('Ada \u202ennB', line('ada'))]), /0\.name/],
    ['a name with an invisible character', () => JSON.stringify([person('A\u200bda', line('ada'))]), /0\.name/],
    ['a name that is not normalised', () => JSON.stringify([person('Zoe\u0308', line('ada'))]), /0\.name/],
    ['a name of blanks', () => JSON.stringify([person('   ', line('ada'))]), /0\.name/],
    ['a name of 101 letters', () => JSON.stringify([person('a'.repeat(101), line('ada'))]), /0\.name/],
    [
      '201 people',
      () => JSON.stringify(Array.from({ length: 201 }, (_, n) => person(`P${n}`))),
      /not a list of people/,
    ],
    ['2 MB', () => `[${' '.repeat(2_000_000)}]`, /larger than/],
  ];

  it.each(cases)('that has %s', async (_, people, sentence) => {
    const made = await refused(copyOf(keys), people());
    const { error } = errorShape.parse(made.json);
    expect(error.code).toBe('bad-input');
    expect(error.message).toMatch(sentence);
    expect(made.stderr).toContain(error.message);
    expect(made.stderr).not.toMatch(/[\u202e\u200b\u0000-\u0009\u000b-\u001f]/);
  });

  it('that has a private key in it, and the key is not repeated', async () => {
    const secret = keys.read('ada').toString();
    const made = await refused(copyOf(keys), JSON.stringify([person('Ada', secret)]));
    const { error } = errorShape.parse(made.json);
    expect([error.code, error.message]).toEqual(['bad-input', expect.stringMatching(/Ada.*This is a private key/)]);
    for (const row of secret.split('\n').filter((text) => text.length > 20)) {
      expect(made.stdout + made.stderr).not.toContain(row);
    }
  });

  it('that is not there, or is a folder', async () => {
    const site = newSite();
    for (const name of ['missing.json', 'tmp']) {
      const made = await site.claviger(['init', '--people', name, '--json']);
      expect([made.exit, made.json]).toMatchObject([2, { error: { code: 'bad-input' } }]);
      expect(made.stderr).toContain(name);
      expect(existsSync(site.workspace)).toBe(false);
    }
  });
});

describe.concurrent('a person without a key gets one that the console keeps', () => {
  const nora = JSON.stringify([{ name: 'Nora', roles: ['custodian'] }]);

  it('and needs a passphrase for it: with nobody to ask, nothing is made', async () => {
    const made = await refused(newSite(), nora);
    const { error } = errorShape.parse(made.json);
    expect(error.code).toBe('passphrase-needed');
    expect(error.message).toContain('Nora');
    expect(error.message).toContain('CLAVIGER_PASSPHRASE_FILE');
  });

  it.each([
    ['too short', 'short'],
    ['one character repeated', 'aaaaaaaaaaaaaaaa'],
    ['blank at the end', 'a good passphrase '],
    ['empty', ''],
    ['with a control character', 'a good\u0007passphrase'],
  ])('and a passphrase that is %s makes nothing', async (_, passphrase) => {
    const site = newSite();
    site.write('weak', `${passphrase}\n`);
    const made = await refused(site, nora, { CLAVIGER_PASSPHRASE_FILE: site.path('weak') });
    expect(errorShape.parse(made.json).error.code).toBe('weak-passphrase');
    if (passphrase !== '') expect(made.stdout + made.stderr).not.toContain(passphrase);
  });

  it('and a passphrase file that cannot be read makes nothing', async () => {
    const made = await refused(newSite(), nora, { CLAVIGER_PASSPHRASE_FILE: '/nowhere/passphrase' });
    expect(errorShape.parse(made.json).error.code).toBe('bad-input');
  });
});
