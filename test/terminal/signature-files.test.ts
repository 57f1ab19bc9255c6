import { rmSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';
import { needsSshKeygen, planArgs, plannedSite, runArgs, signWith } from './cast.ts';
import { copyOf, done, type Site } from './claviger.ts';
import { FIRST_VERSION, recordedRefusals, runShape, versionOf } from './shapes.ts';

let planned: Site;
const ada = 'plan.json.ada.sig';

async function refusedWith(site: Site, files: readonly string[], code: string, plan = 'plan.json'): Promise<string> {
  const ran = await site.claviger(runArgs(files, plan));
  const { result, error } = runShape.parse(ran.json);
  expect({ exit: ran.exit, result, code: error?.code }).toEqual({ exit: 3, result: 'refused', code });
  expect(recordedRefusals(site, code)).toBe(1);
  expect(await versionOf(site)).toBe(FIRST_VERSION);
  return error?.message ?? '';
}

describe.concurrent('signature files from anywhere', () => {
  beforeAll(async () => {
    if (WITHOUT_SSH_KEYGEN !== null) return;
    planned = await plannedSite();
    for (const who of ['ada', 'ben'] as const) signWith(planned, who);
  });
  beforeEach(needsSshKeygen);

  const respelt: readonly (readonly [string, (armored: string) => string])[] = [
    ['no signature at all', () => 'I agree. Ben\n'],
    ['empty', () => ''],
    ['bytes that are no text', () => '\u0000\u00ff\u0007'.repeat(40)],
    ['cut off', (text) => text.slice(0, -60)],
    ['with CRLF line ends', (text) => text.replaceAll('\n', '\r\n')],
    ['with other line lengths', (text) => text.replace(/^(.{40})(.+)$/m, '$1\n$2')],
    ['with an empty line', (text) => text.replace('SIGNATURE-----\n', 'SIGNATURE-----\n\n')],
    ['with a blank before it', (text) => ` ${text}`],
    ['with words before it', (text) => `Here you are:\n${text}`],
    ['twice in one file', (text) => text + text],
    [
      'with padding bits set',
      (text) => text.replace(/([A-Za-z0-9+/])(={1,2}\n)/, (_, c: string, end: string) => `${after(c)}${end}`),
    ],
  ];
  const after = (character: string): string => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    return alphabet[alphabet.indexOf(character) + 1] ?? 'B';
  };

  it.each(respelt)('are refused when one is %s, although the rest of the quorum is there', async (_, respell) => {
    const site = copyOf(planned);
    // Cleo's RSA signature ends in padding, so that there are bits to set.
    const original = site.read(signWith(site, 'cleo')).toString('latin1');
    const changed = respell(original);
    expect(changed).not.toBe(original);
    site.write('odd.sig', Buffer.from(changed, 'latin1'));
    expect(await refusedWith(site, [ada, 'plan.json.ben.sig', 'odd.sig'], 'bad-signature')).toContain('odd.sig');
  });

  it('are refused when a bit of the signature itself was changed', async () => {
    const site = copyOf(planned);
    const lines = site.read(ada).toString().split('\n');
    const flipped = lines.map((row, index) => (index === lines.length - 4 ? `${row.slice(1)}${row.slice(0, 1)}` : row));
    site.write('flipped.sig', flipped.join('\n'));
    await refusedWith(site, ['flipped.sig', 'plan.json.ben.sig'], 'bad-signature');
  });

  it('are refused when one was made for another plan of this workspace, and the plan is named', async () => {
    const site = copyOf(planned);
    await done(site.claviger(planArgs('rotate', { key: 'production/documents', out: 'other.json' })));
    const other = signWith(site, 'ben', { file: 'other.json' });
    expect(await refusedWith(site, [ada, other], 'statement-changed')).toContain(other);
  });

  it('are refused when both were made for another plan of this workspace', async () => {
    const site = copyOf(planned);
    await done(site.claviger(planArgs('rotate', { ticket: 'CHG-4712', out: 'other.json' })));
    await refusedWith(site, [ada, 'plan.json.ben.sig'], 'statement-changed', 'other.json');
  });

  it('are refused for a plan of another workspace of the very same people', async () => {
    const site = copyOf(planned);
    for (const folder of [site.workspace, site.home]) rmSync(folder, { recursive: true });
    await done(site.claviger(['init', '--sample', '--people', 'people.json']));
    const ran = await site.claviger(runArgs([ada, 'plan.json.ben.sig']));
    expect([ran.exit, runShape.parse(ran.json).error?.code]).toEqual([3, 'plan-not-ours']);
    expect(recordedRefusals(site, 'plan-not-ours')).toBe(1);
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it.each([
    ['a signature file of 20 MB', 'huge.sig'],
    ['a signature file that is not there', 'missing.sig'],
    ['a folder in place of a signature', 'tmp'],
  ])('are bad input when one is %s', async (_, name) => {
    const site = copyOf(planned);
    if (name === 'huge.sig') site.write(name, Buffer.alloc(20_000_000, 'A'));
    const ran = await site.claviger(runArgs([ada, name]));
    expect([ran.exit, ran.json]).toMatchObject([2, { error: { code: 'bad-input' } }]);
    expect(ran.stderr).toContain(name);
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it.each([
    ['a plan of 20 MB', 'huge.json'],
    ['a plan that is not there', 'missing.json'],
  ])('cannot be used with %s', async (_, name) => {
    const site = copyOf(planned);
    if (name === 'huge.json') site.write(name, Buffer.alloc(20_000_000, '{'));
    const ran = await site.claviger(runArgs([ada, 'plan.json.ben.sig'], name));
    expect([ran.exit, ran.json]).toMatchObject([2, { error: { code: 'bad-input' } }]);
    expect(ran.stderr).toContain(name);
  });
});
