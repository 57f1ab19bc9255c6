import { cpSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { runPlan, verifyWhole } from '../../main/compose.ts';
import { planArgs, runArgs } from './cast.ts';
import { asSamplePeople, copyOf, done, LAUNCHER, NODE, sampleSite, type Site } from './claviger.ts';
import { errorShape, FIRST_VERSION, runShape, versionOf } from './shapes.ts';
import { smallDisk, type SmallDisk } from './small-disk.ts';

const signatures = ['plan.json.ada-sample.sig', 'plan.json.ben-sample.sig'];
let planned: Site;
const disks: SmallDisk[] = [];

beforeAll(async () => {
  planned = await sampleSite();
  await done(planned.claviger(planArgs('rotate', { as: 'Kim Sample' })));
  for (const name of ['Ada Sample', 'Ben Sample']) {
    await done(planned.claviger(['sign', 'plan.json', '--as', name], asSamplePeople(planned)));
  }
});
afterAll(() => {
  for (const disk of disks) disk.release();
});

/** A copy whose journal stands on a small disk, and whose vaults - the provider - on a big one. */
function onSmallDisk(context: TestContext): { site: Site; disk: SmallDisk } {
  const site = copyOf(planned);
  renameSync(site.workspace, site.path('big'));
  const disk = smallDisk(site.workspace, 8192);
  if (typeof disk === 'string') {
    renameSync(site.path('big'), site.workspace);
    context.skip(disk);
    throw new Error('unreachable: the test was skipped');
  }
  disks.push(disk);
  cpSync(site.path('big'), site.workspace, { recursive: true });
  rmSync(join(site.workspace, 'vaults'), { recursive: true });
  symlinkSync(site.path('big/vaults'), join(site.workspace, 'vaults'));
  return { site, disk };
}

/** Runs the plan inside this process; `watch` is told every moment of it. */
async function run(
  site: Site,
  watch: Parameters<Site['console']>[0],
): Promise<{ readonly result: string; readonly code: string | null }> {
  const desk = site.console(watch).write(site.workspace, 'run');
  if (!desk.ok) return { result: 'not opened', code: desk.error.code };
  try {
    const packets = signatures.map((label) => ({ label, armored: site.read(label).toString(), dissent: null }));
    const { result, error } = await runPlan(desk.value.context, site.read('plan.json'), packets);
    return { result, code: error?.code ?? null };
  } finally {
    desk.value.close();
  }
}

/** Whether the journal says, before anything else, that the key was going to be rotated. */
function isIntended(site: Site): boolean {
  const desk = site.console().read(site.workspace);
  if (!desk.ok) throw new Error(desk.error.message);
  try {
    const intents = [...desk.value.workspace.journal.entries({ kinds: ['step.intent'] })];
    return intents.some(({ payload }) => payload?.['action'] === 'rotate-key');
  } finally {
    desk.value.close();
  }
}

/** What must hold after a run that ran out of space somewhere: nothing was done that the journal does not know. */
async function expectNothingUnrecorded(site: Site, where: string): Promise<number> {
  const version = await versionOf(site);
  expect([where, version === FIRST_VERSION || isIntended(site)]).toEqual([where, true]);
  const resumed = await site.claviger(['resume', '--json']);
  expect([where, resumed.exit, runShape.safeParse(resumed.json).success]).toEqual([where, expect.any(Number), true]);
  expect([0, 1]).toContain(resumed.exit);
  expect([where, (await verifyWhole(join(site.workspace, 'journal.db'))).ok]).toEqual([where, true]);
  const after = await versionOf(site);
  expect(after === FIRST_VERSION || after === FIRST_VERSION + 1).toBe(true);
  return version;
}

describe('a disk that is full', () => {
  it('stops a run before the provider is called, and says so; what can be read goes on', async (context) => {
    const { site, disk } = onSmallDisk(context);
    disk.leave(0);
    const ran = await site.claviger(runArgs(signatures));
    expect([ran.exit, errorShape.parse(ran.json).error.code]).toEqual([1, 'journal-full']);
    expect(await versionOf(site)).toBe(FIRST_VERSION);
    expect((await site.claviger(['keys'])).exit).toBe(0);
    const health = await site.claviger(['health', '--json']);
    expect([health.exit, health.json]).toMatchObject([11, { status: 'unhealthy' }]);
    disk.leave(1500);
    expect((await site.claviger(runArgs(signatures))).exit).toBe(0);
    expect(await versionOf(site)).toBe(FIRST_VERSION + 1);
  });

  describe.each([
    ['while the room that is kept for it is there', true],
    ['when no room is kept', false],
  ])('in the middle of a run, %s,', (_, isKept) => {
    it.for<[string, boolean]>([
      ['run approved', false],
      ['s1 recorded', false],
      ['s2 checked', false],
      ['s2 intended', true],
      ['s2 answered', true],
      ['s2 recorded', true],
      ['s3 recorded', true],
    ])(
      'after "%s": the key is rotated only if the journal says so beforehand',
      async ([moment, isRotated], context) => {
        const { site, disk } = onSmallDisk(context);
        let met = 0;
        const { result, code } = await run(site, (event) => {
          if (`${event.step ?? 'run'} ${event.moment}` !== moment) return;
          met += 1;
          if (!isKept) rmSync(join(site.workspace, 'reserve'), { force: true });
          disk.leave(0);
        });
        expect(met).toBe(1);
        expect(await versionOf(site)).toBe(isRotated ? FIRST_VERSION + 1 : FIRST_VERSION);
        expect(['done', 'failed journal-full', 'unknown journal-full']).toContain(`${result} ${code ?? ''}`.trim());
        if (!isRotated) expect(result).not.toBe('done');
        disk.leave(1500);
        await expectNothingUnrecorded(site, moment);
      },
    );
  });
});

describe('a limit on the size of files, where no disk can be mounted', () => {
  it('stops a run within what the journal knows, wherever it is met', async (context) => {
    if (process.platform === 'win32') context.skip('Windows has no such limit');
    const exits = new Set<number | null>();
    // In blocks of 512 bytes: from "the journal can just be opened" to "everything fits".
    for (const blocks of [72, 88, 104, 120, 400]) {
      const site = copyOf(planned);
      const command = ['/bin/sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', NODE, LAUNCHER];
      const { exit, stdout, stderr } = await site.claviger(runArgs(signatures), { command });
      expect([blocks, [0, 1, 5].includes(exit ?? -1), stdout.split('\n').length]).toEqual([blocks, true, 2]);
      expect([blocks, stderr]).toEqual([blocks, expect.not.stringContaining('internal')]);
      const version = await expectNothingUnrecorded(site, `${blocks} blocks`);
      if (exit === 0) expect(version).toBe(FIRST_VERSION + 1);
      exits.add(exit);
    }
    expect(exits.has(0)).toBe(true);
    expect(exits.size).toBeGreaterThan(1);
  });
});

describe('a journal that is read-only', () => {
  it('on a read-only disk stops plan, sign and run before the provider is called; reading goes on', async (context) => {
    const { site, disk } = onSmallDisk(context);
    disk.setReadOnly(true);
    for (const args of [
      runArgs(signatures),
      [...planArgs('rotate', { as: 'Kim Sample', out: 'new.json' }), '--json'],
      ['sign', 'plan.json', '--as', 'Cleo Sample', '--json'],
    ]) {
      const tried = await site.claviger(args, asSamplePeople(site));
      expect([args[0], tried.exit, errorShape.parse(tried.json).error.code]).toEqual([args[0], 1, 'journal-read-only']);
    }
    expect(await versionOf(site)).toBe(FIRST_VERSION);
    for (const args of [['keys'], ['journal', 'verify'], ['journal', 'search', 'CHG-4711'], ['people', 'list']]) {
      expect([args, (await site.claviger(args)).exit]).toEqual([args, 0]);
    }
    expect(readFileSync(site.path('plan.json.ada-sample.sig')).length).toBeGreaterThan(0);
    disk.setReadOnly(false);
    expect((await site.claviger(runArgs(signatures))).exit).toBe(0);
  });
});
