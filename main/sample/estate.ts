import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ENVIRONMENTS, type Environment } from '../../shared/policy.ts';
import type { PracticeVault, Seed } from '../providers/index.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const keySchema = z.strictObject({
  environment: z.enum(ENVIRONMENTS),
  alias: z.string(),
  spec: z.enum(['SYMMETRIC_DEFAULT', 'RSA_3072', 'RSA_4096', 'ECC_NIST_P256', 'ECC_NIST_P384', 'HMAC_256']),
  description: z.string(),
  owner: z.string(),
  ageDays: z.int(),
  /** Each rotation, in days before today; the last one made the present version. */
  rotatedDaysAgo: z.array(z.int()),
  automaticDays: z.int().optional(),
  dependants: z.array(
    z.strictObject({
      kind: z.enum(['alias', 'application', 'storage', 'database', 'backup', 'grant']),
      name: z.string(),
      pins: z.enum(['alias', 'key-id']),
    }),
  ),
  lastUsedHoursAgo: z.int().nullable(),
  disabled: z.boolean().optional(),
  tags: z.record(z.string(), z.string()).optional(),
});
type SampleKey = z.infer<typeof keySchema>;

/** Plants the keys of one environment, with ages counted back from now. The error is a sentence. */
export function plantEstate(
  vault: PracticeVault,
  environment: Environment,
  workspaceId: string,
  now: Date,
): string | null {
  const file = new URL('../../resources/sample/estate.json', import.meta.url);
  const keys = z.array(keySchema).parse(JSON.parse(readFileSync(file, 'utf8')));
  for (const key of keys.filter((candidate) => candidate.environment === environment)) {
    const planted = vault.seed(seedOf(key, workspaceId, now));
    if (!planted.ok) return planted.error.message;
  }
  return null;
}

function seedOf(key: SampleKey, workspaceId: string, now: Date): Seed {
  const daysAgo = (days: number): string => new Date(now.getTime() - days * DAY_MS).toISOString();
  return {
    aliases: [key.alias],
    spec: key.spec,
    description: key.description,
    tags: { ...key.tags, owner: key.owner, sample: 'true', 'claviger:workspace': workspaceId },
    versions: [key.ageDays, ...key.rotatedDaysAgo].map(daysAgo),
    automaticDays: key.automaticDays ?? null,
    dependants: key.dependants,
    state: key.disabled === true ? 'disabled' : 'enabled',
    lastUse:
      key.lastUsedHoursAgo === null
        ? null
        : {
            at: new Date(now.getTime() - key.lastUsedHoursAgo * HOUR_MS).toISOString(),
            operation: key.spec === 'SYMMETRIC_DEFAULT' ? 'Decrypt' : key.spec === 'HMAC_256' ? 'GenerateMac' : 'Sign',
            principal: key.dependants[0]?.name ?? 'exercise',
          },
  };
}
