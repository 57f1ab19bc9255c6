import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';
import { castSite, needsSshKeygen } from './cast.ts';
import { copyOf, done, newSite, sampleSite, start, type Site } from './claviger.ts';
import { keysShape, search, verifyShape } from './shapes.ts';

const drillShape = z.strictObject({
  drill: z.literal('rotation'),
  result: z.literal('passed'),
  key: z.strictObject({ name: z.string(), fromVersion: z.int(), toVersion: z.int() }),
  signers: z.array(z.strictObject({ name: z.string(), role: z.string() })),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  journal: z.strictObject({ origin: z.string(), size: z.int(), root: z.string() }),
  elapsedMs: z.int().nonnegative(),
  files: z.looseObject({ transcript: z.string(), plan: z.string(), allowedSigners: z.string(), journal: z.string() }),
});
type Drill = z.infer<typeof drillShape>;

let sample: Site;
let report: Drill;
beforeAll(async () => {
  sample = await sampleSite();
  const drilled = await sample.claviger(['drill', 'rotation', '--json']);
  expect(drilled.exit).toBe(0);
  report = drillShape.parse(drilled.json);
});

/** Runs the commands of a transcript as a reader would: copied out of it, in its folder. */
function commandsOf(transcript: string): readonly string[] {
  return [...readFileSync(transcript, 'utf8').matchAll(/^ {4}(ssh-keygen .*)$/gm)].map(([, command]) => command!);
}
const shell = (command: string, cwd: string): number | null => spawnSync('sh', ['-c', command], { cwd }).status;

describe.concurrent('drill rotation', () => {
  it('makes one new version of a practice key with two made-up custodians', async () => {
    expect(report.key.toVersion).toBe(report.key.fromVersion + 1);
    expect(report.signers.map(({ role }) => role)).toEqual(['custodian', 'custodian']);
    expect(new Set(report.signers.map(({ name }) => name)).size).toBe(2);
    const { keys } = keysShape.parse(await done(sample.claviger(['keys', '--json'])));
    expect(keys.find(({ name }) => name === report.key.name)).toMatchObject({
      environment: 'practice',
      version: report.key.toVersion,
    });
  });

  it('leaves the journal that verification finds: same size, same root', async () => {
    const verified = verifyShape.parse(await done(sample.claviger(['journal', 'verify', '--json'])));
    expect(verified).toMatchObject({ ok: true, size: report.journal.size, root: report.journal.root });
    const kept = join(dirname(report.files.transcript), 'checkpoint');
    const against = await sample.claviger(['journal', 'verify', '--against', kept, '--json']);
    expect(verifyShape.parse(against.json)).toMatchObject({ ok: true, anchoring: { level: 'checkpoint' } });
    expect(await search(sample, 'drill.finished')).toHaveLength(1);
  });

  it('leaves a transcript whose commands verify each approval with stock ssh-keygen', (context) => {
    if (WITHOUT_SSH_KEYGEN !== null) context.skip(WITHOUT_SSH_KEYGEN);
    const commands = commandsOf(report.files.transcript);
    expect(commands).toHaveLength(2);
    const folder = dirname(report.files.transcript);
    for (const command of commands) expect([command, shell(command, folder)]).toEqual([command, 0]);
    // The same commands refuse another plan, so they do verify something.
    const copy = newSite();
    for (const name of ['plan.json', 'allowed_signers', 'plan.json.ada-sample.sig', 'plan.json.ben-sample.sig']) {
      copy.write(name, readFileSync(join(folder, name)));
    }
    writeFileSync(copy.path('plan.json'), copy.read('plan.json').toString().replace('DRILL', 'DRILX'));
    for (const command of commands) expect(shell(command, copy.folder)).not.toBe(0);
  });

  it('leaves a transcript that shows the plan, its digest, who signed, every step and the head', () => {
    const transcript = readFileSync(report.files.transcript, 'utf8');
    for (const text of [report.digest, 'made-up people', report.key.name, report.journal.origin]) {
      expect(transcript).toContain(text);
    }
    for (const { name, role } of report.signers) expect(transcript).toContain(`${name} (${role})`);
    for (const step of ['take-sample', 'rotate-key', 'verify-rotation']) expect(transcript).toContain(step);
    const plan = JSON.parse(readFileSync(report.files.plan, 'utf8')) as { requester: { name: string } };
    expect(report.signers.map(({ name }) => name)).not.toContain(plan.requester.name);
  });

  it('can be repeated, each time with one more version and a folder of its own', async () => {
    const site = copyOf(sample);
    const again = drillShape.parse(await done(site.claviger(['drill', 'rotation', '--json'])));
    expect(again.key).toEqual({
      ...report.key,
      fromVersion: report.key.toVersion,
      toVersion: report.key.toVersion + 1,
    });
    expect(again.files.transcript).not.toBe(report.files.transcript);
  });

  it('tells people what it does while it does it', async () => {
    const site = copyOf(sample);
    const { exit, stdout, stderr } = await site.claviger(['drill', 'rotation']);
    expect(exit).toBe(0);
    expect(stderr).toMatch(/1\. Plan[^]*2\. Approve[^]*3\. Execute[^]*4\. Verify/);
    expect(stdout).toContain('passed');
    expect(stdout).toContain('transcript.md');
  });
});

describe.concurrent('drill rotation in a workspace of real people', () => {
  it('runs beside it, and no real name, key or journal entry of theirs takes part', async (context) => {
    needsSshKeygen(context);
    const site = await castSite();
    const before = await done(site.claviger(['journal', 'verify', '--json']));
    const drilled = drillShape.parse(await done(site.claviger(['drill', 'rotation', '--json'])));
    expect(drilled.signers.every(({ name }) => name.endsWith('Sample'))).toBe(true);
    expect(drilled.files.journal).not.toBe(join(site.workspace, 'journal.db'));
    expect(await done(site.claviger(['journal', 'verify', '--json']))).toEqual(before);
    const own = dirname(drilled.files.journal);
    const verified = await start(['journal', 'verify', '--json', '--workspace', own], { env: site.env }).answer;
    expect(verifyShape.parse(verified.json)).toMatchObject({ ok: true, ...drilled.journal });
  });
});

describe.concurrent('claviger start', () => {
  it('runs the drill on a fresh sample workspace and says where transcript and journal are', async () => {
    const site = newSite();
    const { exit, stdout } = await start(['start'], { env: site.env, cwd: site.folder }).answer;
    expect(exit).toBe(0);
    const [transcript, journal] = ['transcript', 'journal file'].map(
      (what) => new RegExp(`^${what} +(/.*)$`, 'm').exec(stdout)?.[1],
    );
    expect([transcript, journal].every((file) => file?.startsWith(site.home) === true && existsSync(file))).toBe(true);
  });
});
