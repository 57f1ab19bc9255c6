import type { OperationContext } from '../../main/operations/index.ts';
import type { Answer, CallContext, KeyProvider } from '../../main/providers/index.ts';
import { ok } from '../../shared/result.ts';
import { lastTold, textIn } from './told.ts';

/** The calls that change something. Each takes a {@link CallContext} as its last argument. */
const CHANGES = [
  'createKey',
  'rotateKey',
  'setAutomaticRotation',
  'createAlias',
  'updateAlias',
  'deleteAlias',
  'enableKey',
  'disableKey',
  'scheduleKeyDeletion',
  'cancelKeyDeletion',
] as const satisfies readonly (keyof KeyProvider)[];
export type ChangeCall = (typeof CHANGES)[number];

/** A change as it reached the provider. */
export interface SeenChange {
  readonly call: ChangeCall;
  readonly intent: string;
  /** What the journal's last entry was at that moment. */
  readonly lastEntry: string;
}

type Send = (...args: unknown[]) => Answer<unknown>;

export interface Watching {
  readonly context: OperationContext;
  /** Every change that was sent, in order. */
  readonly changes: SeenChange[];
}

/** Watches every change that a context sends to its provider; `alter` puts another provider in its place. */
export function watched(
  context: OperationContext,
  alter: (provider: KeyProvider) => KeyProvider = (provider) => provider,
  afterChange: (change: SeenChange) => void = () => undefined,
): Watching {
  const changes: SeenChange[] = [];
  const watch = (provider: KeyProvider): KeyProvider => {
    const sends = provider as unknown as Readonly<Record<ChangeCall, Send>>;
    const watching = CHANGES.map((call): [string, Send] => [
      call,
      async (...args) => {
        const { intentId } = args.at(-1) as CallContext;
        const entry = lastTold(context.workspace.journal);
        const lastEntry = entry === undefined ? '' : `${entry.kind} ${textIn(entry.payload, 'intent')}`;
        const seen = { call, intent: intentId, lastEntry };
        changes.push(seen);
        const answer = await sends[call](...args);
        afterChange(seen);
        return answer;
      },
    ]);
    return { ...provider, ...(Object.fromEntries(watching) as object) };
  };
  return {
    changes,
    context: {
      ...context,
      provider: async (connection) => {
        const opened = await context.provider(connection);
        return opened.ok ? ok(watch(alter(opened.value))) : opened;
      },
    },
  };
}

/** Changes that were sent without their own intent being the journal's last word, or for an intent sent before. */
export function strayChanges(changes: readonly SeenChange[]): readonly string[] {
  const sent = new Set<string>();
  return changes.flatMap(({ call, intent, lastEntry }) => {
    const again = sent.has(intent);
    sent.add(intent);
    if (again) return [`${call} was sent twice for ${intent}`];
    return lastEntry === `step.intent ${intent}` ? [] : [`${call} was sent after "${lastEntry}"`];
  });
}
