import { expect } from 'vitest';
import type {
  Answer,
  CallContext,
  Capabilities,
  KeyDescription,
  KeyProvider,
  KeySpec,
  ProviderError,
  ProviderErrorCode,
} from '../../main/providers/index.ts';

/** A provider under test, and what the statements must know to speak about it. */
export interface Subject {
  readonly provider: KeyProvider;
  /** A key to choose for each purpose; null where the provider has none. */
  readonly specs: {
    readonly encryption: KeySpec | null;
    readonly signing: readonly KeySpec[];
    readonly mac: KeySpec | null;
  };
  /** A key id that is well formed but belongs to no key. */
  readonly unknownKeyId: string;
  /** A context for one change, with an intent id of its own. */
  newCall(): CallContext;
  /** An alias nobody has used yet. */
  newAlias(): string;
  /** Repeats a check until it passes, for providers whose reads lag; at once where they do not. */
  eventually(check: () => Promise<void>): Promise<void>;
}

/** One sentence about how every provider behaves. */
export interface Statement {
  readonly id: string;
  readonly title: string;
  /** Left out where the provider does not claim the ability. */
  readonly needs?: (capabilities: Capabilities) => boolean;
  readonly run: (subject: Subject) => Promise<void>;
}

/** Where a provider is known to behave otherwise. */
export interface Divergence {
  /** The statement's id. */
  readonly id: string;
  readonly reason: string;
}

/** The value of an answer that must not be a refusal. */
export async function good<T>(answer: Answer<T>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(`refused: ${result.error.code} ${result.error.providerCode} ${result.error.message}`);
  return result.value;
}

/**
 * The error of an answer that must be a refusal with one of these codes.
 * @param awsCode the provider's own name, compared wherever names are AWS's
 */
export async function refused(
  { provider }: Subject,
  answer: Answer<unknown>,
  codes: ProviderErrorCode | readonly ProviderErrorCode[],
  awsCode?: string,
): Promise<ProviderError> {
  const result = await answer;
  if (result.ok) throw new Error(`it was not refused with ${codes.toString()}`);
  const { error } = result;
  expect([codes].flat(), error.message).toContain(error.code);
  if (awsCode !== undefined && provider.kind !== 'azure') expect(error.providerCode).toBe(awsCode);
  expect(error.providerCode).not.toBe('');
  // Two sentences at least: what was wrong, and what to do.
  expect(error.message).toMatch(/^[A-Z][^]*[.?!] [A-Z][^]*\.$/);
  expect(error.notDone, 'a refusal proves that nothing was done').toBe(true);
  return error;
}

/** Makes an enabled key and waits until it can be seen. */
export async function makeKey(subject: Subject, spec = encryptionSpec(subject)): Promise<KeyDescription> {
  const { provider } = subject;
  const key = await good(
    provider.createKey({ spec, description: 'conformance', tags: { purpose: 'test' } }, subject.newCall()),
  );
  await subject.eventually(async () => {
    await good(provider.describeKey(key.id));
  });
  return key;
}

/** Makes a key and takes it into a state. */
export async function keyThatIs(
  subject: Subject,
  state: KeyDescription['state'],
  spec = encryptionSpec(subject),
): Promise<KeyDescription> {
  const { provider } = subject;
  const { id } = await makeKey(subject, spec);
  if (state === 'disabled') await good(provider.disableKey(id, subject.newCall()));
  if (state === 'pending-deletion') {
    const { defaultDays } = provider.capabilities.deletionWindow;
    await good(provider.scheduleKeyDeletion(id, defaultDays, subject.newCall()));
  }
  return seen(subject, id, (key) => {
    expect(key.state).toBe(state);
  });
}

/** Reads a key until the check passes. */
export async function seen(
  subject: Subject,
  keyId: string,
  check: (key: KeyDescription) => void,
): Promise<KeyDescription> {
  const read: KeyDescription[] = [];
  await subject.eventually(async () => {
    const key = await good(subject.provider.describeKey(keyId));
    check(key);
    read.push(key);
  });
  return read.at(-1)!;
}

/** The spec to encrypt with. */
export function encryptionSpec({ specs }: Subject): KeySpec {
  if (specs.encryption === null) throw new Error('the provider has no keys that encrypt');
  return specs.encryption;
}

/** Some spec that does not encrypt. */
export function otherSpec({ specs }: Subject): KeySpec {
  const spec = specs.mac ?? specs.signing.at(-1);
  if (spec === undefined) throw new Error('the provider has no keys but those that encrypt');
  return spec;
}

/** UTF-8. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A context where the provider has them, else none. */
export function contextOf({ provider }: Subject, context: Record<string, string>): Record<string, string> {
  return provider.capabilities.encryptionContext ? context : {};
}
