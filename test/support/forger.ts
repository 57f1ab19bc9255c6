import { join } from 'node:path';
import { createJournal, type CheckpointSigner, type Journal } from '../../main/journal/index.ts';
import { firstRoster } from '../../main/people/index.ts';
import { verifyAuthorisation } from '../../main/operations/index.ts';
import { quorumOf } from '../../main/operations/plan.ts';
import {
  compactSignature,
  documentDigest,
  makeSshSignature,
  statementOf,
  type Statement,
} from '../../main/signoff/index.ts';
import { canonicalBytes, type JsonObject } from '../../shared/canonical-json.ts';
import type { Connection } from '../../shared/connections.ts';
import type { Genesis } from '../../shared/genesis.ts';
import { NAMESPACES, type KeyPlan, type Step } from '../../shared/plan.ts';
import { defaultPolicy, ruleFor, type Policy } from '../../shared/policy.ts';
import type { RecordKind, RecordOf } from '../../shared/records.ts';
import { castInputs, signerOf } from './cast.ts';
import { temporaryFolder } from './temporary.ts';
import { START } from './test-clock.ts';
import { present, unwrap } from './unwrap.ts';

/** An entry as somebody writes it who has the checkpoint key and need not keep to any rule. */
export interface Draft {
  readonly kind: string;
  readonly subject: string | null;
  readonly payload: JsonObject;
  /** Milliseconds after the genesis; the entry's place in seconds where it is left out. */
  readonly at?: number;
}

/** A journal in the hands of somebody who can write and sign whatever they like. */
export interface Forger {
  readonly journal: Journal;
  readonly genesis: Genesis;
  readonly connection: Connection;
  /** A plan to rotate a key in place that stands on this journal; changed as told. */
  plan(changes?: Partial<KeyPlan>): Statement<KeyPlan>;
  /** Writes the entries behind what is there. */
  write(drafts: readonly Draft[]): void;
  /** What the verification says: `ok`, or kind, entry and message of the problem. */
  verdict(): string;
}

export const PRACTICE: Connection = {
  id: 'practice-vault',
  environment: 'practice',
  enforcement: 'advisory',
  identity: { provider: 'practice', vault: 'practice-0' },
};

const checkpointKey: CheckpointSigner = {
  publicKey: Buffer.from(present(signerOf('checkpoints').publicKey.jwk.x), 'base64url'),
  sign: (message) => signerOf('checkpoints').sign(message),
};

const ROSTER = unwrap(firstRoster(castInputs(), false, () => ({ ok: false, error: 'nobody is without a key' }))).roster;

/** A journal whose genesis is honest; what comes after it is the forger's. */
export function forger(changes: { policy?: Policy; connections?: readonly Connection[] } = {}): Forger {
  const connections = changes.connections ?? [PRACTICE];
  const genesis: Genesis = {
    type: 'claviger.genesis.v1',
    createdAt: new Date(START).toISOString(),
    nonce: 'a1'.repeat(32),
    roster: ROSTER,
    policy: changes.policy ?? defaultPolicy(),
    checkpointKey: Buffer.from(checkpointKey.publicKey).toString('base64'),
    connections: [...connections],
    sample: false,
  };
  const file = join(temporaryFolder(), 'journal.db');
  const journal = unwrap(createJournal({ file, genesis: genesis, time: genesis.createdAt, signer: checkpointKey }));
  const connection = present(connections[0]);
  return {
    journal,
    genesis,
    connection,
    plan: (more = {}) => statementOf(planOn(journal, genesis, connection, more)),
    write: (drafts) => {
      for (const { kind, subject, payload, at } of drafts) {
        const time = new Date(START + (at ?? journal.size() * 1000)).toISOString();
        unwrap(journal.append([{ kind, subject, payload }], time));
      }
    },
    verdict: () => {
      const { ok, problem } = verifyAuthorisation(journal);
      return problem === null ? (ok ? 'ok' : 'not ok') : `${problem.kind} ${problem.entry}: ${problem.message}`;
    },
  };
}

const KEY = 'key-1';
const look = { reversibility: 'changes-nothing', undo: 'Nothing to take back.' } as const;

const STEPS: readonly Step[] = [
  { ...look, id: 's1', action: 'take-sample', key: { from: 'plan', keyId: KEY }, calls: ['Encrypt'] },
  {
    id: 's2',
    action: 'rotate-key',
    keyId: KEY,
    expect: { state: 'enabled', versionId: 'v1' },
    calls: ['RotateKeyOnDemand'],
    reversibility: 'irreversible',
    undo: 'A version cannot be taken back.',
  },
  { ...look, id: 's3', action: 'verify-rotation', keyId: KEY, sample: 's1', calls: ['Decrypt'] },
];

function planOn(journal: Journal, genesis: Genesis, connection: Connection, changes: Partial<KeyPlan>): KeyPlan {
  const environment = changes.environment ?? connection.environment;
  const rule = ruleFor(genesis.policy, environment, changes.operation ?? 'rotate');
  const size = journal.size();
  return {
    type: 'claviger.plan.v1',
    workspace: journal.workspaceId,
    operation: 'rotate',
    environment,
    connection,
    target: {
      name: 'a',
      keyId: KEY,
      arn: null,
      spec: 'SYMMETRIC_DEFAULT',
      state: 'enabled',
      versionId: 'v1',
      version: 1,
    },
    parameters: { operation: 'rotate', method: 'in-place' },
    steps: [...STEPS],
    blastRadius: { census: 0, dependants: [], lastUse: null },
    budgets: { rotationsLeft: 24, sessionSeconds: null, estimateSeconds: 15 },
    reason: 'A test asks for it',
    ticket: 'CHG-4711',
    requester: { id: 'kim', name: 'kim' },
    quorum: changes.quorum ?? quorumOf(present(rule), connection),
    rosterDigest: documentDigest(genesis.roster),
    policyDigest: documentDigest(genesis.policy),
    journal: { origin: journal.origin, size, root: Buffer.from(journal.rootAt(size)).toString('hex') },
    createdAt: new Date(START).toISOString(),
    notAfter: new Date(START + 3_600_000).toISOString(),
    nonce: '0f'.repeat(16),
    ...changes,
  };
}

/** An entry of a known kind, with a payload that fits it. */
export function draft<K extends RecordKind>(
  kind: K,
  subject: string | null,
  payload: Omit<RecordOf<K>, 'type'>,
): Draft {
  return { kind, subject, payload: { ...payload, type: kind } };
}

export const proposed = ({ plan, digest }: Statement): Draft => draft('plan.proposed', digest, { plan });

type Stored = RecordOf<'run.approved'>['approvals'][number];

/** A signature as an approval keeps it. */
export function stored(
  who: string,
  bytes: Uint8Array,
  purpose: keyof typeof NAMESPACES = 'signoff',
  changes: Partial<Stored> = {},
): Stored {
  const signer = signerOf(who);
  const armored = makeSshSignature({ namespace: NAMESPACES[purpose], message: bytes, signer });
  const person = who.split(' ')[0] ?? who;
  return {
    person,
    fingerprint: signer.publicKey.fingerprint,
    custody: 'own-file',
    signature: compactSignature(armored),
    ...changes,
  };
}

/** The entry that admits a run, on the signatures of these persons. */
export function approved({ digest, bytes }: Statement, who: readonly string[], changes: JsonObject = {}): Draft {
  const approvals = who.map((name) => stored(name, bytes));
  const seats = who.map((name) => ({ role: 'custodian' as const, person: name.split(' ')[0] ?? name }));
  const entry = draft('run.approved', digest, { seats, approvals, request: null });
  return { ...entry, payload: { ...entry.payload, ...changes } };
}

export const intended = ({ digest, plan }: Statement<KeyPlan>, step: string, changes: JsonObject = {}): Draft => ({
  kind: 'step.intent',
  subject: digest,
  payload: {
    type: 'step.intent',
    step,
    attempt: 1,
    intent: `${digest.slice(0, 16)}-${step}-1`,
    action: plan.steps.find(({ id }) => id === step)?.action ?? 'rotate-key',
    ...changes,
  },
});

export const outcome = ({ digest }: Statement, step: string, changes: JsonObject = {}): Draft => ({
  kind: 'step.outcome',
  subject: digest,
  payload: {
    type: 'step.outcome',
    step,
    intent: `${digest.slice(0, 16)}-${step}-1`,
    outcome: 'done',
    evidence: {},
    error: null,
    ...changes,
  },
});

export const settled = ({ digest }: Statement, step: string, changes: JsonObject = {}): Draft => ({
  kind: 'step.settled',
  subject: digest,
  payload: {
    type: 'step.settled',
    step,
    intent: `${digest.slice(0, 16)}-${step}-1`,
    verdict: 'done-by-us',
    evidence: {},
    because: 'The log has it.',
    ...changes,
  },
});

export const finished = ({ digest }: Statement): Draft =>
  draft('run.finished', digest, { result: 'done', error: null, evidence: {} });

/** Everything a run of the plan writes after it was admitted. */
export function carriedOut(statement: Statement<KeyPlan>): readonly Draft[] {
  const steps = statement.plan.steps.flatMap(({ id }) => [intended(statement, id), outcome(statement, id)]);
  return [...steps, finished(statement)];
}

/** A dissent as the journal keeps it. */
export function dissented(
  { digest, bytes }: Statement,
  who: string,
  reason: string | null,
  changes: JsonObject = {},
): Draft {
  const said = reason === null ? bytes : canonicalBytes({ type: 'claviger.dissent.v1', plan: digest, reason });
  const { person, signature } = stored(who, said, 'dissent');
  const entry = draft('plan.dissented', digest, { person, reason, signature, blocks: true });
  return { ...entry, payload: { ...entry.payload, ...changes } };
}

/** An acceptance of the genesis as the journal keeps it. */
export function accepted(genesis: Genesis, who: string, changes: JsonObject = {}): Draft {
  const { person, signature } = stored(who, canonicalBytes(genesis), 'accept');
  return {
    kind: 'genesis.accepted',
    subject: null,
    payload: { type: 'genesis.accepted', person, signature, ...changes },
  };
}
