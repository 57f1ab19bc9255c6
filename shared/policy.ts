import { z } from 'zod';
import { ENVIRONMENTS, OPERATIONS, ROLES, type Operation, type Role } from './vocabulary.ts';

export { ENVIRONMENTS, OPERATIONS, ruleFor, type Environment, type Operation } from './vocabulary.ts';

export const needSchema = z.strictObject({ role: z.enum(ROLES), count: z.int().min(1).max(9) });
/** So many persons of one role. */
export type Need = z.infer<typeof needSchema>;

const WHEN = ['never', 'real-providers', 'always'] as const;

export const ruleSchema = z.strictObject({
  environment: z.enum(ENVIRONMENTS),
  operation: z.enum(OPERATIONS),
  needs: z.array(needSchema).min(1).max(ROLES.length),
  /** Whether the requester may be one of the persons. */
  requesterCounts: z.boolean(),
  /** Whether the requester must sign the plan as requester (`claviger-request-v1`). */
  requesterSigns: z.enum(WHEN),
  /** Whether at least one signature must come from a key that this console does not hold. */
  outsideConsole: z.enum(WHEN),
});
export type Rule = z.infer<typeof ruleSchema>;

export const policySchema = z.strictObject({
  type: z.literal('claviger.policy.v1'),
  rules: z.array(ruleSchema).max(ENVIRONMENTS.length * OPERATIONS.length),
  /** Additions to the roster and loosening of this policy take effect after so many hours. */
  changeDelayHours: z.int().min(0).max(720),
  /** Break-glass revocation by one responder (off unless the policy says so). */
  breakGlass: z.boolean(),
  /** A key's version is due for rotation after so many days, unless its own tag says otherwise; warned of before. */
  rotation: z.strictObject({ periodDays: z.int().min(1).max(2560), warnDays: z.int().min(0).max(365) }),
});
/** Who must agree to what, as data. No rule for an operation means that it is refused. */
export type Policy = z.infer<typeof policySchema>;

interface Default {
  readonly operations: readonly Operation[];
  readonly needs: readonly (readonly [Role, number])[];
  readonly requesterCounts: boolean;
}

const DEFAULTS: readonly Default[] = [
  {
    operations: ['rotate', 'import', 'move-alias', 'change-key-policy', 'change-grants'],
    needs: [['custodian', 2]],
    requesterCounts: false,
  },
  {
    operations: ['create'],
    needs: [
      ['custodian', 2],
      ['witness', 1],
    ],
    requesterCounts: false,
  },
  {
    operations: ['revoke'],
    needs: [
      ['security-lead', 1],
      ['oncall-manager', 1],
    ],
    requesterCounts: true,
  },
  {
    operations: ['recover', 'enable'],
    needs: [
      ['security-lead', 1],
      ['devops-lead', 1],
    ],
    requesterCounts: false,
  },
  {
    operations: ['schedule-deletion', 'people', 'policy', 'erase'],
    needs: [
      ['security-lead', 2],
      ['custodian', 1],
    ],
    requesterCounts: false,
  },
  { operations: ['cancel-deletion'], needs: [['security-lead', 1]], requesterCounts: false },
  {
    operations: ['connect'],
    needs: [
      ['security-lead', 1],
      ['custodian', 1],
    ],
    requesterCounts: false,
  },
];

/**
 * The policy a workspace starts with. The practice environment follows the same rules as production, so that what is
 * practised is what will be done.
 */
export function defaultPolicy(): Policy {
  const rules = ENVIRONMENTS.flatMap((environment) =>
    DEFAULTS.flatMap(({ operations, needs, requesterCounts }) =>
      operations.map((operation): Rule => ({
        environment,
        operation,
        needs: needs.map(([role, count]) => ({ role, count })),
        requesterCounts,
        requesterSigns: environment === 'production' && !requesterCounts ? 'real-providers' : 'never',
        outsideConsole: environment === 'production' ? 'real-providers' : 'never',
      })),
    ),
  );
  return {
    type: 'claviger.policy.v1',
    rules,
    changeDelayHours: 24,
    breakGlass: false,
    rotation: { periodDays: 90, warnDays: 7 },
  };
}
