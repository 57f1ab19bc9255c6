import type { OutputOf } from '../../../shared/contract/index.ts';
import { canonicalJson } from '../../../shared/canonical-json.ts';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { NAMESPACES } from '../../../shared/plan.ts';
import { readRecord } from '../../../shared/records.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { asHtml, runTranscript, titleOf, transcriptFiles, type RunFacts } from '../../ceremonies/index.ts';
import { leafHash } from '../../journal/index.ts';
import { runView, summaryOf } from '../../operations/index.ts';
import { allowedSigners } from '../../people/index.ts';
import { armoredSignature, type Statement } from '../../signoff/index.ts';
import { nameIn, type ReadableWorkspace } from '../../workspace/index.ts';
import type { HandlersFor } from '../handlers.ts';
import type { Room } from '../room.ts';
import { writeExport } from '../views/exports.ts';
import { onePlan } from './plans.ts';

/** What is kept of a run: a transcript anybody can check, with the files that its commands need beside it. */
export function transcriptCalls(room: Room): HandlersFor<'transcript.export'> {
  return {
    'transcript.export': ({ digest }) =>
      onePlan(room, digest, async (statement, { desk, book }) => {
        const { workspace } = desk;
        const facts = book.result(digest) === null ? null : factsOf(workspace, statement);
        if (facts === null) return fail(consoleError('not-run-yet', 'The plan has not been run to its end.'));
        const beside = writeBeside(workspace, facts);
        return beside.ok ? write(room, workspace, facts) : beside;
      }),
  };
}

function factsOf(workspace: ReadableWorkspace, statement: Statement): RunFacts | null {
  const { journal, authority } = workspace;
  const { digest, plan } = statement;
  const nameOf = (id: string): string => nameIn(authority, id);
  const all = [...journal.entries({ subject: digest })];
  const approval = all.find(({ skeleton }) => skeleton.kind === 'run.approved');
  const approved = readRecord('run.approved', approval?.payload ?? null);
  const run = runView(journal, digest, plan.type === 'claviger.plan.v1' ? plan.steps : [], null);
  if (approved === null || run === null) return null;
  return {
    statement,
    approved,
    run,
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

/** The plan, its signatures and who may sign: what the commands in the transcript read. */
function writeBeside(workspace: ReadableWorkspace, facts: RunFacts): Result<void, ConsoleError> {
  const { layout, authority } = workspace;
  const { statement, approved } = facts;
  const names = transcriptFiles(statement.digest);
  const signers = allowedSigners(authority.roster, { namespaces: Object.values(NAMESPACES) });
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
    ...(signers.ok ? [['allowed_signers', Buffer.from(signers.value)] as const] : []),
  ];
  for (const [name, contents] of files) {
    const written = writeExport(layout, name, contents);
    if (!written.ok) return written;
  }
  return ok(undefined);
}

async function write(
  { ports }: Room,
  { layout }: ReadableWorkspace,
  facts: RunFacts,
): Promise<Result<OutputOf<'transcript.export'>, ConsoleError>> {
  const text = asHtml(titleOf(facts), runTranscript(facts));
  const name = transcriptFiles(facts.statement.digest).transcript;
  const html = writeExport(layout, `${name}.html`, Buffer.from(text));
  if (!html.ok) return html;
  const printed = await ports.host.pdf(text);
  const pdf = printed === null ? ok(null) : writeExport(layout, `${name}.pdf`, printed);
  return pdf.ok ? ok({ html: html.value, pdf: pdf.value }) : pdf;
}
