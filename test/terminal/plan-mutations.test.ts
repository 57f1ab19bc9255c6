import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSshSignature, runPlan, unlockConsoleKey, verifyWhole, type WritingDesk } from '../../main/compose.ts';
import { entry } from '../../main/workspace/index.ts';
import { canonicalBytes, type JsonObject } from '../../shared/canonical-json.ts';
import { planSchema } from '../../shared/plan.ts';
import { planArgs } from './cast.ts';
import { copyOf, done, sampleSite, SAMPLE_PASSPHRASE, type Site } from './claviger.ts';
import { mutationsOf } from './mutations.ts';

type Packets = Parameters<typeof runPlan>[2];
type Signer = Extract<ReturnType<typeof unlockConsoleKey>, { ok: true }>['value'];

/** A workspace opened in this process, in which Ada and Ben sign whatever they are given. */
class Trial {
  readonly site: Site;
  readonly desk: WritingDesk;
  readonly plan: JsonObject;
  readonly #signers: ReadonlyMap<string, Signer>;

  constructor(planned: Site) {
    this.site = copyOf(planned);
    const opened = this.site.console().write(this.site.workspace, 'trial');
    if (!opened.ok) throw new Error(opened.error.message);
    this.desk = opened.value;
    this.plan = JSON.parse(this.site.read('plan.json').toString()) as JsonObject;
    this.#signers = new Map(['ada-sample', 'ben-sample'].map((id) => [id, this.#unlock(id)]));
  }

  #unlock(id: string): Signer {
    const text = readFileSync(join(this.site.workspace, 'people', `${id}.key`), 'utf8');
    const signer = unlockConsoleKey(text, SAMPLE_PASSPHRASE);
    if (!signer.ok) throw new Error(signer.error);
    return signer.value;
  }

  /** Runs a document with two valid signatures over exactly its bytes. */
  run(document: JsonObject): ReturnType<typeof runPlan> {
    const message = canonicalBytes(document);
    const packets: Packets = [...this.#signers].map(([id, signer]) => ({
      label: `${id}.sig`,
      armored: makeSshSignature({ namespace: 'claviger-signoff-v1', message, signer }),
      dissent: null,
    }));
    return runPlan(this.desk.context, message, packets);
  }

  /** Writes a plan into the journal, as making it would. */
  plant(document: JsonObject): void {
    const digest = createHash('sha256').update(canonicalBytes(document)).digest('hex');
    const planted = this.desk.workspace.append([entry('plan.proposed', digest, { plan: document })]);
    if (!planted.ok) throw new Error(planted.error.message);
  }

  /** Everything that the vaults hold. */
  async estate(): Promise<unknown> {
    const found = [];
    for (const connection of this.desk.workspace.authority.connections) {
      const provider = await this.desk.provider(connection);
      if (!provider.ok) throw new Error(provider.error.message);
      found.push(await provider.value.listKeys());
    }
    return found;
  }

  executed(): number {
    const kinds = ['run.approved', 'step.intent', 'step.outcome'];
    return [...this.desk.workspace.journal.entries({ kinds })].length;
  }
}

let planned: Site;
const trials: Trial[] = [];
function trial(): Trial {
  const made = new Trial(planned);
  trials.push(made);
  return made;
}

beforeAll(async () => {
  planned = await sampleSite();
  await done(planned.claviger(planArgs('rotate', { as: 'Kim Sample' })));
});
afterAll(() => {
  for (const { desk } of trials) desk.close();
});

describe('a plan of which one field was changed and which was signed again with valid keys', () => {
  it('is refused, whatever field it was, and nothing is carried out', async () => {
    const one = trial();
    const mutations = mutationsOf(one.plan);
    expect(mutations.length).toBeGreaterThan(500);
    const before = await one.estate();
    const answers = new Map<string, string>();
    for (const { name, document } of mutations) {
      const { result, error } = await one.run(document);
      answers.set(name, `${result} ${error?.code ?? ''}`);
    }
    const codes = ['refused journal-rolled-back', 'refused plan-not-ours'];
    expect([...answers].filter(([, answer]) => !codes.includes(answer))).toEqual([]);
    expect([...new Set(answers.values())].sort()).toEqual(codes);
    expect(answers.get('quorum.needs.0.count = 1')).toBe('refused plan-not-ours');
    expect(one.executed()).toBe(0);
    expect(await one.estate()).toEqual(before);
    // The same signers, the same console, the plan unchanged: so it was the change that was refused.
    expect((await one.run(one.plan)).result).toBe('done');
    expect((await verifyWhole(join(one.site.workspace, 'journal.db'))).ok).toBe(true);
  });
});

describe('a changed plan that stands in the journal as if this console had made it', () => {
  // What people asked for and agreed to cannot be false; everything else is worked out again.
  const SAID_NOT_FOUND = /^(?:reason|ticket|nonce|notAfter|createdAt|blastRadius\.lastUse(?:\..*)?)$/;

  it('is refused although its quorum has signed it, and nothing is carried out', async () => {
    let one = trial();
    const before = await one.estate();
    const wellFormed = mutationsOf(one.plan).filter(
      ({ place, document }) => !SAID_NOT_FOUND.test(place) && planSchema.safeParse(document).success,
    );
    expect(wellFormed.length).toBeGreaterThan(100);
    const carriedOut: string[] = [];
    for (const { name, document } of wellFormed) {
      one.plant(document);
      if ((await one.run(document)).result === 'refused') continue;
      carriedOut.push(name);
      // What comes after it shall be judged on an estate that has not moved on.
      one = trial();
    }
    expect(carriedOut).toEqual([]);
    expect(one.executed()).toBe(0);
    expect(await one.estate()).toEqual(before);
  });

  it.each<readonly [string, (plan: JsonObject) => JsonObject, string]>([
    ['one custodian instead of two', withQuorum({ needs: [{ role: 'custodian', count: 1 }] }), 'plan-not-ours'],
    ['auditors instead of custodians', withQuorum({ needs: [{ role: 'auditor', count: 1 }] }), 'role-missing'],
    ['the requester counting', withQuorum({ requesterCounts: true }), 'plan-not-ours'],
    [
      'another requester',
      (plan) => ({ ...plan, requester: { id: 'jon-sample', name: 'Kim Sample' } }),
      'plan-not-ours',
    ],
    ['nobody as requester', (plan) => ({ ...plan, requester: { id: 'nobody', name: 'Nobody' } }), 'plan-not-ours'],
    ['another roster', (plan) => ({ ...plan, rosterDigest: 'ab'.repeat(32) }), 'policy-changed'],
    ['another policy', (plan) => ({ ...plan, policyDigest: 'ab'.repeat(32) }), 'policy-changed'],
    ['another root at the same size', withJournal({ root: 'ab'.repeat(32) }), 'journal-rolled-back'],
    ['a size that the journal has not reached', withJournal({ size: 5000 }), 'journal-rolled-back'],
    ['another journal by name', withJournal({ origin: 'claviger.localhost/journal/other' }), 'plan-not-ours'],
    ['the rules of another environment', (plan) => ({ ...plan, environment: 'practice' }), 'plan-not-ours'],
  ])('is refused with %s', async (_, change, code) => {
    const one = trial();
    const document = change(one.plan);
    one.plant(document);
    const ran = await one.run(document);
    expect([ran.result, ran.error?.code]).toEqual(['refused', code]);
    expect(one.executed()).toBe(0);
  });
});

function withQuorum(change: JsonObject): (plan: JsonObject) => JsonObject {
  return (plan) => ({ ...plan, quorum: { ...(plan['quorum'] as JsonObject), ...change } });
}

function withJournal(change: JsonObject): (plan: JsonObject) => JsonObject {
  return (plan) => ({ ...plan, journal: { ...(plan['journal'] as JsonObject), ...change } });
}
