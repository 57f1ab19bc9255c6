import { z } from 'zod';
import { done, type Site } from './claviger.ts';

/** What scripts read. Loose: more fields may come, these may not go. */
export const errorShape = z.looseObject({ error: z.looseObject({ code: z.string(), message: z.string() }) });

export const keyShape = z.looseObject({
  id: z.string(),
  name: z.string(),
  environment: z.enum(['practice', 'staging', 'production']),
  provider: z.string(),
  state: z.string(),
  version: z.int().positive(),
  arn: z.string(),
  owner: z.string().nullable(),
  spec: z.string(),
  aliases: z.array(z.string()),
  tags: z.record(z.string(), z.string()),
  rotation: z.looseObject({ due: z.enum(['ok', 'due', 'overdue', 'not-scheduled']), daysLeft: z.int() }),
});
export const keysShape = z.looseObject({ keys: z.array(keyShape) });

export const planShape = z.looseObject({
  plan: z.looseObject({ workspace: z.string(), notAfter: z.string() }),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  words: z.array(z.string()).length(24),
  quorum: z.looseObject({ needs: z.array(z.object({ role: z.string(), count: z.int() })) }),
  steps: z.array(z.looseObject({ id: z.string(), action: z.string() })),
});

export const runShape = z.looseObject({
  result: z.enum(['done', 'refused', 'failed', 'unknown']),
  operation: z.string().nullable(),
  steps: z.array(z.looseObject({ id: z.string(), action: z.string(), result: z.string() })),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  signature: z.string().optional(),
});

export const verifyShape = z.looseObject({
  ok: z.boolean(),
  size: z.int().nonnegative(),
  root: z.string(),
  anchoring: z.looseObject({ level: z.enum(['none', 'checkpoint', 'cosigners']) }),
  problem: z.looseObject({ kind: z.string(), entry: z.int().nullable(), message: z.string() }).optional(),
});

export const searchShape = z.looseObject({
  entries: z.array(
    z.looseObject({
      seq: z.int(),
      kind: z.string(),
      subject: z.string().nullable(),
      payload: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
});
type FoundEntry = z.infer<typeof searchShape>['entries'][number];

/** What `journal search` finds. */
export async function search(site: Site, text: string): Promise<readonly FoundEntry[]> {
  return searchShape.parse(await done(site.claviger(['journal', 'search', text, '--json']))).entries;
}

/** The refusals with this code that `journal search` finds. */
export async function journaledRefusals(site: Site, code: string): Promise<readonly FoundEntry[]> {
  const found = await search(site, code);
  return found.filter(({ kind, payload }) => kind === 'run.refused' && payload?.['code'] === code);
}

/** The same, read inside this process: for tests that refuse many times. */
export function recordedRefusals(site: Site, code: string): number {
  const desk = site.console().read(site.workspace);
  if (!desk.ok) throw new Error(desk.error.message);
  try {
    const refusals = [...desk.value.workspace.journal.entries({ kinds: ['run.refused'] })];
    return refusals.filter(({ payload }) => payload?.['code'] === code).length;
  } finally {
    desk.value.close();
  }
}

/** The present version of a key, read inside this process. */
export async function versionOf(site: Site, name = 'production/orders-data'): Promise<number> {
  const desk = site.console().read(site.workspace);
  if (!desk.ok) throw new Error(desk.error.message);
  try {
    const keys = await desk.value.keys(null);
    if (!keys.ok) throw new Error(keys.error.message);
    return keys.value.find((key) => key.name === name)?.version ?? 0;
  } finally {
    desk.value.close();
  }
}

/** Version of `production/orders-data` in a fresh sample. */
export const FIRST_VERSION = 5;
