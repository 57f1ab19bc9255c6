import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { inTemporaryFolder, stockVerifies, WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';
import { planArgs, runArgs } from './cast.ts';
import { asSamplePeople, copyOf, done, sampleSite, type Answer, until, type Site } from './claviger.ts';
import { errorShape, FIRST_VERSION, runShape, search, versionOf } from './shapes.ts';

let sample: Site;
beforeAll(async () => {
  sample = await sampleSite();
  sample.write('wrong', 'practice makes perfekt\n');
  await done(sample.claviger(planArgs('rotate', { as: 'Kim Sample' })));
});

const sign = (site: Site, name: string, ...more: readonly string[]): Promise<Answer> =>
  site.claviger(['sign', 'plan.json', '--as', name, '--json', ...more], asSamplePeople(site));

describe.concurrent('signing with a key that the console holds', () => {
  it('shows the whole plan first, writes a signature that stock ssh-keygen accepts, and notes it', async (context) => {
    const site = copyOf(sample);
    const signed = await sign(site, 'Ada Sample');
    expect([signed.exit, signed.json]).toMatchObject([
      0,
      { signature: 'plan.json.ada-sample.sig', person: 'ada-sample', purpose: 'signoff' },
    ]);
    for (const text of ['CHG-4711', 'Quarterly rotation', 'production/orders-data', 'as Ada Sample']) {
      expect(signed.stderr).toContain(text);
    }
    const [noted] = await search(site, 'approval.signed');
    expect(noted?.payload).toMatchObject({ person: 'ada-sample', namespace: 'claviger-signoff-v1' });
    if (WITHOUT_SSH_KEYGEN !== null) context.skip(WITHOUT_SSH_KEYGEN);
    const { stdout } = await site.claviger(['people', 'allowed-signers']);
    const row = stdout.split('\n').find((line) => line.startsWith('ada-sample '));
    const publicKey = /ssh-ed25519 \S+/.exec(row ?? '')?.[0] ?? '';
    const signature = site.read('plan.json.ada-sample.sig').toString();
    const verifies = (message: Uint8Array): boolean =>
      inTemporaryFolder((folder) =>
        stockVerifies(folder, { publicKey, namespace: 'claviger-signoff-v1', message, signature }),
      );
    expect(verifies(site.read('plan.json'))).toBe(true);
    expect(verifies(Buffer.concat([site.read('plan.json'), Buffer.from(' ')]))).toBe(false);
  });

  it('by two custodians lets the plan run', async () => {
    const site = copyOf(sample);
    for (const name of ['Ada Sample', 'ben-sample']) await done(sign(site, name));
    const ran = await site.claviger(runArgs(['plan.json.ada-sample.sig', 'plan.json.ben-sample.sig']));
    expect([ran.exit, runShape.parse(ran.json).result]).toEqual([0, 'done']);
    expect(await versionOf(site)).toBe(FIRST_VERSION + 1);
  });

  it('needs the right passphrase; a wrong one signs nothing and notes nothing', async () => {
    const site = copyOf(sample);
    const env = { CLAVIGER_PASSPHRASE_FILE: site.path('wrong') };
    const tried = await site.claviger(['sign', 'plan.json', '--as', 'Ada Sample', '--json'], { env });
    expect([tried.exit, errorShape.parse(tried.json).error.code]).toEqual([2, 'wrong-passphrase']);
    expect(tried.stdout + tried.stderr).not.toContain('perfekt');
    expect(existsSync(site.path('plan.json.ada-sample.sig'))).toBe(false);
    expect(await search(site, 'approval.signed')).toEqual([]);
  });

  it.each([
    ['the requester', 'Kim Sample', [], 3, 'requester-not-allowed'],
    ['somebody without the role', 'Eve Sample', [], 3, 'role-missing'],
    ['nobody of the roster', 'Zed Sample', [], 2, 'person-not-found'],
    ['a request of somebody who did not ask', 'Ada Sample', ['--request'], 3, 'requester-not-allowed'],
    ['a request that is a dissent', 'Ada Sample', ['--request', '--dissent', '--reason', 'x'], 2, 'bad-usage'],
  ])('is refused before the passphrase is asked for: %s', async (_, name, more, exit, code) => {
    const site = copyOf(sample);
    const tried = await site.claviger(['sign', 'plan.json', '--as', name, '--json', ...more]);
    expect([tried.exit, errorShape.parse(tried.json).error.code]).toEqual([exit, code]);
  });

  it('is refused for a plan file that was changed: what is signed is the plan that this console made', async () => {
    const site = copyOf(sample);
    site.write('plan.json', site.read('plan.json').toString().replace('CHG-4711', 'CHG-4712'));
    const tried = await sign(site, 'Ada Sample');
    expect([tried.exit, errorShape.parse(tried.json).error.code]).toEqual([3, 'plan-not-ours']);
    expect(existsSync(site.path('plan.json.ada-sample.sig'))).toBe(false);
  });

  it('is refused once the plan has expired', async () => {
    const site = copyOf(sample);
    const plan = [...planArgs('rotate', { as: 'Kim Sample', out: 'short.json' }), '--valid-for', '1s'];
    await done(site.claviger(plan));
    const { notAfter } = JSON.parse(site.read('short.json').toString()) as { notAfter: string };
    await until(notAfter);
    const tried = await site.claviger(['sign', 'short.json', '--as', 'Ada Sample', '--json'], asSamplePeople(site));
    expect([tried.exit, errorShape.parse(tried.json).error.code]).toEqual([3, 'expired']);
  });

  it('signs the request as the requester, which is no approval', async () => {
    const site = copyOf(sample);
    const asked = await sign(site, 'Kim Sample', '--request');
    expect([asked.exit, asked.json]).toMatchObject([0, { purpose: 'request' }]);
    await done(sign(site, 'Ada Sample'));
    const request = 'plan.json.kim-sample.request.sig';
    const ran = await site.claviger(runArgs([request, 'plan.json.ada-sample.sig']));
    expect([ran.exit, runShape.parse(ran.json).error?.code]).toEqual([3, 'quorum-not-met']);
    await done(sign(site, 'Ben Sample'));
    const enough = await site.claviger(runArgs([request, 'plan.json.ada-sample.sig', 'plan.json.ben-sample.sig']));
    expect([enough.exit, runShape.parse(enough.json).result]).toEqual([0, 'done']);
  });
});
