import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { makePlan, runPlan, type OperationContext } from '../../main/operations/index.ts';
import { firstRoster, type PersonInput } from '../../main/people/index.ts';
import { openPracticeVault, type PracticeVault } from '../../main/providers/index.ts';
import { compactSignature, makeSshSignature, type Packet, type Statement } from '../../main/signoff/index.ts';
import {
  createWorkspace,
  entry,
  openForWriting,
  outstandingAcceptances,
  type Workspace,
} from '../../main/workspace/index.ts';
import type { Connection } from '../../shared/connections.ts';
import { NAMESPACES } from '../../shared/plan.ts';
import { defaultPolicy, type Environment } from '../../shared/policy.ts';
import { ok } from '../../shared/result.ts';
import { castInputs, packetOf, packetsOf, signerOf } from '../support/cast.ts';
import { consoleAt } from '../support/console-at.ts';
import { soundness } from '../support/soundness.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { DAY_MS, testClock } from '../support/test-clock.ts';
import { lastTold } from '../support/told.ts';
import { present, unwrap } from '../support/unwrap.ts';

// A cloud account stands in the genesis; a vault answers for it, as what is tried here is decided before it is asked.

const CLOUD = {
  enforcement: 'advisory',
  identity: { provider: 'aws', account: '123456789012', partition: 'aws', region: 'eu-central-1', endpoint: null },
} as const;

const CONNECTIONS: readonly Connection[] = [
  { id: 'staging-cloud', environment: 'staging', ...CLOUD },
  {
    id: 'production-cloud',
    environment: 'production',
    ...CLOUD,
    identity: { ...CLOUD.identity, account: '210987654321' },
  },
];

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Site {
  readonly workspace: Workspace;
  readonly context: OperationContext;
  readonly vault: PracticeVault;
}

/** Opens a workspace whose connections lead to a cloud, for people whose keys the console holds or does not. */
function open(consoleHeld: readonly string[] = []): Site {
  const place = temporaryFolder();
  const clock = testClock();
  const people: readonly PersonInput[] = castInputs().map((person) =>
    consoleHeld.includes(person.name) ? { ...person, publicKeys: [] } : person,
  );
  const makeKey = (name: string) => ok({ privateKey: 'sealed', publicKey: signerOf(name).publicKey });
  const { roster, consoleKeys } = unwrap(firstRoster(people, false, makeKey));
  const options = { folder: join(place, 'workspace'), home: join(place, 'home'), clock };
  const wish = { ...options, roster, consoleKeys, policy: defaultPolicy(), connections: CONNECTIONS, sample: false };
  unwrap(createWorkspace({ ...wish, populate: () => ok(undefined) }));
  const workspace = unwrap(openForWriting({ ...options, command: 'test' }));
  const vault = unwrap(
    openPracticeVault({
      file: join(place, 'cloud.db'),
      clock,
      wrappingKey: new Uint8Array(32).fill(3),
      create: { vaultId: 'cloud' },
    }),
  );
  closing.push(() => {
    vault.close();
    workspace.close();
  });
  const context: OperationContext = {
    workspace,
    provider: async () => ok(vault),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    monotonic: () => clock.monotonic(),
    sleep: (ms) => clock.sleep(ms),
    progress: () => undefined,
    clockConfirmed: false,
  };
  return { workspace, context, vault };
}

async function planned({ workspace, context, vault }: Site, environment: Environment): Promise<Statement> {
  const call = { intentId: 'before', principal: 'somebody' };
  const key = unwrap(await vault.createKey({ spec: 'SYMMETRIC_DEFAULT', description: 'A key', tags: {} }, call));
  const { authority } = workspace;
  return unwrap(
    await makePlan(context, {
      wish: { operation: 'rotate', keyId: key.id },
      environment,
      connection: present(authority.connections.find((one) => one.environment === environment)),
      requester: present(authority.roster.people.find(({ id }) => id === 'kim')),
      ticket: 'CHG-4711',
      reason: 'Quarterly rotation',
      validForMs: DAY_MS,
    }),
  );
}

function accept({ workspace }: Site, who: string): void {
  const message = workspace.authority.genesisBytes;
  const armored = makeSshSignature({ namespace: NAMESPACES.accept, message, signer: signerOf(who) });
  const acceptance = { person: who, signature: compactSignature(armored) };
  unwrap(workspace.append([entry('genesis.accepted', null, acceptance)]));
}

const everybody = ({ workspace }: Site): readonly string[] => workspace.authority.roster.people.map(({ id }) => id);

async function run({ context }: Site, { bytes }: Statement, packets: readonly Packet[]): Promise<string> {
  const report = await runPlan(context, bytes, packets);
  return report.error?.code ?? report.result;
}

describe('until everybody has accepted the genesis', () => {
  test('nothing runs on a real provider, not even with one person missing; afterwards it does', async () => {
    const site = open();
    const plan = await planned(site, 'staging');
    const packets = packetsOf(plan, ['ada', 'ben']);
    expect(await run(site, plan, packets)).toBe('not-accepted');
    const [last, ...others] = [...everybody(site)].reverse();
    for (const who of others) accept(site, who);
    expect(outstandingAcceptances(site.workspace.authority).map(({ id }) => id)).toEqual([last]);
    expect(await run(site, plan, packets)).toBe('not-accepted');
    expect(lastTold(site.workspace.journal)).toMatchObject({ kind: 'run.refused', payload: { code: 'not-accepted' } });
    expect(site.vault.events().map(({ call }) => call)).toEqual(['CreateKey']);
    accept(site, present(last));
    expect(await run(site, plan, packets)).toBe('done');
    expect(await soundness(site.workspace)).toBe('sound');
  });

  test('an acceptance under another person’s name does not count', () => {
    const site = open();
    const message = site.workspace.authority.genesisBytes;
    const armored = makeSshSignature({ namespace: NAMESPACES.accept, message, signer: signerOf('ada') });
    site.workspace.append([entry('genesis.accepted', null, { person: 'ben', signature: compactSignature(armored) })]);
    expect(site.workspace.authority.accepted.size).toBe(0);
  });
});

describe('on a real provider in production', () => {
  async function ready(consoleHeld: readonly string[] = []): Promise<{ site: Site; plan: Statement }> {
    const site = open(consoleHeld);
    for (const who of everybody(site)) accept(site, who);
    return { site, plan: await planned(site, 'production') };
  }

  test('the requester signs the request, and the approvers approve', async () => {
    const { site, plan } = await ready();
    const approvals = packetsOf(plan, ['ada', 'ben']);
    expect(plan.plan.quorum).toMatchObject({ requesterSigns: true, outsideConsole: 1 });
    expect(await run(site, plan, approvals)).toBe('quorum-not-met');
    expect(await run(site, plan, [...approvals, packetOf(plan, 'cleo', 'request')])).toBe('wrong-namespace');
    expect(await run(site, plan, [...approvals, packetOf(plan, 'kim', 'request')])).toBe('done');
    expect(await soundness(site.workspace)).toBe('sound');
  });

  test('one approval comes from a key that the console does not hold', async () => {
    const held = ['ada', 'ben', 'kim'];
    const { site, plan } = await ready(held);
    const request = packetOf(plan, 'kim', 'request');
    expect(await run(site, plan, [...packetsOf(plan, ['ada', 'ben']), request])).toBe('quorum-not-met');
    expect(await run(site, plan, [...packetsOf(plan, ['ada', 'cleo']), request])).toBe('done');
  });
});

test('a cloud is not reached by this version, and says so', async () => {
  const place = temporaryFolder();
  const clock = testClock();
  const site = open();
  cpSync(site.workspace.layout.folder, join(place, 'workspace'), { recursive: true });
  const desk = unwrap(consoleAt(join(place, 'home'), clock).read(join(place, 'workspace')));
  const [connection] = desk.workspace.authority.connections;
  expect(await desk.provider(present(connection))).toMatchObject({ ok: false, error: { code: 'not-connected' } });
  desk.close();
});
