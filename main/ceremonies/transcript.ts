import { basename } from 'node:path';
import { showPlan } from '../../shared/show.ts';
import { wordsOf } from '../signoff/index.ts';
import type { DrillFacts } from './facts.ts';

/** The transcript of a rotation drill as Markdown: everything a reader needs to check it without the console. */
export function rotationTranscript(facts: DrillFacts, passed: boolean, elapsedMs: number): string {
  const { statement, run } = facts;
  return [
    `# Rotation drill: ${passed ? 'passed' : 'failed'}`,
    '',
    "**A drill with made-up people on a Practice vault.** It proves the procedure, not anybody's consent.",
    '',
    table([
      ['Key', facts.key.name],
      ['Version', `${facts.key.version} -> ${String(run.evidence['toVersion'] ?? 'unchanged')}`],
      ['Started (UTC)', facts.startedAt],
      ['Finished (UTC)', facts.finishedAt],
      ['Machine time', `${elapsedMs} ms`],
      ['Result', run.result],
      ...(run.error === null ? [] : [['Error', `${run.error.code}: ${run.error.message}`] as const]),
    ]),
    '## Plan',
    '',
    `SHA-256 \`${statement.digest}\``,
    '',
    ...wordLines(statement.digest),
    '',
    ...planLines(statement.plan),
    ...approvalLines(facts),
    '## Steps',
    '',
    table(run.steps.map(({ id, action, result }) => [`${id} ${action}`, result] as const)),
    '## Read back at the end',
    '',
    table(Object.entries(run.evidence).map(([name, value]) => [name, String(value)] as const)),
    ...journalLines(facts),
  ].join('\n');
}

function approvalLines({ requester, signers }: DrillFacts): readonly string[] {
  return [
    '## Approvals',
    '',
    `Requested by ${requester.name}.`,
    '',
    table(signers.map(({ person, role, file }) => [`${person.name} (${role})`, basename(file)] as const)),
    'Each can be checked without the console, in the folder of this transcript:',
    '',
    ...signers.map(
      ({ person }) =>
        `    ssh-keygen -Y verify -f allowed_signers -I ${person.id} -n claviger-signoff-v1 -s plan.json.${person.id}.sig < plan.json`,
    ),
    '',
  ];
}

function journalLines({ verified, head }: DrillFacts): readonly string[] {
  const holds = (good: boolean): string => (good ? 'holds' : 'DOES NOT HOLD');
  return [
    '## Journal',
    '',
    `Integrity ${holds(verified.integrity)}, authorisation ${holds(verified.authorisation)}.`,
    'Head when the run had finished:',
    '',
    ...head.split('\n').map((row) => `    ${row}`),
    '',
  ];
}

function wordLines(digest: string): readonly string[] {
  const words = wordsOf(digest);
  return [0, 8, 16].map((at) => `> ${words.slice(at, at + 8).join(' ')}  `);
}

function planLines(plan: DrillFacts['statement']['plan']): readonly string[] {
  const shown = showPlan(plan);
  if (!shown.ok) return [shown.error, ''];
  const sections = [...new Set(shown.value.map(({ section }) => section))];
  return sections.flatMap((section) => [
    `### ${section}`,
    '',
    table(shown.value.filter((line) => line.section === section).map(({ label, value }) => [label, value] as const)),
  ]);
}

function table(rows: readonly (readonly [string, string])[]): string {
  // A bar or line break in a value would start a new cell; backslashes first, so that nothing can be un-escaped.
  const cell = (text: string): string => text.replace(/\\/g, '\\\\').replace(/\|/g, '\\|').replace(/</g, '&lt;');
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${cell(name)} | ${cell(value)} |`), ''].join('\n');
}
