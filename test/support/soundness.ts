import { verifyJournal } from '../../main/journal/index.ts';
import { verifyAuthorisation } from '../../main/operations/index.ts';
import { stepsOf } from '../../shared/plan.ts';
import type { Statement } from '../../main/signoff/index.ts';
import type { Workspace } from '../../main/workspace/index.ts';
import { readRecord } from '../../shared/records.ts';
import { textIn, told } from './told.ts';

interface Attempt {
  readonly step: string;
  outcome: string | null;
  settled: string[];
}

/**
 * What is lost or doubled in the entries of a run that is over. Each intent stands once and is followed by exactly one
 * answer: an outcome that is known, or a settlement that ends the question. Only a step that changes nothing may be
 * left without one, if it was done again. The run was approved once and finished once.
 * @returns sentences; none when all is well
 */
export function gaps(journal: Workspace['journal'], { digest, plan }: Statement): readonly string[] {
  const attempts = new Map<string, Attempt>();
  const wrong: string[] = [];
  let finished = 0;
  let approved = 0;
  for (const { kind, payload } of told(journal, { subject: digest })) {
    const intent = nameOf(textIn(payload, 'intent'));
    const attempt = attempts.get(intent);
    if (kind === 'run.approved') approved += 1;
    if (kind === 'run.finished') finished += 1;
    if (kind === 'step.intent') {
      if (attempt !== undefined) wrong.push(`the intent ${intent} stands twice`);
      attempts.set(intent, { step: textIn(payload, 'step'), outcome: null, settled: [] });
    }
    const outcome = readRecord('step.outcome', payload)?.outcome;
    const verdict = readRecord('step.settled', payload)?.verdict;
    if (outcome === undefined && verdict === undefined) continue;
    if (attempt === undefined) wrong.push(`${intent} is answered before it was intended`);
    else if (outcome !== undefined && attempt.outcome !== null) wrong.push(`${intent} has two outcomes`);
    else if (outcome !== undefined) attempt.outcome = outcome;
    else attempt.settled.push(verdict ?? '');
  }
  const looks = stepsOf(plan)
    .filter(({ reversibility }) => reversibility === 'changes-nothing')
    .map(({ id }) => id);
  const last = new Map([...attempts].map(([intent, { step }]) => [step, intent]));
  for (const [intent, attempt] of attempts) {
    const answers = answersOf(attempt);
    const again = looks.includes(attempt.step) && last.get(attempt.step) !== intent;
    if (answers !== 1 && !(again && answers === 0)) wrong.push(`${intent} has ${answers} answers`);
  }
  if (approved !== 1) wrong.push(`approved ${approved} times`);
  if (finished !== 1) wrong.push(`finished ${finished} times`);
  return wrong;
}

function answersOf({ outcome, settled }: Attempt): number {
  const verdicts = settled.filter((verdict) => verdict !== 'unknown').length;
  return verdicts + (outcome === null || outcome === 'unknown' ? 0 : 1);
}

function nameOf(intent: string): string {
  return intent.replace(/^[0-9a-f]{16}-/, '');
}

/** Whether the journal proves itself and every execution in it. @returns `sound`, or the problem found */
export async function soundness(workspace: Workspace): Promise<string> {
  const integrity = await verifyJournal({ file: workspace.layout.journal });
  if (!integrity.ok) return `${integrity.problem?.kind ?? 'problem'} at ${integrity.problem?.entry ?? '-'}`;
  const { ok, problem } = verifyAuthorisation(workspace.journal);
  return ok ? 'sound' : `${problem?.kind ?? 'problem'} at ${problem?.entry ?? '-'}: ${problem?.message ?? ''}`;
}
