import type { Result } from '../../shared/result.ts';

/** The clouds and the embedded vault that keys live in. */
export type ProviderKind = 'practice' | 'aws' | 'azure';

/** What a key can be made of; named as AWS KMS names them. */
export type KeySpec = 'SYMMETRIC_DEFAULT' | 'RSA_3072' | 'RSA_4096' | 'ECC_NIST_P256' | 'ECC_NIST_P384' | 'HMAC_256';
export type KeyUsage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC';

/** The provider's own state of a key (not the console's lifecycle state, which the journal knows more about). */
export type ProviderKeyState = 'enabled' | 'disabled' | 'pending-deletion';

/**
 * What a provider can do, as data: callers adapt their plans to it instead of guessing or trying.
 * Days are whole days, times are milliseconds.
 */
export interface Capabilities {
  /** Which key specs can be made. */
  readonly keySpecs: readonly KeySpec[];
  /** Specs whose keys get a new version in place; every other spec is rotated by replacement (new key, alias moved). */
  readonly rotatesInPlace: readonly KeySpec[];
  /** Rotations on demand allowed in a key's lifetime; null when unlimited. */
  readonly onDemandRotationLimit: number | null;
  /** Specs with automatic rotation, and the periods it takes; null when there is none. */
  readonly automaticRotation: {
    readonly specs: readonly KeySpec[];
    readonly minDays: number;
    readonly maxDays: number;
  } | null;
  readonly aliases: boolean;
  readonly deletionWindow: { readonly minDays: number; readonly maxDays: number; readonly defaultDays: number };
  /** State of a key after its deletion was cancelled. */
  readonly cancelLeaves: ProviderKeyState;
  readonly encryptionContext: boolean;
  /** How well the provider knows when a key was last used. */
  readonly lastUse: 'exact' | 'tracked' | 'none';
  /**
   * How it can be told who made a change: `synchronous` - a log that is complete when a call has answered;
   * `delayed` - a log that is complete after `settleDelayMs`; `none`.
   */
  readonly authorship: 'synchronous' | 'delayed' | 'none';
  /** After this long, absence from state and log means that a call was not carried out. */
  readonly settleDelayMs: number;
  /** Reads may lag behind changes by up to this long; polling gives up after it. */
  readonly readLagMs: number;
}

/** Who and what really answered: pinned in plans, so that a plan cannot run against another account or vault. */
export type ObservedIdentity =
  | { readonly provider: 'practice'; readonly vault: string }
  | {
      readonly provider: 'aws';
      readonly account: string;
      readonly partition: string;
      readonly region: string;
      readonly endpoint: string | null;
    }
  | { readonly provider: 'azure'; readonly tenant: string; readonly vaultUrl: string };

export interface KeyVersion {
  /** The provider's id of this version's material. */
  readonly id: string;
  /** 1 for the first. */
  readonly number: number;
  readonly createdAt: string;
  /** Client request id of the call that made it, where the provider records that; else null. */
  readonly requestId: string | null;
  readonly origin: 'created' | 'rotated-on-demand' | 'rotated-automatically';
}

export interface KeyDescription {
  /** The provider's own id, never an alias. */
  readonly id: string;
  /** Full name: ARN, or versionless key URL, or `practice:<vault>:key/<id>`. */
  readonly arn: string;
  readonly description: string;
  readonly spec: KeySpec;
  readonly usage: KeyUsage;
  readonly state: ProviderKeyState;
  readonly createdAt: string;
  /** Aliases that point at the key, without a prefix, sorted. */
  readonly aliases: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Oldest first; the last one is what new work is done with. */
  readonly versions: readonly KeyVersion[];
  readonly rotation: { readonly automaticDays: number | null; readonly onDemandUsed: number };
  /** When a pending deletion will be carried out, else null. */
  readonly deletionDate: string | null;
}

/** Something that depends on a key. `pins` says whether it goes through an alias or names the key itself. */
export interface Dependant {
  readonly kind: 'alias' | 'application' | 'storage' | 'database' | 'backup' | 'grant';
  readonly name: string;
  readonly pins: 'alias' | 'key-id';
}

export interface LastUse {
  readonly at: string;
  readonly operation: string;
  readonly principal: string;
}

/** A change as the provider's own log has it (CloudTrail, Azure log, the Practice vault's events). */
export interface ProviderEvent {
  readonly at: string;
  readonly call: string;
  readonly keyId: string;
  readonly requestId: string | null;
  readonly principal: string;
}

/** Travels with every change: the intent id lets a lost answer be found again in the provider's log. */
export interface CallContext {
  readonly intentId: string;
  /** Who acts, as the provider shall record it: role session name or principal. */
  readonly principal: string;
}

export type ProviderErrorCode =
  | 'not-found'
  | 'already-exists'
  | 'disabled'
  | 'invalid-state'
  | 'invalid-input'
  | 'invalid-ciphertext'
  | 'invalid-signature'
  | 'unsupported'
  | 'limit-exceeded'
  | 'conflict'
  | 'denied'
  | 'throttled'
  | 'no-answer'
  | 'internal';

export interface ProviderError {
  readonly code: ProviderErrorCode;
  /** A sentence of ours; never the SDK's text. */
  readonly message: string;
  /** The provider's own name of the error, for example `DisabledException`. */
  readonly providerCode: string;
  /** True only when the answer proves that nothing was changed. */
  readonly notDone: boolean;
}

export type Answer<T> = Promise<Result<T, ProviderError>>;
export type EncryptionContext = Readonly<Record<string, string>>;

export interface CreateKeyInput {
  readonly spec: KeySpec;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Ciphertext {
  readonly ciphertext: Uint8Array;
  /** Version whose material was used. */
  readonly versionId: string;
}

/**
 * One interface for Practice vault, AWS KMS and Azure Key Vault. Changes take a {@link CallContext}, are sent exactly
 * once and never retried inside; reads may be repeated freely. Key arguments are provider key ids.
 */
export interface KeyProvider {
  readonly kind: ProviderKind;
  readonly capabilities: Capabilities;
  identify(): Answer<ObservedIdentity>;

  listKeys(): Answer<readonly KeyDescription[]>;
  describeKey(keyId: string): Answer<KeyDescription>;
  /** Resolves an alias (without prefix) to a key id. */
  resolveAlias(alias: string): Answer<string>;
  dependants(keyId: string): Answer<readonly Dependant[]>;
  lastUse(keyId: string): Answer<LastUse | null>;
  /** Looks a change up in the provider's log; null when the log does not have it (yet, see `settleDelayMs`). */
  findEvent(intentId: string): Answer<ProviderEvent | null>;

  createKey(input: CreateKeyInput, call: CallContext): Answer<KeyDescription>;
  /** New version in place; the former version goes on decrypting. */
  rotateKey(keyId: string, call: CallContext): Answer<void>;
  /** `days` null switches automatic rotation off. */
  setAutomaticRotation(keyId: string, days: number | null, call: CallContext): Answer<void>;
  createAlias(alias: string, keyId: string, call: CallContext): Answer<void>;
  updateAlias(alias: string, keyId: string, call: CallContext): Answer<void>;
  deleteAlias(alias: string, call: CallContext): Answer<void>;
  enableKey(keyId: string, call: CallContext): Answer<void>;
  disableKey(keyId: string, call: CallContext): Answer<void>;
  /** @returns the date on which the key will be deleted. */
  scheduleKeyDeletion(keyId: string, windowDays: number, call: CallContext): Answer<string>;
  cancelKeyDeletion(keyId: string, call: CallContext): Answer<void>;

  encrypt(keyId: string, plaintext: Uint8Array, context: EncryptionContext): Answer<Ciphertext>;
  /** `versionId` tells which version's material opened it. */
  decrypt(
    keyId: string,
    ciphertext: Uint8Array,
    context: EncryptionContext,
  ): Answer<{ plaintext: Uint8Array; versionId: string }>;
  generateDataKey(keyId: string, context: EncryptionContext): Answer<Ciphertext & { readonly plaintext: Uint8Array }>;
  reEncrypt(
    from: { readonly keyId: string; readonly ciphertext: Uint8Array; readonly context: EncryptionContext },
    to: { readonly keyId: string; readonly context: EncryptionContext },
  ): Answer<Ciphertext>;
  /** RSA: RSASSA-PSS with SHA-256; EC P-256 with SHA-256, P-384 with SHA-384, signature in DER. */
  sign(keyId: string, message: Uint8Array): Answer<Uint8Array>;
  verify(keyId: string, message: Uint8Array, signature: Uint8Array): Answer<boolean>;
  /** SubjectPublicKeyInfo, DER. */
  publicKey(keyId: string): Answer<Uint8Array>;
  generateMac(keyId: string, message: Uint8Array): Answer<Uint8Array>;
  verifyMac(keyId: string, message: Uint8Array, mac: Uint8Array): Answer<boolean>;
}
