import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { createJournal, formatVkey, SIGNATURE_TYPE, verifierKey, type Journal } from '../../main/journal/index.ts';

// Shows that verifiers which are not ours accept what the journal signs and proves, and refuse what was changed.

const SIZE = 40;
const STEPS = [1, 2, 3, 7, 8, 13, 31, 39, 40] as const;

/** The files that the verifier reads, by name. */
type Bundle = Readonly<Record<string, string>>;
type Check = { readonly name: string; readonly bundle: Bundle; readonly accepted: boolean };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const work = mkdtempSync(join(tmpdir(), 'claviger-interop-'));
try {
  process.exitCode = main();
} finally {
  rmSync(work, { recursive: true, force: true });
}

function main(): number {
  if (spawnSync('go', ['version']).error !== undefined) {
    say('not proven: Go is not installed, so no independent verifier ran');
    return 0;
  }
  const verifier = join(work, 'verify-go');
  const source = join(import.meta.dirname, 'verify-go');
  const build = spawnSync('go', ['build', '-o', verifier, '.'], { cwd: source, encoding: 'utf8' });
  if (build.status !== 0) {
    say(`failed: the Go verifier could not be built\n${build.stderr}`);
    return 1;
  }
  let failed = 0;
  for (const check of allChecks()) {
    const refusal = run(verifier, check.bundle);
    const right = (refusal === null) === check.accepted;
    if (!right) failed += 1;
    say(`${right ? 'ok    ' : 'FAILED'} Go ${refusal === null ? 'accepts' : 'refuses'} ${check.name}${refusal ?? ''}`);
  }
  say(failed === 0 ? 'all checks passed' : `${failed} checks failed`);
  return failed === 0 ? 0 : 1;
}

/** Why the bundle is refused, or null. */
function run(verifier: string, bundle: Bundle): string | null {
  const folder = join(work, 'bundle');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(bundle)) writeFileSync(join(folder, name), text);
  const result = spawnSync(verifier, [folder], { encoding: 'utf8' });
  if (result.status === 0) return null;
  if (result.status === 1) return ` (${result.stderr.trim()})`;
  throw new Error(`the verifier did not run: ${result.stderr}`);
}

function allChecks(): Check[] {
  const { journal, heads } = makeJournal();
  const vkey = formatVkey(verifierKey(journal.origin, SIGNATURE_TYPE.ed25519, publicKeyOf(journal)));
  const bundleOf = (older: number, seq: number): Bundle => ({
    vkey,
    checkpoint: journal.head(),
    'older-checkpoint': heads.get(older) ?? '',
    consistency: journal
      .consistencyProof(older)
      .map((hash) => `${Buffer.from(hash).toString('base64')}\n`)
      .join(''),
    'entry.tlog-proof': journal.tlogProof(seq),
    leaf: canonicalJson(journal.entry(seq)?.skeleton ?? {}),
  });
  const good = STEPS.map((older) => ({
    name: `entry ${older - 1} of ${SIZE}, and ${SIZE} entries as a continuation of ${older}`,
    bundle: bundleOf(older, older - 1),
    accepted: true,
  }));
  const checks = [...good, ...mutations(bundleOf(13, 21), bundleOf(8, 22))];
  journal.close();
  return checks;
}

/** Bundles that are wrong in one place each. */
function mutations(good: Bundle, other: Bundle): Check[] {
  const check = (name: string, change: Bundle): Check => ({ name, bundle: { ...good, ...change }, accepted: false });
  const edit = (file: string, from: string | RegExp, to: string): Bundle => {
    const text = good[file] ?? '';
    if (text.replace(from, to) === text) throw new Error(`nothing to change in ${file}`);
    return { [file]: text.replace(from, to) };
  };
  return [
    { name: 'the bundle which the following are changed from', bundle: good, accepted: true },
    check('another leaf', edit('leaf', '"seq":21', '"seq":22')),
    check('another entry’s leaf', { leaf: other['leaf'] ?? '' }),
    check('another entry’s proof', { 'entry.tlog-proof': other['entry.tlog-proof'] ?? '' }),
    check('another index', edit('entry.tlog-proof', 'index 21', 'index 20')),
    check('a proof with a hash less', edit('entry.tlog-proof', /index 21\n.*\n/, 'index 21\n')),
    check('a proof with another hash', edit('entry.tlog-proof', /(?<=index 21\n).{4}/, 'AAAA')),
    check('a checkpoint of another size', edit('checkpoint', `\n${SIZE}\n`, `\n${SIZE + 1}\n`)),
    check('a checkpoint with another root', edit('checkpoint', /(?<=\n40\n).{4}/, 'AAAA')),
    check('a checkpoint with another signature', edit('checkpoint', /.{8}(.{4}=\n)$/, 'AAAAAAAA$1')),
    check('a checkpoint of another log', edit('checkpoint', /^claviger/, 'clavinger')),
    check('another consistency proof', { consistency: other['consistency'] ?? '' }),
    check('an older checkpoint that the proof is not of', { 'older-checkpoint': other['older-checkpoint'] ?? '' }),
    check('the checkpoints exchanged', {
      checkpoint: good['older-checkpoint'] ?? '',
      'older-checkpoint': good['checkpoint'] ?? '',
    }),
    check('another key', edit('vkey', /\+.*$/, '+00000000+AAAA')),
  ];
}

function makeJournal(): { journal: Journal; heads: Map<number, string> } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const created = createJournal({
    file: join(work, 'journal.db'),
    genesis: { type: 'claviger.genesis.v1', checkpointKey: raw.toString('base64') },
    time: '2026-01-01T00:00:00.000Z',
    signer: { publicKey: raw, sign: (message) => sign(null, message, privateKey) },
  });
  if (!created.ok) throw new Error(created.error.message);
  const journal = created.value;
  const heads = new Map([[1, journal.head()]]);
  while (journal.size() < SIZE) {
    const payload = { type: 'interop.entry', text: `entry ${journal.size()}` };
    journal.append([{ kind: 'interop.entry', subject: null, payload }], '2026-01-01T00:00:00.000Z');
    heads.set(journal.size(), journal.head());
  }
  return { journal, heads };
}

function publicKeyOf(journal: Journal): Uint8Array {
  const key = journal.entry(0)?.payload?.['checkpointKey'];
  return Buffer.from(typeof key === 'string' ? key : '', 'base64');
}
