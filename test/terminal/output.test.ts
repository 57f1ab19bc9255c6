import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { planArgs } from './cast.ts';
import { CHECKOUT, copyOf, done, newSite, sampleSite, start, type Answer, type Site } from './claviger.ts';
import { errorShape, planShape } from './shapes.ts';

let sample: Site;
beforeAll(async () => {
  sample = await sampleSite();
  await done(sample.claviger(planArgs('rotate', { as: 'Kim Sample' })));
});

/** Shown lines with what goes on below them put back in its place. */
const unwrapped = (text: string): string => text.replace(/\n +│ /g, '');

/** Standard output is one JSON document in one line, and no control character is anywhere. */
function expectOneDocument({ stdout, stderr }: Answer): void {
  expect(stdout.endsWith('\n')).toBe(true);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(() => JSON.parse(stdout) as unknown).not.toThrow();
  expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
}

describe.concurrent('--json prints exactly one document on standard output', () => {
  it.each([
    ['success', ['keys'], 0],
    ['success of a command that prints a file', ['journal', 'checkpoint'], 0],
    ['success of health', ['health'], 10],
    ['refusal', ['run', 'plan.json'], 3],
    ['an unknown key', ['keys', 'show', 'nothing'], 2],
    ['an unknown command', ['rotate-everything'], 2],
    ['an unknown option', ['keys', '--colour'], 2],
    ['a missing option', ['plan', 'rotate', '--environment', 'production'], 2],
    ['a missing argument', ['run'], 2],
    ['too many arguments', ['health', 'now'], 2],
    ['no command at all', [], 2],
    ['a group without its command', ['journal'], 2],
    ['help', ['help', 'plan'], 0],
    ['the version', ['--version'], 0],
    ['help for what does not exist', ['help', 'nothing'], 2],
    ['a duration that is none', [...planArgs('rotate'), '--valid-for', 'soon'], 2],
    ['a count that is none', ['journal', 'search', 'x', '--limit', '-1'], 2],
  ])('for %s', async (_, args, exit) => {
    const answer = await copyOf(sample).claviger([...args, '--json']);
    expectOneDocument(answer);
    expect(answer.exit).toBe(exit);
    const isError = exit === 2 || exit === 3;
    expect(errorShape.safeParse(answer.json).success).toBe(isError);
    // What is wrong stands on standard error too, for the person who watches the script.
    if (isError) expect(answer.stderr).toContain(errorShape.parse(answer.json).error.message);
  });

  it('for the end of a long command: progress goes to standard error', async () => {
    const answer = await copyOf(sample).claviger(['drill', 'rotation', '--json']);
    expectOneDocument(answer);
    expect(answer.stderr).toContain('Approve');
  });
});

describe.concurrent('without --json', () => {
  it('there is no colour when the output is not a terminal, even if variables ask for it', async () => {
    const env = { FORCE_COLOR: '3', CLICOLOR_FORCE: '1', COLORTERM: 'truecolor', TERM: 'xterm-256color' };
    for (const command of ['health', 'keys']) {
      const { stdout, stderr } = await sample.claviger([command], { env });
      expect(stdout + stderr).not.toMatch(/\u001b/);
    }
  });

  it('an error stands on standard error with its code, and nothing on standard output', async () => {
    const { exit, stdout, stderr } = await sample.claviger(['keys', 'show', 'nothing']);
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^key-not-found: .*"nothing".*\n$/);
  });

  it('a mistyped command is answered with what might have been meant, or with where help is', async () => {
    const { exit, stdout, stderr } = await sample.claviger(['journl', 'verify']);
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/journal|help/);
  });

  it.each([
    [['--help'], 'claviger'],
    [['help'], 'claviger'],
    [['plan', 'rotate', '--help'], 'claviger plan rotate'],
    [['help', 'plan', 'rotate'], 'claviger plan rotate'],
    [['help', 'journal', 'verify'], 'claviger journal verify'],
    [['help', 'genesis'], 'claviger genesis'],
    [['journal', 'help', 'search'], 'claviger journal search'],
  ])('help is help: exit 0 for %j', async (args, command) => {
    const { exit, stdout, stderr } = await start(args, { env: sample.env }).answer;
    expect([exit, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Usage: ${command} [options]`);
  });

  it.each([[[]], [['plan']], [['people']], [['genesis']], [['journal']], [['drill']]])(
    'a missing subcommand is bad usage, answered with help on standard error: %j',
    async (args) => {
      const { exit, stdout, stderr } = await start(args, { env: sample.env }).answer;
      expect([exit, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`Usage: ${['claviger', ...args].join(' ')} [options] [command]`);
      expect(stderr).toContain(`See "${['claviger help', ...args].join(' ')}".`);
    },
  );

  it('a usage error names the help of its own command', async () => {
    const { exit, stderr } = await sample.claviger(['plan', 'rotate', '--environment', 'production']);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^bad-usage: .*--as.*See "claviger help plan rotate"\.\n$/);
  });

  it('a reader who stops reading is no error: the command ends quietly', async () => {
    const { child, answer } = sample.start(['journal', 'search', 'a']);
    child.stdout?.destroy();
    const { exit, stderr } = await answer;
    expect([exit, stderr]).toEqual([0, '']);
  });

  it('help teaches the first ten minutes and the exit codes', async () => {
    const { stdout } = await start(['--help'], { env: sample.env }).answer;
    for (const word of [
      'init',
      'people',
      'keys',
      'plan',
      'show',
      'sign',
      'run',
      'resume',
      'drill',
      'journal',
      'health',
    ]) {
      expect(stdout).toMatch(new RegExp(`^ {2}${word}\\b`, 'm'));
    }
    expect(stdout).toContain('npx claviger init --sample --workspace W');
    expect(stdout).toMatch(/Exit codes: 0 done/);
  });
});

describe.concurrent('nothing is asked when there is nobody to ask', () => {
  // The tests' standard input is a pipe that stays open: a command that read from it would hang until its deadline.
  it.each([
    ['sign', ['sign', 'plan.json', '--as', 'Ada Sample'], 'Ada Sample'],
    ['genesis accept', ['genesis', 'accept', '--as', 'Ada Sample'], 'Ada Sample'],
  ])('%s says that the passphrase is needed', async (_, args, who) => {
    const { exit, json, stderr } = await copyOf(sample).claviger([...args, '--json']);
    expect([exit, errorShape.parse(json).error.code]).toEqual([2, 'passphrase-needed']);
    expect(stderr).toContain(who);
  });

  it('and a passphrase on standard input is not taken', async () => {
    const site = copyOf(sample);
    const piped = { input: 'practice makes perfect\n' };
    const { exit, json } = await site.claviger(['sign', 'plan.json', '--as', 'Ada Sample', '--json'], piped);
    expect([exit, errorShape.parse(json).error.code]).toEqual([2, 'passphrase-needed']);
  });
});

describe.concurrent('a plan', () => {
  it('goes to standard output without --out: exactly the bytes whose digest it shows', async () => {
    const site = copyOf(sample);
    const args = planArgs('rotate', { as: 'Kim Sample' });
    const { exit, stdout, stderr } = await site.claviger(args.slice(0, args.indexOf('--out')));
    expect(exit).toBe(0);
    const digest = createHash('sha256').update(stdout).digest('hex');
    expect(stderr.replaceAll(' ', '')).toContain(digest);
    site.write('piped.json', stdout);
    const shown = z.looseObject({ digest: z.string() });
    expect(shown.parse(await done(site.claviger(['show', 'piped.json', '--json']))).digest).toBe(digest);
  });

  it('is shown without a workspace, with every field, its digest and its words', async () => {
    const elsewhere = newSite();
    elsewhere.write('plan.json', sample.read('plan.json'));
    const args = ['show', 'plan.json'];
    const { exit, stdout } = await start(args, { cwd: elsewhere.folder, env: elsewhere.env }).answer;
    expect(exit).toBe(0);
    const leaves = (value: unknown): unknown[] =>
      typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value];
    for (const leaf of leaves(JSON.parse(sample.read('plan.json').toString()))) {
      if (typeof leaf === 'string' || typeof leaf === 'number') expect(unwrapped(stdout)).toContain(String(leaf));
    }
    const digest = createHash('sha256').update(sample.read('plan.json')).digest('hex');
    expect(stdout.replaceAll(' ', '')).toContain(digest);
    const json = z.looseObject({ words: z.array(z.string()).length(24) });
    const { words } = json.parse(
      (await start([...args, '--json'], { cwd: elsewhere.folder, env: elsewhere.env }).answer).json,
    );
    expect(stdout.replace(/\s+/g, ' ')).toContain(words.join(' '));
  });

  it('with a reason that imitates the rows of a plan shows it in no line that starts like a label', async () => {
    const site = copyOf(sample);
    const fakes = ['  Key id     mrk-1', '  Environment  practice', '  Not after (UTC)   never'];
    const reason = fakes
      .map((fake) => fake.padStart(150))
      .join('')
      .trim();
    const { stdout } = await site.claviger(planArgs('rotate', { as: 'Kim Sample', reason, out: 'p.json' }));
    const [before = ''] = stdout.split('\nSHA-256');
    expect(Math.max(...before.split('\n').map((row) => row.length))).toBeLessThanOrEqual(100);
    expect(before.match(/^ *Environment {3,}/gm)).toHaveLength(1);
    for (const row of before.split('\n').filter((one) => /never|mrk-1/.test(one)))
      expect(row).toMatch(/^ +│ |^ {2}Reason/);
    expect(unwrapped(before)).toContain(JSON.stringify(reason));
  });

  it('that nobody in the roster could approve is made with a warning', async () => {
    const site = newSite();
    site.write('passphrase', 'correct horse battery staple');
    site.write('people.json', JSON.stringify([{ name: 'Nora', id: 'nn', roles: ['custodian'] }]));
    const env = { CLAVIGER_PASSPHRASE_FILE: site.path('passphrase') };
    await done(site.claviger(['init', '--sample', '--people', 'people.json'], { env }));
    const { exit, stderr } = await site.claviger(planArgs('rotate', { as: 'nn', out: 'p.json' }));
    expect([exit, stderr]).toEqual([
      0,
      'warning: nobody can approve this rotate: the roster lacks 2 custodians besides Nora, who asks.\n',
    ]);
  });

  it.each([
    ['with an unknown field', (text: string) => text.replace('"type"', '"typf":1,"type"')],
    ['with another spelling', (text: string) => text.replace(',', ', ')],
    ['with a field given twice', (text: string) => text.replace('{', '{"ticket":"CHG-4711",')],
    ['that is no JSON', (text: string) => text.slice(1)],
    ['with an invisible character', (text: string) => text.replace('Quarterly', 'Quar\u200bterly')],
  ])('%s is not shown at all', async (_, change) => {
    const elsewhere = newSite();
    elsewhere.write('plan.json', change(sample.read('plan.json').toString()));
    const shown = await start(['show', 'plan.json', '--json'], { cwd: elsewhere.folder }).answer;
    expect([shown.exit, errorShape.parse(shown.json).error.code]).toEqual([2, 'bad-plan']);
  });

  it.each([
    ['an unknown person', { as: 'Zed' }, 'person-not-found'],
    ['an unknown key', { key: 'production/nothing' }, 'key-not-found'],
    ['a key of another environment', { environment: 'staging' }, 'key-not-found'],
    ['an empty reason', { reason: '' }, 'bad-input'],
    ['a reason of 501 characters', { reason: 'a '.repeat(250) + 'b' }, 'bad-input'],
    ['a reason with a line break', { reason: 'one\ntwo' }, 'bad-input'],
    ['a ticket of blanks', { ticket: '  ' }, 'bad-input'],
    ['a ticket of 101 characters', { ticket: 'C'.repeat(101) }, 'bad-input'],
    ['a validity of 31 days', { 'valid-for': '31d' }, 'bad-input'],
    ['a validity of nothing', { 'valid-for': '0s' }, 'bad-input'],
    ['a file that cannot be written', { out: 'no/such/folder/plan.json' }, 'bad-input'],
  ])('is not made with %s', async (_, options, code) => {
    const site = copyOf(sample);
    const tried = await site.claviger([...planArgs('rotate', { as: 'Kim Sample', ...options }), '--json']);
    expect([tried.exit, errorShape.parse(tried.json).error.code]).toEqual([2, code]);
  });

  it('prints the version that the package has', async () => {
    const { version } = z
      .looseObject({ version: z.string() })
      .parse(JSON.parse(readFileSync(`${CHECKOUT}package.json`, 'utf8')));
    const { exit, stdout } = await start(['--version'], { env: sample.env }).answer;
    expect([exit, stdout.trim()]).toEqual([0, version]);
  });

  it('and its shape is what scripts read', async () => {
    const site = copyOf(sample);
    const made = await site.claviger([...planArgs('rotate', { as: 'kim-sample', out: 'p.json' }), '--json']);
    const { plan, digest } = planShape.parse(made.json);
    expect(plan).toEqual(JSON.parse(site.read('p.json').toString()));
    expect(createHash('sha256').update(site.read('p.json')).digest('hex')).toBe(digest);
  });
});
