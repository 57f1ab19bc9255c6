import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalBytes } from '../../shared/canonical-json.ts';
import { WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';
import { needsSshKeygen, plannedSite, planArgs, runArgs, signWith, type Who } from './cast.ts';
import { asSamplePeople, copyOf, done, sampleSite, type Site } from './claviger.ts';
import { FIRST_VERSION, journaledRefusals, runShape, search, versionOf } from './shapes.ts';

let planned: Site;
let digest = '';
const both = ['plan.json.ada.sig', 'plan.json.ben.sig'];

async function refusedAsDissent(site: Site, signatures: readonly string[]): Promise<string> {
  const ran = await site.claviger(runArgs(signatures));
  const { result, error } = runShape.parse(ran.json);
  expect({ exit: ran.exit, result, code: error?.code }).toEqual({ exit: 3, result: 'refused', code: 'dissent' });
  return error?.message ?? '';
}

/** Signs `{plan, reason}` as somebody does with ssh-keygen: the statement in a file, the signature beside it. */
function dissentWithReason(site: Site, who: Who, plan: string, reason: string): string {
  const statement = `${who}.dissent`;
  site.write(statement, canonicalBytes({ type: 'claviger.dissent.v1', plan, reason }));
  return signWith(site, who, { file: statement, namespace: 'claviger-dissent-v1', out: `${statement}.sig` });
}

describe.concurrent('a no to a plan, signed with ssh-keygen', () => {
  beforeAll(async () => {
    if (WITHOUT_SSH_KEYGEN !== null) return;
    planned = await plannedSite();
    for (const who of ['ada', 'ben'] as const) signWith(planned, who);
    digest = z
      .looseObject({ digest: z.string() })
      .parse(await done(planned.claviger(['show', 'plan.json', '--json']))).digest;
  });
  beforeEach(needsSshKeygen);

  it('blocks the plan beside a full quorum, and goes on blocking when it is withheld', async () => {
    const site = copyOf(planned);
    const bare = signWith(site, 'cleo', { namespace: 'claviger-dissent-v1' });
    expect(await refusedAsDissent(site, [...both, bare])).toContain('Cleo Marsh says no: no reason given');
    expect(await refusedAsDissent(site, both)).toContain('Cleo Marsh has said no');
    expect(await journaledRefusals(site, 'dissent')).toHaveLength(2);
    const [recorded] = (await search(site, 'plan.dissented')).filter(({ kind }) => kind === 'plan.dissented');
    expect(recorded?.payload).toMatchObject({ person: 'cleo-marsh', reason: null, blocks: true });
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it('blocks with a reason, which stands in the refusal and in the journal', async () => {
    const site = copyOf(planned);
    const file = dissentWithReason(site, 'cleo', digest, 'Month-end closing is running');
    expect(await refusedAsDissent(site, [...both, file])).toContain('Month-end closing is running');
    expect((await search(site, 'Month-end closing')).map(({ kind }) => kind)).toContain('plan.dissented');
    expect(await refusedAsDissent(site, both)).toContain('Month-end closing is running');
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it('blocks when it comes alone', async () => {
    const site = copyOf(planned);
    await refusedAsDissent(site, [signWith(site, 'ben', { namespace: 'claviger-dissent-v1', out: 'no.sig' })]);
    expect(await refusedAsDissent(site, both)).toContain('Ben Okafor has said no');
  });

  it('goes on the record even beside a file that refuses the packet for another reason', async () => {
    const site = copyOf(planned);
    const bare = signWith(site, 'cleo', { namespace: 'claviger-dissent-v1' });
    await refusedAsDissent(site, [signWith(site, 'stranger'), bare]);
    await refusedAsDissent(site, both);
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it.each<readonly [string, Who]>([
    ['an auditor', 'eve'],
    ['a witness, who has no seat in this rule', 'dan'],
    ['the requester, who may not approve', 'kim'],
  ])('is recorded and does not block when it comes from %s', async (_, who) => {
    const site = copyOf(planned);
    const no = dissentWithReason(site, who, digest, 'I would rather wait');
    const ran = await site.claviger(runArgs([...both, no]));
    expect([ran.exit, runShape.parse(ran.json).result]).toEqual([0, 'done']);
    const [recorded] = (await search(site, 'rather wait')).filter(({ kind }) => kind === 'plan.dissented');
    expect(recorded?.payload).toMatchObject({ blocks: false, reason: 'I would rather wait' });
    expect((await site.claviger(['journal', 'verify'])).exit).toBe(0);
    expect(await versionOf(site)).toBe(FIRST_VERSION + 1);
  });

  it('is refused as changed when it is about another plan', async () => {
    const site = copyOf(planned);
    const other = dissentWithReason(site, 'cleo', 'ab'.repeat(32), 'Not this one');
    const ran = await site.claviger(runArgs([...both, other]));
    expect([ran.exit, runShape.parse(ran.json).error?.code]).toEqual([3, 'statement-changed']);
  });

  it('is refused as a bad signature when its reason was changed after signing', async () => {
    const site = copyOf(planned);
    const no = dissentWithReason(site, 'cleo', digest, 'Not this week');
    site.write('cleo.dissent', site.read('cleo.dissent').toString().replace('week', 'year'));
    const ran = await site.claviger(runArgs([...both, no]));
    expect([ran.exit, runShape.parse(ran.json).error?.code]).toEqual([3, 'bad-signature']);
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });
});

describe.concurrent('a no to a plan, signed with a key that the console holds', () => {
  let sample: Site;
  beforeAll(async () => {
    sample = await sampleSite();
    await done(sample.claviger(planArgs('rotate', { as: 'Kim Sample' })));
    for (const name of ['Ada Sample', 'Ben Sample']) {
      await done(sample.claviger(['sign', 'plan.json', '--as', name], asSamplePeople(sample)));
    }
  });
  const approvals = ['plan.json.ada-sample.sig', 'plan.json.ben-sample.sig'];
  const no = ['sign', 'plan.json', '--as', 'Cleo Sample', '--dissent', '--json'];

  it('is written beside the statement it signs, and blocks', async () => {
    const site = copyOf(sample);
    const said = await site.claviger([...no, '--reason', 'Audit on Monday'], asSamplePeople(site));
    expect([said.exit, said.json]).toMatchObject([0, { person: 'cleo-sample', purpose: 'dissent' }]);
    const file = 'plan.json.cleo-sample.dissent';
    expect(JSON.parse(site.read(file).toString())).toMatchObject({ reason: 'Audit on Monday' });
    expect(await refusedAsDissent(site, [...approvals, `${file}.sig`])).toContain('Audit on Monday');
    expect(await refusedAsDissent(site, approvals)).toContain('Audit on Monday');
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it.each([
    ['no reason', [], 'bad-usage'],
    ['an empty reason', ['--reason', ''], 'bad-input'],
    ['a reason of two lines', ['--reason', 'one\ntwo'], 'bad-input'],
    ['a reason that looks like a secret', ['--reason', 'password=hunter22'], 'looks-like-secret'],
  ])('is not signed with %s', async (_, reason, code) => {
    const site = copyOf(sample);
    const said = await site.claviger([...no, ...reason], asSamplePeople(site));
    expect([said.exit, said.json]).toMatchObject([2, { error: { code } }]);
    expect(said.stdout + said.stderr).not.toContain('hunter22');
    expect(await search(site, 'claviger-dissent-v1')).toEqual([]);
  });
});
