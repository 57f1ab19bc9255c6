import { join } from 'node:path';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { canonicalJson } from '../../../shared/canonical-json.ts';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import type { Roster } from '../../../shared/people.ts';
import { NAMESPACES } from '../../../shared/plan.ts';
import { readRecord } from '../../../shared/records.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { asHtml, runTranscript, titleOf, transcriptFiles, type RunFacts } from '../../ceremonies/index.ts';
import { leafHash } from '../../journal/index.ts';
import { runView, summaryOf } from '../../operations/index.ts';
import { allowedSigners } from '../../people/index.ts';
import { armoredSignature, type Statement } from '../../signoff/index.ts';
import { authorityUpTo, nameIn, pendingChange, type ReadableWorkspace } from '../../workspace/index.ts';
import type { HandlersFor } from '../handlers.ts';
import type { Room } from '../room.ts';
import { exportFolder, writeExport, type Written } from '../views/exports.ts';
import { onePlan } from './plans.ts';

/** What is kept of a run: a transcript anybody can check, with the files that its commands need beside it. */
export function transcriptCalls(room: Room): HandlersFor<'transcript.export'> {
  return {
    'transcript.export': ({ digest }) =>
      onePlan(room, digest, async (statement, { desk, book }) => {
        const { workspace } = desk;
        const facts = book.result(digest) === null ? null : factsOf(workspace, statement);
        if (facts === null) return fail(consoleError('not-run-yet', 'The plan has not been run to its end.'));
        // SECURITY: a folder of its own. The commands in the transcript name files, and whatever stood in the exports
        // before - another list of who may sign - would be taken for what was written with it.
        const folder = exportFolder(workspace.layout, transcriptFiles(digest).transcript);
        if (!folder.ok) return folder;
        const beside = writeBeside(folder.value, facts);
        return beside.ok ? write(room, folder.value, facts) : beside;
      }),
  };
}

/** A transcript's facts, and who could sign when the run was approved. */
type Facts = RunFacts & { readonly roster: Roster };

function factsOf(workspace: ReadableWorkspace, statement: Statement): Facts | null {
  const { journal, authority } = workspace;
  const { digest, plan } = statement;
  const nameOf = (id: string): string => nameIn(authority, id);
  const all = [...journal.entries({ subject: digest })];
  const approval = all.find(({ skeleton }) => skeleton.kind === 'run.approved');
  const approved = readRecord('run.approved', approval?.payload ?? null);
  const run = runView(journal, digest, plan.type === 'claviger.plan.v1' ? plan.steps : [], null);
  if (approval === undefined || approved === null || run === null) return null;
  // People leave; what they signed stays theirs.
  const then = authorityUpTo(journal, approval.skeleton.seq, approval.skeleton.time);
  if (then === null) return null;
  return {
    statement,
    approved,
    run,
    roster: then.roster,
    outcome: outcomeOf(workspace, statement, run),
    nameOf,
    entries: all.map(({ skeleton, payload }) => ({
      seq: skeleton.seq,
      time: skeleton.time,
      kind: skeleton.kind,
      summary: summaryOf(skeleton.kind, payload, nameOf),
      leaf: Buffer.from(leafHash(Buffer.from(canonicalJson(skeleton)))).toString('hex'),
    })),
    head: journal.head(),
    writtenAt: workspace.clock().effective.toISOString(),
    isPractice: plan.type === 'claviger.plan.v1' && plan.connection.identity.provider === 'practice',
  };
}

/** How a run ended. A change of the roster is not done when it is approved: it waits, and one *no* stops it. */
function outcomeOf(workspace: ReadableWorkspace, { digest, plan }: Statement, { result }: RunFacts['run']): string {
  if (plan.type === 'claviger.plan.v1' || result !== 'done') return result ?? 'not finished';
  const { authority } = workspace;
  const pending = pendingChange(authority, digest);
  if (pending !== null) return `approved, in force from ${pending.inForceAt} unless somebody says no`;
  const since = authority.madeAt.get(digest);
  return since === undefined ? `stopped by ${whoSaidNo(workspace, digest)}` : `in force since ${since}`;
}

function whoSaidNo({ journal, authority }: ReadableWorkspace, digest: string): string {
  for (const { payload } of journal.entries({ kind: 'plan.dissented', subject: digest })) {
    const said = readRecord('plan.dissented', payload);
    if (said?.blocks === true) return `${nameIn(authority, said.person)}'s no`;
  }
  return "somebody's no";
}

/** The plan, its signatures and who may sign: what the commands in the transcript read. */
function writeBeside(folder: string, { statement, approved, roster }: Facts): Result<void, ConsoleError> {
  const names = transcriptFiles(statement.digest);
  const signers = allowedSigners(roster, { namespaces: Object.values(NAMESPACES) });
  if (!signers.ok) return fail(consoleError('export-failed', signers.error));
  const signatures = [
    ...approved.approvals.map((one) => ({ ...one, purpose: 'signoff' })),
    ...(approved.request === null ? [] : [{ ...approved.request, purpose: 'request' }]),
  ];
  const files: readonly (readonly [string, Uint8Array])[] = [
    [names.plan, statement.bytes],
    ...signatures.map(
      ({ person, purpose, signature }) =>
        [names.signature(person, purpose), Buffer.from(armoredSignature(signature))] as const,
    ),
    ['allowed_signers', Buffer.from(signers.value)],
  ];
  for (const [name, contents] of files) {
    const written = writeNamed(folder, name, contents);
    if (!written.ok) return written;
  }
  return ok(undefined);
}

/** Writes a file under exactly this name, which the transcript says. */
function writeNamed(folder: string, name: string, contents: Uint8Array): Written {
  const written = writeExport({ exports: folder }, name, contents);
  if (!written.ok || written.value.file === join(folder, name)) return written;
  return fail(consoleError('export-failed', `Something else writes to ${folder}.`));
}

async function write(
  { ports }: Room,
  folder: string,
  facts: RunFacts,
): Promise<Result<OutputOf<'transcript.export'>, ConsoleError>> {
  const text = asHtml(titleOf(facts), runTranscript(facts));
  const name = transcriptFiles(facts.statement.digest).transcript;
  const html = writeNamed(folder, `${name}.html`, Buffer.from(text));
  if (!html.ok) return html;
  const printed = await ports.host.pdf(text);
  const pdf = printed === null ? ok(null) : writeNamed(folder, `${name}.pdf`, printed);
  return pdf.ok ? ok({ html: html.value, pdf: pdf.value }) : pdf;
}
