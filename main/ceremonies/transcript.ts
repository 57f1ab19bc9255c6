import { basename } from 'node:path';
import { NAMESPACES } from '../../shared/plan.ts';
import { asMarkdown, type Block } from './document.ts';
import type { DrillFacts } from './facts.ts';
import { checkCommand, digestBlocks, planBlocks } from './plan-blocks.ts';

/** The transcript of a rotation drill as Markdown: everything a reader needs to check it without the console. */
export function rotationTranscript(facts: DrillFacts, passed: boolean, elapsedMs: number): string {
  const { statement, run } = facts;
  return asMarkdown([
    { kind: 'heading', level: 1, text: `Rotation drill: ${passed ? 'passed' : 'failed'}` },
    { kind: 'paragraph', strong: true, text: 'A drill with made-up people on a Practice vault.' },
    { kind: 'paragraph', text: "It proves the procedure, not anybody's consent." },
    {
      kind: 'facts',
      rows: [
        ['Key', facts.key.name],
        ['Version', `${facts.key.version} -> ${String(run.evidence['toVersion'] ?? 'unchanged')}`],
        ['Started (UTC)', facts.startedAt],
        ['Finished (UTC)', facts.finishedAt],
        ['Machine time', `${elapsedMs} ms`],
        ['Result', run.result],
        ...(run.error === null ? [] : [['Error', `${run.error.code}: ${run.error.message}`] as const]),
      ],
    },
    { kind: 'heading', level: 2, text: 'Plan' },
    ...digestBlocks(statement.digest),
    ...planBlocks(statement.plan),
    ...approvalBlocks(facts),
    { kind: 'heading', level: 2, text: 'Steps' },
    { kind: 'facts', rows: run.steps.map(({ id, action, result }) => [`${id} ${action}`, result] as const) },
    { kind: 'heading', level: 2, text: 'Read back at the end' },
    { kind: 'facts', rows: Object.entries(run.evidence).map(([name, value]) => [name, String(value)] as const) },
    ...journalBlocks(facts),
  ]);
}

function approvalBlocks({ requester, signers }: DrillFacts): readonly Block[] {
  const checks = signers.map(({ person }) =>
    checkCommand(person.id, NAMESPACES.signoff, 'plan.json', `plan.json.${person.id}.sig`),
  );
  return [
    { kind: 'heading', level: 2, text: 'Approvals' },
    { kind: 'paragraph', text: `Requested by ${requester.name}.` },
    {
      kind: 'facts',
      rows: signers.map(({ person, role, file }) => [`${person.name} (${role})`, basename(file)] as const),
    },
    { kind: 'paragraph', text: 'Each can be checked without the console, in the folder of this transcript:' },
    { kind: 'verbatim', text: checks.join('\n') },
  ];
}

function journalBlocks({ verified, head }: DrillFacts): readonly Block[] {
  const holds = (good: boolean): string => (good ? 'holds' : 'DOES NOT HOLD');
  return [
    { kind: 'heading', level: 2, text: 'Journal' },
    {
      kind: 'paragraph',
      text: `Integrity ${holds(verified.integrity)}, authorisation ${holds(verified.authorisation)}.`,
    },
    { kind: 'paragraph', text: 'Head when the run had finished:' },
    { kind: 'verbatim', text: head },
  ];
}
