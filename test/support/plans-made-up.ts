import * as fc from 'fast-check';
import { canonicalJson, isObject, type Json, type JsonObject } from '../../shared/canonical-json.ts';
import { planSchema, type ChangePlan, type KeyPlan, type KeyRef, type Plan, type Step } from '../../shared/plan.ts';
import { ROLES } from '../../shared/people.ts';
import { ENVIRONMENTS, OPERATIONS } from '../../shared/policy.ts';
import { textProblem } from '../../shared/text.ts';

/** Texts that could be taken for another value, another line, or one another. */
const HOSTILE = [
  ...['none', 'yes', 'no', '5', '-5', '05', '5.0', 'null', 'true', '"', '""', '"none"', '"5"', '\\"5\\"', '\\', '\\"'],
  ...['(empty)', '(empty list)', '(empty', 'a  b', '"a  b"', 'a b', 'a   b', 'Step 1 tag owner', 'owner: x', 's1', '*'],
  ...['Ada', 'ada', 'Аdа', 'Aλpha', 'Ωmega', 'é', 'ßs', 'enabled', 'rotate-key', '１', '—', '$&', '$1', 'a|b', 'a,b'],
];

/** One line of text as a plan may carry it, hostile more often than not. */
export const lineOfText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 20 }).filter(fits) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }).filter(fits) },
);

function fits(text: string): boolean {
  return text.trim() === text && textProblem(text) === null && text.length <= 60 && text !== '';
}

const digest = fc.stringMatching(/^[0-9a-f]{64}$/);
const time = fc
  .integer({ min: Date.parse('2020-01-01'), max: Date.parse('2040-01-01') })
  .map((ms) => new Date(ms).toISOString());
const alias = fc.oneof(
  fc.constantFrom('a', 'b', 'none', '5', 'yes', 'a/b', 's1'),
  fc.stringMatching(/^[A-Za-z0-9/_-]{1,12}$/),
);
const stepId = fc.integer({ min: 1, max: 99 }).map((n) => `s${n}`);
const personId = fc.stringMatching(/^[a-z0-9]{2,10}$/);
const spec = fc.constantFrom(
  'SYMMETRIC_DEFAULT' as const,
  'RSA_3072' as const,
  'RSA_4096' as const,
  'ECC_NIST_P256' as const,
  'ECC_NIST_P384' as const,
  'HMAC_256' as const,
);
const state = fc.constantFrom('enabled' as const, 'disabled' as const, 'pending-deletion' as const);
const count = fc.integer({ min: 0, max: 12 });
const days = fc.integer({ min: 1, max: 2560 });
const tagName = fc.oneof(
  fc.constantFrom('owner', 'a', 'b', '1', '2', '10', 'a.b', 'none', 'tags', 'claviger:workspace'),
  fc.stringMatching(/^[A-Za-z0-9:/_.-]{1,8}$/),
);
const tags = fc.dictionary(tagName, lineOfText, { maxKeys: 4, noNullPrototype: true }).map((all) => ({ ...all }));
const keyRef: fc.Arbitrary<KeyRef> = fc.oneof(
  fc.record({ from: fc.constant('plan' as const), keyId: lineOfText }),
  fc.record({ from: fc.constant('step' as const), step: stepId }),
);
const common = {
  id: stepId,
  calls: fc.array(lineOfText, { minLength: 1, maxLength: 4 }),
  reversibility: fc.constantFrom('changes-nothing' as const, 'reversible' as const, 'irreversible' as const),
  undo: lineOfText,
};
const act = <const A extends Step['action']>(action: A) => fc.constant(action);

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ ...common, action: act('take-sample'), key: keyRef }),
  fc.record({
    ...common,
    action: act('rotate-key'),
    keyId: lineOfText,
    expect: fc.record({ state, versionId: lineOfText }),
  }),
  fc.record({ ...common, action: act('verify-rotation'), keyId: lineOfText, sample: stepId }),
  fc.record({ ...common, action: act('create-key'), spec, description: lineOfText, tags }),
  fc.record({
    ...common,
    action: act('create-alias'),
    alias,
    key: keyRef,
    expect: fc.constant({ aliasTarget: null }),
  }),
  fc.record({
    ...common,
    action: act('update-alias'),
    alias,
    key: keyRef,
    expect: fc.record({ aliasTarget: lineOfText }),
  }),
  fc.record({
    ...common,
    action: act('set-automatic-rotation'),
    key: keyRef,
    days,
    expect: fc.record({ automaticDays: fc.option(count) }),
  }),
  fc.record({ ...common, action: act('verify-key'), key: keyRef, alias: fc.option(alias) }),
  fc.record({ ...common, action: act('verify-sample'), key: keyRef, sample: stepId }),
);

const connection: fc.Arbitrary<KeyPlan['connection']> = fc.record({
  id: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/),
  environment: fc.constantFrom(...ENVIRONMENTS),
  enforcement: fc.constantFrom('advisory' as const, 'split' as const, 'sealed' as const),
  identity: fc.oneof(
    fc.record({ provider: fc.constant('practice' as const), vault: lineOfText }),
    fc.record({
      provider: fc.constant('aws' as const),
      account: fc.stringMatching(/^[0-9]{12}$/),
      partition: fc.constantFrom('aws', 'aws-cn', 'none'),
      region: fc.constantFrom('eu-central-1', 'none', '5'),
      endpoint: fc.option(lineOfText),
    }),
    fc.record({ provider: fc.constant('azure' as const), tenant: lineOfText, vaultUrl: lineOfText }),
  ),
});

const parameters: fc.Arbitrary<KeyPlan['parameters']> = fc.oneof(
  fc.record({
    operation: fc.constant('rotate' as const),
    method: fc.constantFrom('in-place' as const, 'replacement' as const),
  }),
  fc.record({
    operation: fc.constant('create' as const),
    alias,
    spec,
    description: lineOfText,
    owner: lineOfText,
    automaticDays: fc.option(days),
  }),
);

const quorum = {
  needs: fc.array(fc.record({ role: fc.constantFrom(...ROLES), count: fc.integer({ min: 1, max: 9 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
  requesterCounts: fc.boolean(),
  requesterSigns: fc.boolean(),
  outsideConsole: fc.integer({ min: 0, max: 1 }),
};
const core = {
  workspace: digest,
  environment: fc.constantFrom(...ENVIRONMENTS),
  reason: lineOfText,
  ticket: lineOfText,
  requester: fc.record({ id: personId, name: lineOfText }),
  rosterDigest: digest,
  policyDigest: digest,
  journal: fc.record({ origin: lineOfText, size: fc.integer({ min: 1, max: 1e6 }), root: digest }),
  createdAt: time,
  notAfter: time,
  nonce: fc.stringMatching(/^[0-9a-f]{32}$/),
};

/** Any plan for a key that the schema takes; sense is not asked for. */
export const anyKeyPlan: fc.Arbitrary<KeyPlan> = fc.record({
  ...core,
  type: fc.constant('claviger.plan.v1' as const),
  operation: fc.constantFrom(...OPERATIONS),
  connection,
  target: fc.record({
    name: lineOfText,
    keyId: fc.option(lineOfText),
    arn: fc.option(lineOfText),
    spec,
    state: fc.option(state),
    versionId: fc.option(lineOfText),
    version: count,
  }),
  parameters,
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  blastRadius: fc.record({
    census: count,
    dependants: fc.array(
      fc.record({
        kind: fc.constantFrom('alias' as const, 'application' as const, 'storage' as const, 'backup' as const),
        name: lineOfText,
        pins: fc.constantFrom('alias' as const, 'key-id' as const),
      }),
      { maxLength: 12 },
    ),
    lastUse: fc.option(fc.record({ at: time, operation: lineOfText, principal: lineOfText })),
  }),
  budgets: fc.record({ rotationsLeft: fc.option(count), sessionSeconds: fc.option(count), estimateSeconds: count }),
  quorum: fc.record(quorum),
});

const key = fc.record({
  publicKey: fc.stringMatching(/^[a-z0-9@.-]{1,12} [A-Za-z0-9+/]{1,20}={0,2}$/),
  fingerprint: fc.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/),
  custody: fc.constantFrom('console-held' as const, 'own-file' as const, 'hardware' as const),
});
const personRef = fc.record({ id: personId, name: lineOfText });
const change: fc.Arbitrary<ChangePlan['change']> = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    person: fc.record({
      id: personId,
      name: lineOfText,
      roles: fc.array(fc.constantFrom(...ROLES), { minLength: 1, maxLength: 8 }),
      keys: fc.array(key, { minLength: 1, maxLength: 8 }),
    }),
    voucher: personRef,
    proofs: fc.array(fc.stringMatching(/^[A-Za-z0-9+/]{1,20}={0,2}$/), { minLength: 1, maxLength: 8 }),
  }),
  fc.record({ kind: fc.constant('remove' as const), person: personRef }),
);

/** Any change of the roster that the schema takes; sense is not asked for. */
export const anyChangePlan: fc.Arbitrary<ChangePlan> = fc.record({
  ...core,
  type: fc.constant('claviger.change.v1' as const),
  operation: fc.constant('people' as const),
  change,
  delayHours: fc.integer({ min: 0, max: 720 }),
  quorum: fc.record({ ...quorum, without: fc.array(personId, { maxLength: 1 }) }),
});

/** Any plan. */
export const anyPlan: fc.Arbitrary<Plan> = fc.oneof(
  { weight: 2, arbitrary: anyKeyPlan },
  { weight: 1, arbitrary: anyChangePlan },
);

/** A place in a document. */
export type Path = readonly string[];

/** Every value that has no values inside, with its place. */
export function leavesOf(value: Json, path: Path = []): readonly (readonly [Path, Json])[] {
  const children = childrenOf(value);
  if (children.length === 0) return [[path, value]];
  return children.flatMap(([key, child]) => leavesOf(child, [...path, key]));
}

/** Every object in a document, with its place. */
export function objectsOf(value: Json, path: Path = []): readonly Path[] {
  const inside = childrenOf(value).flatMap(([key, child]) => objectsOf(child, [...path, key]));
  return isObject(value) ? [path, ...inside] : inside;
}

function childrenOf(value: Json): readonly (readonly [string, Json])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value as JsonObject) : [];
}

export function valueAt(value: Json, path: Path): Json | undefined {
  let found: Json | undefined = value;
  for (const key of path) {
    found = typeof found === 'object' && found !== null ? (found as JsonObject)[key] : undefined;
  }
  return found;
}

/** A copy of a document with another value at one place. */
export function withAt(value: Json, path: Path, put: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return put;
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item, index) => (String(index) === key ? withAt(item, rest, put) : item));
  }
  const object = value as JsonObject;
  return { ...object, [key]: withAt(object[key] ?? null, rest, put) };
}

/** Two plans that differ, often in one field only. */
export const twoPlans: fc.Arbitrary<readonly [Plan, Plan]> = fc
  .tuple(anyPlan, anyPlan, fc.nat(), lineOfText, fc.constantFrom('graft', 'text', 'other'))
  .map(([one, other, place, text, how]): readonly [Plan, Plan] => {
    if (how === 'other') return [one, other];
    const paths = leavesOf(one).map(([path]) => path);
    const path = paths[place % paths.length] ?? [];
    const put = how === 'text' ? text : (valueAt(other, path) ?? text);
    const changed = planSchema.safeParse(withAt(one, path, put));
    return [one, changed.success ? changed.data : other];
  })
  .filter(([a, b]) => canonicalJson(a) !== canonicalJson(b));
