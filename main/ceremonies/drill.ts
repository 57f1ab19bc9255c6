import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { consoleError, type ConsoleError } from '../../shared/errors.ts';
import type { Person } from '../../shared/people.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { NAMESPACES } from '../../shared/plan.ts';
import type { InventoryKey } from '../keys/index.ts';
import { verifyJournal } from '../journal/index.ts';
import {
  makePlan,
  mayAnswer,
  runPlan,
  signAnswer,
  verifyAuthorisation,
  type OperationContext,
} from '../operations/index.ts';
import { allowedSigners, unlockConsoleKey } from '../people/index.ts';
import { sha256Hex, type Packet, type Seat, type Statement } from '../signoff/index.ts';
import { entry } from '../workspace/index.ts';
import { chooseCast, chooseKey } from './casting.ts';
import type { DrillFacts } from './facts.ts';
import { rotationTranscript } from './transcript.ts';

/** What a drill needs: a workspace of made-up people, and the passphrase that they all have. */
export interface DrillPorts {
  readonly context: OperationContext;
  readonly passphrase: string;
  /** For people who watch. */
  readonly say: (line: string) => void;
}

export interface DrillReport {
  readonly drill: 'rotation';
  readonly result: 'passed' | 'failed';
  readonly key: { readonly name: string; readonly fromVersion: number; readonly toVersion: number | null };
  readonly signers: readonly { readonly name: string; readonly role: string }[];
  readonly digest: string;
  readonly journal: { readonly origin: string; readonly size: number; readonly root: string };
  readonly elapsedMs: number;
  readonly files: Readonly<
    Record<'transcript' | 'plan' | 'signatures' | 'allowedSigners' | 'checkpoint' | 'journal', string>
  >;
  readonly error: ConsoleError | null;
}

/**
 * The rotation drill: the real procedure, on a key of the practice environment, by made-up people. Nothing is staged
 * for it - plan, signatures, execution and proof go the same way as in production.
 */
export async function drillRotation(ports: DrillPorts): Promise<Result<DrillReport, ConsoleError>> {
  const { context, say } = ports;
  const { workspace } = context;
  const begun = context.monotonic();
  const startedAt = workspace.clock().effective.toISOString();
  const chosen = await chooseKey(context);
  if (!chosen.ok) return chosen;
  const cast = chooseCast(workspace);
  if (!cast.ok) return cast;
  const { requester, seats } = cast.value;
  say(`1. Plan: ${requester.name} asks to rotate ${chosen.value.name}.`);
  const statement = await makePlan(context, drillRequest(chosen.value, requester));
  if (!statement.ok) return statement;
  const folder = join(workspace.layout.drills, `${startedAt.replace(/[:.]/g, '-')}-rotation`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'plan.json'), statement.value.bytes);
  const signed = signAll(ports, statement.value, seats, folder);
  if (!signed.ok) return signed;
  say('3. Execute: each step between an intent and an outcome in the journal.');
  const run = await runPlan(context, statement.value.bytes, signed.value.packets);
  say('4. Verify: the journal proves itself.');
  const integrity = await verifyJournal({ file: workspace.layout.journal });
  const facts: DrillFacts = {
    startedAt,
    finishedAt: workspace.clock().effective.toISOString(),
    key: chosen.value,
    statement: statement.value,
    requester,
    signers: signed.value.signers,
    run,
    verified: { integrity: integrity.ok, authorisation: verifyAuthorisation(workspace.journal).ok },
    head: workspace.journal.head(),
  };
  return conclude(context, facts, folder, Math.round(context.monotonic() - begun));
}

function drillRequest(key: InventoryKey, requester: Person): Parameters<typeof makePlan>[1] {
  return {
    wish: { operation: 'rotate', keyId: key.id },
    environment: 'practice',
    connection: key.connection,
    requester,
    ticket: 'DRILL',
    reason: 'Rotation drill with made-up people',
    validForMs: 3_600_000,
  };
}

function signAll(
  { context, passphrase, say }: DrillPorts,
  statement: Statement,
  seats: readonly Seat[],
  folder: string,
): Result<{ packets: Packet[]; signers: { person: Person; role: string; file: string }[] }, ConsoleError> {
  const packets: Packet[] = [];
  const signers: { person: Person; role: string; file: string }[] = [];
  for (const { person: id, role } of seats) {
    const person = context.workspace.authority.roster.people.find((candidate) => candidate.id === id);
    if (person === undefined) return fail(consoleError('internal', 'A seat is taken by nobody.'));
    const may = mayAnswer(context, statement.bytes, person, { purpose: 'signoff' });
    if (!may.ok) return may;
    const text = readFileSync(join(context.workspace.layout.people, `${id}.key`), 'utf8');
    const signer = unlockConsoleKey(text, passphrase);
    if (!signer.ok) return fail(consoleError('wrong-passphrase', `The key of ${person.name} does not open.`));
    const signed = signAnswer(context, statement, person, signer.value, { purpose: 'signoff' });
    if (!signed.ok) return signed;
    const label = `plan.json.${id}.sig`;
    const file = join(folder, label);
    writeFileSync(file, signed.value.armored);
    packets.push({ label, armored: signed.value.armored, dissent: null });
    signers.push({ person, role, file });
    say(`2. Approve: ${person.name} signs as ${role}.`);
  }
  return ok({ packets, signers });
}

function conclude(
  context: OperationContext,
  facts: DrillFacts,
  folder: string,
  elapsedMs: number,
): Result<DrillReport, ConsoleError> {
  const { workspace } = context;
  const { run, verified, key, statement, signers } = facts;
  const result = run.result === 'done' && verified.integrity && verified.authorisation ? 'passed' : 'failed';
  const files = filesIn(folder, workspace.layout.journal);
  const transcript = rotationTranscript(facts, result === 'passed', elapsedMs);
  writeFileSync(files.transcript, transcript);
  const signersFile = allowedSigners(workspace.authority.roster, { namespaces: [NAMESPACES.signoff] });
  writeFileSync(files.allowedSigners, signersFile.ok ? signersFile.value : '');
  const digest = sha256Hex(Buffer.from(transcript));
  const finished = { drill: 'rotation', result, elapsedMs, transcript: digest, folder: basename(folder) };
  const noted = workspace.append([entry('drill.finished', statement.digest, finished)]);
  if (!noted.ok) return noted;
  writeFileSync(files.checkpoint, workspace.journal.head());
  const size = workspace.journal.size();
  const toVersion = run.evidence['toVersion'];
  return ok({
    drill: 'rotation',
    result,
    key: { name: key.name, fromVersion: key.version, toVersion: typeof toVersion === 'number' ? toVersion : null },
    signers: signers.map(({ person, role }) => ({ name: person.name, role })),
    digest: statement.digest,
    journal: {
      origin: workspace.journal.origin,
      size,
      root: Buffer.from(workspace.journal.rootAt(size)).toString('base64'),
    },
    elapsedMs,
    files,
    error: run.error,
  });
}

function filesIn(folder: string, journal: string): DrillReport['files'] {
  return {
    transcript: join(folder, 'transcript.md'),
    plan: join(folder, 'plan.json'),
    signatures: folder,
    allowedSigners: join(folder, 'allowed_signers'),
    checkpoint: join(folder, 'checkpoint'),
    journal,
  };
}
