import type { Plan } from '../../shared/plan.ts';
import { showPlan } from '../../shared/show.ts';
import { wordsOf } from '../signoff/index.ts';
import type { Block } from './document.ts';

/** A plan's name: its digest, as hex and in words. */
export function digestBlocks(digest: string): readonly Block[] {
  return [
    { kind: 'digest', name: 'SHA-256', hex: digest },
    { kind: 'words', words: wordsOf(digest) },
  ];
}

/** Every field of a plan, section by section. */
export function planBlocks(plan: Plan): readonly Block[] {
  const shown = showPlan(plan);
  if (!shown.ok) return [{ kind: 'paragraph', text: shown.error }];
  const sections = [...new Set(shown.value.map(({ section }) => section))];
  return sections.flatMap((section): Block[] => [
    { kind: 'heading', level: 3, text: section },
    {
      kind: 'facts',
      rows: shown.value
        .filter((line) => line.section === section)
        .map(({ label, value, note }) => [label, note === null ? value : `${value} (${note})`] as const),
    },
  ]);
}

/** How a signature is checked without the console, in the folder where its file and allowed_signers stand. */
export function checkCommand(person: string, namespace: string, plan: string, signature: string): string {
  return `ssh-keygen -Y verify -f allowed_signers -I ${person} -n ${namespace} -s ${signature} < ${plan}`;
}
