import { createHash } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { needsSshKeygen, planArgs, plannedSite, runArgs, signWith, type Who } from './cast.ts';
import { copyOf, done, type Site } from './claviger.ts';
import { FIRST_VERSION, keysShape, planShape, runShape, search, verifyShape, versionOf } from './shapes.ts';
import { WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';

let planned: Site;

describe.concurrent('a rotation of a production key, signed by two people with ssh-keygen', () => {
  beforeAll(async () => {
    if (WITHOUT_SSH_KEYGEN === null) planned = await plannedSite();
  });
  beforeEach(needsSshKeygen);

  it('runs, makes exactly one new version, and leaves a journal that proves it', async () => {
    const site = copyOf(planned);
    const signatures = [signWith(site, 'ada'), signWith(site, 'ben')];
    const ran = await site.claviger(runArgs(signatures));
    expect(ran.exit).toBe(0);
    const { result, operation, steps, error } = runShape.parse(ran.json);
    expect({ result, operation, error }).toEqual({ result: 'done', operation: 'rotate', error: undefined });
    expect(steps.map((step) => [step.action, step.result])).toEqual([
      ['take-sample', 'done'],
      ['rotate-key', 'done'],
      ['verify-rotation', 'done'],
    ]);
    const { keys } = keysShape.parse(await done(site.claviger(['keys', '--environment', 'production', '--json'])));
    const before = new Map([
      ['production/backups', 1],
      ['production/documents', 2],
      ['production/orders-data', FIRST_VERSION + 1],
      ['production/payments-data', 4],
      ['production/release-signing', 1],
      ['production/webhooks', 1],
    ]);
    expect(new Map(keys.map(({ name, version }) => [name, version]))).toEqual(before);
    const verified = await site.claviger(['journal', 'verify', '--json']);
    expect(verified.exit).toBe(0);
    expect(verifyShape.parse(verified.json)).toMatchObject({ ok: true, authorisation: { ok: true, executions: 1 } });
    const kinds = (await search(site, 'CHG-4711')).map(({ kind }) => kind);
    expect(kinds).toEqual(['plan.proposed']);
  });

  it.each<readonly [string, readonly Who[]]>([
    ['ed25519 and rsa-3072', ['ada', 'cleo']],
    ['ecdsa and rsa-3072', ['ben', 'cleo']],
    ['the second key of a person, ecdsa, and ecdsa', ['ada-second', 'ben']],
    ['more people than needed', ['ada', 'ben', 'cleo']],
  ])('takes keys of the kinds %s', async (_, signers) => {
    const site = copyOf(planned);
    const ran = await site.claviger(runArgs(signers.map((who) => signWith(site, who))));
    expect([ran.exit, runShape.parse(ran.json).result]).toEqual([0, 'done']);
    expect(await versionOf(site)).toBe(FIRST_VERSION + 1);
  });

  it('takes the same file given twice as one signature: enough with a second person, not alone', async () => {
    const site = copyOf(planned);
    const [ada, ben] = [signWith(site, 'ada'), signWith(site, 'ben')];
    const alone = await site.claviger(runArgs([ada, ada]));
    expect([alone.exit, runShape.parse(alone.json).error?.code]).toEqual([3, 'quorum-not-met']);
    const both = await site.claviger(runArgs([ada, ben, ada, ben]));
    expect([both.exit, runShape.parse(both.json).result]).toEqual([0, 'done']);
    expect(await versionOf(site)).toBe(FIRST_VERSION + 1);
  });

  it('takes signatures in any order and a person who signed twice with the same key', async () => {
    const site = copyOf(planned);
    const ecdsaTwice = [signWith(site, 'ben', { out: 'ben-1.sig' }), signWith(site, 'ben', { out: 'ben-2.sig' })];
    expect(site.read('ben-1.sig').equals(site.read('ben-2.sig'))).toBe(false);
    const ran = await site.claviger(runArgs([...ecdsaTwice, signWith(site, 'ada')]));
    expect([ran.exit, runShape.parse(ran.json).result]).toEqual([0, 'done']);
  });

  it('pins what it found: a key that somebody else rotated meanwhile is not rotated again', async () => {
    const site = copyOf(planned);
    await done(site.claviger(planArgs('rotate', { out: 'other.json', ticket: 'CHG-4712' })));
    const other = (['ada', 'ben'] as const).map((who) => signWith(site, who, { file: 'other.json' }));
    await done(site.claviger(runArgs(other, 'other.json')));
    const late = await site.claviger(runArgs([signWith(site, 'ada'), signWith(site, 'ben')]));
    expect([late.exit, runShape.parse(late.json).error?.code]).toEqual([3, 'plan-not-ours']);
    expect(await versionOf(site)).toBe(FIRST_VERSION + 1);
  });

  it('says in the plan who must agree, and shows the digest of exactly the bytes in the file', async () => {
    const site = copyOf(planned);
    const made = planShape.parse(await done(site.claviger([...planArgs('rotate', { out: 'again.json' }), '--json'])));
    expect(made.quorum.needs).toEqual([{ role: 'custodian', count: 2 }]);
    expect(createHash('sha256').update(site.read('again.json')).digest('hex')).toBe(made.digest);
    expect(JSON.parse(site.read('again.json').toString())).toEqual(made.plan);
  });
});
