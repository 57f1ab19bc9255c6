import type { InputOf, OutputOf, RunView } from '../../../shared/contract/index.ts';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { gather, runView } from '../../operations/index.ts';
import type { HandlersFor } from '../handlers.ts';
import { planNotFound } from '../lookup.ts';
import type { Room } from '../room.ts';
import { onePlan } from './plans.ts';

type Started = Result<OutputOf<'run.start'>, ConsoleError>;

/** Carrying plans out. The work goes on after the call was answered; events tell how far it is. */
export function runCalls(room: Room): HandlersFor<'run.start' | 'run.resume' | 'run.steer'> {
  const { session, runs } = room;
  return {
    'run.start': ({ digest }) =>
      session.asPerson<OutputOf<'run.start'>>((desk, { id }, open): Started => {
        const statement = open.book.statement(digest);
        if (statement === null) return fail(planNotFound(digest));
        const { workspace } = desk;
        const { packets } = gather(workspace.layout, statement, workspace.authority.roster);
        return started(runs.start(desk.context, statement, packets, id));
      }),
    'run.resume': () =>
      session.asPerson<OutputOf<'run.resume'>>(async (desk, _person, { book }): Promise<Started> => {
        await book.update();
        return started(runs.resume(desk.context, book.unfinished()));
      }),
    // Holding and stopping keep things from happening: whoever sees that need not say first who they are.
    'run.steer': ({ digest, wish }) =>
      wish === 'go-on' ? session.asPerson(() => steer(room, digest, wish)) : steer(room, digest, wish),
  };
}

function started(begun: Result<void, ConsoleError>): Started {
  return begun.ok ? ok({ started: true as const }) : begun;
}

function steer(room: Room, digest: string, wish: InputOf<'run.steer'>['wish']): Promise<Result<RunView, ConsoleError>> {
  const { session, runs } = room;
  return onePlan(room, digest, ({ plan }, { desk }) => {
    const steered = runs.steer(digest, wish, session.person()?.name ?? 'Somebody at the screen');
    if (!steered.ok) return steered;
    const steps = plan.type === 'claviger.plan.v1' ? plan.steps : [];
    const view = runView(desk.workspace.journal, digest, steps, runs.live(digest));
    return view === null ? fail(consoleError('not-running', 'Nothing is at work on this plan.')) : ok<RunView>(view);
  });
}
