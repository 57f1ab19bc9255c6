import { cpSync, rmSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { planArgs, runArgs } from './cast.ts';
import { asSamplePeople, copyOf, done, sampleSite, type Site } from './claviger.ts';
import { errorShape, FIRST_VERSION, keysShape, runShape, versionOf } from './shapes.ts';

/** A workspace that was put back as it was before a plan ran; the application folder has seen the run. */
let restored: Site;
const signatures = ['plan.json.ada-sample.sig', 'plan.json.ben-sample.sig'];

beforeAll(async () => {
  restored = await sampleSite();
  await done(restored.claviger(planArgs('rotate', { as: 'Kim Sample' })));
  for (const name of ['Ada Sample', 'Ben Sample']) {
    await done(restored.claviger(['sign', 'plan.json', '--as', name], asSamplePeople(restored)));
  }
  cpSync(restored.workspace, restored.path('snapshot'), { recursive: true });
  await done(restored.claviger(runArgs(signatures)));
  cpSync(restored.workspace, restored.path('newest'), { recursive: true });
  rmSync(restored.workspace, { recursive: true });
  cpSync(restored.path('snapshot'), restored.workspace, { recursive: true });
});

describe.concurrent('a snapshot of the workspace folder that was put back', () => {
  it('does not run a plan again that has run since', async () => {
    const site = copyOf(restored);
    const ran = await site.claviger(runArgs(signatures));
    expect([ran.exit, runShape.parse(ran.json)]).toMatchObject([
      3,
      { result: 'refused', error: { code: 'journal-rolled-back' } },
    ]);
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it.each([
    ['plan', planArgs('rotate', { as: 'Kim Sample', out: 'new.json' })],
    ['plan, for another key', planArgs('rotate', { as: 'Kim Sample', key: 'production/documents', out: 'new.json' })],
    ['sign', ['sign', 'plan.json', '--as', 'Cleo Sample']],
    ['dissent', ['sign', 'plan.json', '--as', 'Cleo Sample', '--dissent', '--reason', 'Wait']],
    ['drill', ['drill', 'rotation']],
  ])('begins no second history: %s is refused', async (_, args) => {
    const site = copyOf(restored);
    const before = await done(site.claviger(['journal', 'checkpoint', '--json']));
    const tried = await site.claviger([...args, '--json'], asSamplePeople(site));
    expect([tried.exit, errorShape.parse(tried.json).error.code]).toEqual([3, 'journal-rolled-back']);
    expect(await done(site.claviger(['journal', 'checkpoint', '--json']))).toEqual(before);
  });

  it('can still be read, and health says what it is', async () => {
    const { keys } = keysShape.parse(await done(restored.claviger(['keys', '--json'])));
    expect(keys.length).toBeGreaterThan(10);
    const health = await restored.claviger(['health', '--json']);
    expect([health.exit, health.json]).toMatchObject([11, { status: 'unhealthy' }]);
    expect(health.stdout).toMatch(/ends after \d+ entries, but this computer has seen \d+/);
  });

  it('fails verification on this computer, which has seen more', async () => {
    const verified = await restored.claviger(['journal', 'verify', '--json']);
    expect([verified.exit, verified.json]).toMatchObject([4, { ok: false }]);
  });

  it('goes on when the newest copy is put back', async () => {
    const site = copyOf(restored);
    rmSync(site.workspace, { recursive: true });
    cpSync(site.path('newest'), site.workspace, { recursive: true });
    const again = await site.claviger(runArgs(signatures));
    expect([again.exit, runShape.parse(again.json).error?.code]).toEqual([3, 'already-run']);
    await done(site.claviger(planArgs('rotate', { as: 'Kim Sample', out: 'new.json' })));
  });
});
