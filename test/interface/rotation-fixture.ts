import type { Json } from '../../shared/canonical-json.ts';
import type { KeyDetail, KeyRow, PlanSummary, PlanView, RunView, SessionView } from '../../shared/contract/index.ts';
import { keyPlanSchema, type KeyPlan } from '../../shared/plan.ts';
import { showPlan } from '../../shared/show.ts';
import { SESSION } from './render.tsx';

/** A plan, a run and a key as main would show them, for the screens' tests. */
export const DIGEST = '3f'.repeat(32);
export const WORDS = Array.from({ length: 24 }, (_, at) => `word${at + 1}`);

/** The session with Ada at the screen. */
export const ADA: SessionView = {
  ...SESSION,
  person: {
    id: 'ada',
    name: 'Ada Almeida',
    roles: ['custodian'],
    madeUp: true,
    keys: [],
    hasConsoleKey: true,
    accepted: true,
    lockAt: '2026-11-21T11:00:00.000Z',
  },
};

/** The session in a workspace that can only be read. */
export const READING: SessionView = {
  ...ADA,
  workspace: {
    ...SESSION.workspace!,
    mode: 'reading',
    readOnlyBecause: 'Another program holds this workspace.',
  },
};

/** A rotation in place of `payments/cards` in the practice environment. */
export function rotationPlan(changes: Partial<KeyPlan> = {}): KeyPlan {
  const keyId = 'key-0001';
  return keyPlanSchema.parse({
    type: 'claviger.plan.v1',
    operation: 'rotate',
    workspace: DIGEST,
    environment: 'practice',
    connection: {
      id: 'practice-vault',
      environment: 'practice',
      enforcement: 'advisory',
      identity: { provider: 'practice', vault: 'vault-1' },
    },
    target: {
      name: 'payments/cards',
      keyId,
      arn: 'practice:vault-1:key-0001',
      spec: 'SYMMETRIC_DEFAULT',
      state: 'enabled',
      versionId: 'v-3',
      version: 3,
    },
    parameters: { operation: 'rotate', method: 'in-place' },
    steps: [
      {
        id: 's1',
        action: 'take-sample',
        key: { from: 'plan', keyId },
        calls: ['DescribeKey', 'Encrypt'],
        reversibility: 'changes-nothing',
        undo: 'Nothing to undo.',
      },
      {
        id: 's2',
        action: 'rotate-key',
        keyId,
        expect: { state: 'enabled', versionId: 'v-3' },
        calls: ['RotateKeyOnDemand'],
        reversibility: 'irreversible',
        undo: 'A version cannot be taken back. The old one stays and goes on reading old data.',
      },
      {
        id: 's3',
        action: 'verify-rotation',
        keyId,
        sample: 's1',
        calls: ['DescribeKey', 'Decrypt', 'Encrypt', 'Decrypt'],
        reversibility: 'changes-nothing',
        undo: 'Nothing to undo.',
      },
    ],
    blastRadius: {
      census: 4,
      dependants: [
        { kind: 'alias', name: 'payments/cards', pins: 'key-id' },
        { kind: 'application', name: 'checkout', pins: 'alias' },
        { kind: 'database', name: 'cards-db', pins: 'alias' },
        { kind: 'storage', name: 'legacy-bucket', pins: 'key-id' },
      ],
      lastUse: { at: '2026-11-20T23:10:00.000Z', operation: 'Encrypt', principal: 'checkout' },
    },
    budgets: { rotationsLeft: 9, sessionSeconds: null, estimateSeconds: 20 },
    quorum: {
      needs: [{ role: 'custodian', count: 2 }],
      requesterCounts: false,
      requesterSigns: false,
      outsideConsole: 0,
    },
    reason: 'Quarterly rotation',
    ticket: 'CHG-7',
    requester: { id: 'ada', name: 'Ada Almeida' },
    rosterDigest: DIGEST,
    policyDigest: DIGEST,
    journal: { origin: 'claviger/test', size: 12, root: DIGEST },
    createdAt: '2026-11-21T10:00:00.000Z',
    notAfter: '2026-11-22T10:00:00.000Z',
    nonce: '00'.repeat(16),
    ...changes,
  });
}

/** The same plan in a list. */
export function summaryOf(changes: Partial<PlanSummary> = {}): PlanSummary {
  return {
    digest: DIGEST,
    operation: 'rotate',
    environment: 'practice',
    subject: 'payments/cards',
    ticket: 'CHG-7',
    reason: 'Quarterly rotation',
    requester: { id: 'ada', name: 'Ada Almeida' },
    createdAt: '2026-11-21T10:00:00.000Z',
    notAfter: '2026-11-22T10:00:00.000Z',
    state: 'waiting',
    seats: 2,
    seated: 1,
    ...changes,
  };
}

/** The plan as its screens read it. */
export function planViewOf(state: PlanSummary['state'], changes: Partial<Omit<PlanView, 'summary'>> = {}): PlanView {
  const plan = changes.plan ?? rotationPlan();
  const lines = showPlan(JSON.parse(JSON.stringify(plan)) as Json);
  return {
    digest: DIGEST,
    words: WORDS,
    plan,
    lines: lines.ok ? lines.value.map((line) => ({ ...line })) : [],
    summary: summaryOf({
      state,
      environment: plan.environment,
      operation: plan.operation,
      ...(plan.type === 'claviger.plan.v1' ? {} : { subject: plan.change.person.name }),
    }),
    because: null,
    seats: [
      { role: 'custodian', person: { id: 'ben', name: 'Ben Okafor' } },
      { role: 'custodian', person: null },
    ],
    signatures: [
      {
        person: { id: 'ben', name: 'Ben Okafor' },
        purpose: 'signoff',
        fingerprint: 'SHA256:x',
        custody: 'console-held',
      },
    ],
    dissents: [],
    candidates: [
      {
        id: 'ada',
        name: 'Ada Almeida',
        roles: ['custodian'],
        hasConsoleKey: true,
        may: 'requester-not-allowed',
        signed: false,
      },
      { id: 'ben', name: 'Ben Okafor', roles: ['custodian'], hasConsoleKey: true, may: 'yes', signed: true },
      { id: 'cleo', name: 'Cleo Marsh', roles: ['custodian'], hasConsoleKey: false, may: 'yes', signed: false },
      { id: 'dan', name: 'Dan Roth', roles: ['auditor'], hasConsoleKey: true, may: 'role-missing', signed: false },
    ],
    signCommand: 'ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n claviger-signoff-v1 plan-3f3f3f3f3f3f3f3f.json',
    run: null,
    ...changes,
  };
}

type StepView = RunView['steps'][number];

/** A run of that plan whose steps are in these states. */
export function runOf(states: readonly StepView['state'][], changes: Partial<RunView> = {}): RunView {
  const steps = rotationPlan().steps.map(({ id, action }, at): StepView => {
    const state = states[at] ?? 'waiting';
    const isOver = state === 'done' || state === 'not-done';
    return {
      id,
      action,
      state,
      attempts: state === 'waiting' ? 0 : 1,
      startedAt: state === 'waiting' ? null : '2026-11-21T10:05:00.000Z',
      finishedAt: isOver ? '2026-11-21T10:05:01.200Z' : null,
      evidence: [],
      note: null,
    };
  });
  return {
    startedAt: '2026-11-21T10:05:00.000Z',
    finishedAt: null,
    result: null,
    holding: 'no',
    error: null,
    steps,
    ...changes,
  };
}

/** The run of that plan, done and read back. */
export function doneRun(): RunView {
  const run = runOf(['done', 'done', 'done'], { result: 'done', finishedAt: '2026-11-21T10:05:04.000Z' });
  const evidence = [
    { name: 'fromVersion', value: '3' },
    { name: 'toVersion', value: '4' },
    { name: 'oldStillReads', value: 'true' },
    { name: 'newEncryptsWithNew', value: 'true' },
  ];
  return { ...run, steps: run.steps.map((step) => (step.id === 's3' ? { ...step, evidence } : step)) };
}

/** A key in the inventory. */
export function keyRowOf(changes: Partial<KeyRow> = {}): KeyRow {
  return {
    id: 'key-0001',
    name: 'payments/cards',
    environment: 'practice',
    connection: 'practice-vault',
    provider: 'practice',
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    description: 'Card data',
    aliases: ['payments/cards'],
    state: 'active',
    version: 3,
    owner: 'payments',
    createdAt: '2025-01-01T00:00:00.000Z',
    lastRotatedAt: '2026-08-01T00:00:00.000Z',
    nextRotationAt: '2026-10-30T00:00:00.000Z',
    daysLeft: -22,
    periodDays: 90,
    due: 'overdue',
    ...changes,
  };
}

/** That key, with what hangs on it. */
export function keyDetailOf(changes: Partial<KeyDetail> = {}): KeyDetail {
  return {
    ...keyRowOf(),
    arn: 'practice:vault-1:key-0001',
    versions: [],
    dependants: rotationPlan().blastRadius.dependants,
    lastUse: { at: '2026-11-20T23:10:00.000Z', operation: 'Encrypt', principal: 'checkout' },
    history: [],
    tags: [],
    rotation: { method: 'in-place', automaticDays: null, onDemandUsed: 1, onDemandLimit: 25, blocked: null },
    deletionDate: null,
    ...changes,
  };
}
