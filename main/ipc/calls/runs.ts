import type { OutputOf, RunView } from '../../../shared/contract/index.ts';
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
      session.asPerson<OutputOf<'run.start'>>((desk, _person, open): Started => {
        const statement = open.book.statement(digest);
        if (statement === null) return fail(planNotFound(digest));
        const { workspace } = desk;
        const { packets } = gather(workspace.layout, statement, workspace.authority.roster);
        return started(runs.start(desk.context, statement, packets));
      }),
    'run.resume': () =>
      session.asPerson<OutputOf<'run.resume'>>(async (desk, _person, { book }): Promise<Started> => {
        await book.update();
        return started(runs.resume(desk.context, book.unfinished()));
      }),
    'run.steer': ({ digest, wish }) =>
      onePlan(room, digest, ({ plan }, { desk }) => {
        const by = session.person()?.name ?? 'Somebody at the screen';
        const steered = runs.steer(digest, wish, by);
        if (!steered.ok) return steered;
        const steps = plan.type === 'claviger.plan.v1' ? plan.steps : [];
        const view = runView(desk.workspace.journal, digest, steps, runs.live(digest));
        return view === null ? fail(notRunning()) : ok<RunView>(view);
      }),
  };
}

function started(begun: Result<void, ConsoleError>): Started {
  return begun.ok ? ok({ started: true as const }) : begun;
}

function notRunning(): ConsoleError {
  return consoleError('not-running', 'The run has not been admitted yet.');
}
