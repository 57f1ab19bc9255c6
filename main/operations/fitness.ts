import { refusal, type Refusal } from '../signoff/index.ts';
import type { OperationContext } from './context.ts';

type Fitness = Pick<OperationContext, 'workspace' | 'clockConfirmed'>;

/** What must be right before a plan is made: this is the newest copy, and no jump of the clock gets into the journal. */
export function fitToPlan({ workspace }: Pick<Fitness, 'workspace'>): Refusal | null {
  if (workspace.rolledBack !== null) return refusal('journal-rolled-back', workspace.rolledBack);
  const clock = workspace.clock();
  if (clock.state !== 'ahead') return null;
  const seconds = Math.round(clock.byMs / 1000);
  return refusal(
    'clock-ahead',
    `This computer's clock has jumped ahead by ${seconds} s since the journal's last entry.`,
  );
}

/** What must be right before something is signed or run: as for planning, and the clock is not behind. */
export function fitToRun(context: Fitness): Refusal | null {
  const clock = context.workspace.clock();
  if (clock.state !== 'behind' || context.workspace.rolledBack !== null) return fitToPlan(context);
  const seconds = Math.round(clock.byMs / 1000);
  return refusal('clock-behind', `This computer's clock is ${seconds} s behind what the journal has seen already.`);
}

/** Takes the word that came with the command for a clock that is far ahead; it is written down, and holds once. */
export function confirmClock({ workspace, clockConfirmed }: Fitness): void {
  if (clockConfirmed) workspace.confirmClock(null);
}
