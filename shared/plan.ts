import { z } from 'zod';
import { changeSchema } from './change.ts';
import { connectionSchema } from './connections.ts';
import { digestSchema, line, personIdSchema, timeSchema } from './people.ts';
import { ENVIRONMENTS, needSchema, OPERATIONS } from './policy.ts';

const keyId = line(300);
const alias = z
  .string()
  .regex(/^[A-Za-z0-9/_-]+$/)
  .max(200);
const stepId = z.string().regex(/^s[1-9]\d?$/);
const spec = z.enum(['SYMMETRIC_DEFAULT', 'RSA_3072', 'RSA_4096', 'ECC_NIST_P256', 'ECC_NIST_P384', 'HMAC_256']);
const state = z.enum(['enabled', 'disabled', 'pending-deletion']);
const tags = z.record(
  z
    .string()
    .regex(/^[A-Za-z0-9:/_.-]+$/)
    .max(128),
  line(256),
);

/** A key that is known when the plan is made, or the one that an earlier step will have made. */
export const keyRefSchema = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('plan'), keyId }),
  z.strictObject({ from: z.literal('step'), step: stepId }),
]);
export type KeyRef = z.infer<typeof keyRefSchema>;

const common = {
  id: stepId,
  /** The provider's own names of the calls this step makes, in order. */
  calls: z.array(line(60)).min(1).max(8),
  reversibility: z.enum(['changes-nothing', 'reversible', 'irreversible']),
  /** How it is taken back, or why it cannot be. */
  undo: line(300),
};

export const stepSchema = z.discriminatedUnion('action', [
  z.strictObject({ ...common, action: z.literal('take-sample'), key: keyRefSchema }),
  z.strictObject({
    ...common,
    action: z.literal('rotate-key'),
    keyId,
    expect: z.strictObject({ state, versionId: line(200) }),
  }),
  z.strictObject({ ...common, action: z.literal('verify-rotation'), keyId, sample: stepId }),
  z.strictObject({ ...common, action: z.literal('create-key'), spec, description: line(200), tags }),
  z.strictObject({
    ...common,
    action: z.literal('create-alias'),
    alias,
    key: keyRefSchema,
    expect: z.strictObject({ aliasTarget: z.null() }),
  }),
  z.strictObject({
    ...common,
    action: z.literal('update-alias'),
    alias,
    key: keyRefSchema,
    expect: z.strictObject({ aliasTarget: keyId }),
  }),
  z.strictObject({
    ...common,
    action: z.literal('set-automatic-rotation'),
    key: keyRefSchema,
    days: z.int().min(1).max(2560),
    expect: z.strictObject({ automaticDays: z.int().nullable() }),
  }),
  z.strictObject({ ...common, action: z.literal('verify-key'), key: keyRefSchema, alias: alias.nullable() }),
  z.strictObject({ ...common, action: z.literal('verify-sample'), key: keyRefSchema, sample: stepId }),
]);
export type Step = z.infer<typeof stepSchema>;

export const parametersSchema = z.discriminatedUnion('operation', [
  z.strictObject({ operation: z.literal('rotate'), method: z.enum(['in-place', 'replacement']) }),
  z.strictObject({
    operation: z.literal('create'),
    alias,
    spec,
    description: line(200),
    owner: line(100),
    automaticDays: z.int().min(1).max(2560).nullable(),
  }),
]);

export const targetSchema = z.strictObject({
  /** What people call the key: its first alias, else its id. */
  name: line(300),
  keyId: keyId.nullable(),
  arn: line(400).nullable(),
  spec,
  state: state.nullable(),
  versionId: line(200).nullable(),
  version: z.int().nonnegative(),
});

export const quorumSchema = z.strictObject({
  needs: z.array(needSchema).min(1).max(8),
  requesterCounts: z.boolean(),
  /** The requester's own signature (`claviger-request-v1`) must be there. */
  requesterSigns: z.boolean(),
  /** So many signatures must come from keys that this console does not hold. */
  outsideConsole: z.int().min(0).max(1),
});
/** The rule of the policy as it applies to one plan. */
export type Quorum = z.infer<typeof quorumSchema>;

/** What every plan says, whatever it is for. */
const core = {
  workspace: digestSchema,
  environment: z.enum(ENVIRONMENTS),
  reason: line(500),
  ticket: line(100),
  requester: z.strictObject({ id: personIdSchema, name: line(100) }),
  rosterDigest: digestSchema,
  policyDigest: digestSchema,
  /** The head of the journal that the plan was made on; the journal must extend it when the plan runs. */
  journal: z.strictObject({ origin: line(120), size: z.int().positive(), root: digestSchema }),
  createdAt: timeSchema,
  notAfter: timeSchema,
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
};

export const keyPlanSchema = z.strictObject({
  ...core,
  type: z.literal('claviger.plan.v1'),
  operation: z.enum(OPERATIONS),
  connection: connectionSchema,
  target: targetSchema,
  parameters: parametersSchema,
  steps: z.array(stepSchema).min(1).max(50),
  blastRadius: z.strictObject({
    /** How many things still depend on the key; the list names them. */
    census: z.int().nonnegative(),
    dependants: z
      .array(
        z.strictObject({
          kind: z.enum(['alias', 'application', 'storage', 'database', 'backup', 'grant']),
          name: line(300),
          pins: z.enum(['alias', 'key-id']),
        }),
      )
      .max(1000),
    /** As seen when the plan was made; it moves on while the key is in use and is not compared again. */
    lastUse: z.strictObject({ at: timeSchema, operation: line(60), principal: line(200) }).nullable(),
  }),
  budgets: z.strictObject({
    /** On-demand rotations left in the key's lifetime after this plan; null when unlimited or not used. */
    rotationsLeft: z.int().nonnegative().nullable(),
    /** Seconds the provider session still lasts; null when the provider needs none. */
    sessionSeconds: z.int().nonnegative().nullable(),
    estimateSeconds: z.int().nonnegative(),
  }),
  quorum: quorumSchema,
});
/** A plan to do something to a key. */
export type KeyPlan = z.infer<typeof keyPlanSchema>;

export const changePlanSchema = z.strictObject({
  ...core,
  type: z.literal('claviger.change.v1'),
  operation: z.literal('people'),
  change: changeSchema,
  /** The change comes into force so many hours after it was approved, unless somebody says no before. */
  delayHours: z.int().min(0).max(720),
  quorum: z.strictObject({
    ...quorumSchema.shape,
    /** Persons whom the change is about: they neither approve nor block it. */
    without: z.array(personIdSchema).max(1),
  }),
});
/** A plan to change who may take part. It calls no provider: approving it is carrying it out. */
export type ChangePlan = z.infer<typeof changePlanSchema>;

export const planSchema = z.discriminatedUnion('type', [keyPlanSchema, changePlanSchema]);
/**
 * A plan is the statement that people sign: its canonical JSON bytes. SHA-256 over them, as hex and as words, is its
 * name.
 */
export type Plan = z.infer<typeof planSchema>;

/** Tells a change of the roster from a plan for a key. */
export function isChange(plan: Plan): plan is ChangePlan {
  return plan.type === 'claviger.change.v1';
}

/** What is done at a provider, in order; a change of the roster does nothing there. */
export function stepsOf(plan: Plan): readonly Step[] {
  return plan.type === 'claviger.plan.v1' ? plan.steps : [];
}

export const dissentSchema = z.strictObject({
  type: z.literal('claviger.dissent.v1'),
  plan: digestSchema,
  reason: line(500),
});
/** What a person signs (namespace `claviger-dissent-v1`) who says no. */
export type Dissent = z.infer<typeof dissentSchema>;

/** SSHSIG namespaces: a signature made for one purpose never counts for another. */
export const NAMESPACES = {
  signoff: 'claviger-signoff-v1',
  request: 'claviger-request-v1',
  dissent: 'claviger-dissent-v1',
  accept: 'claviger-accept-v1',
  enrol: 'claviger-enrol-v1',
} as const;
