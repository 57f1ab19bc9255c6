import type { Handlers } from './handlers.ts';
import { approvalCalls } from './calls/approval.ts';
import { askingCalls } from './calls/asking.ts';
import { identityCalls } from './calls/identity.ts';
import { journalCalls } from './calls/journal.ts';
import { keyCalls } from './calls/keys.ts';
import { peopleCalls } from './calls/people.ts';
import { planCalls } from './calls/plans.ts';
import { runCalls } from './calls/runs.ts';
import { sessionCalls } from './calls/session.ts';
import { onceAtATime } from './calls/once-at-a-time.ts';
import { transcriptCalls } from './calls/transcript.ts';
import { randomHex, type WindowPorts } from './ports.ts';
import { rateLimit } from './rate.ts';
import { refusedCalls, type RefusedCalls } from './refused-calls.ts';
import { registrar } from './registrar.ts';
import type { Room } from './room.ts';
import type { Boundary } from './sender.ts';
import { listingKeeper } from './session/listings.ts';
import { Runs } from './session/runs.ts';
import { Session } from './session/session.ts';
import { Tasks } from './session/tasks.ts';
import { Verification } from './session/verification.ts';
import { consoleSigner } from './unsealing/console-signer.ts';

/** Every call of the contract has its handler here, or this does not compile. */
function handlersOf(room: Room): Handlers {
  return {
    ...sessionCalls(room),
    ...keyCalls(room),
    ...planCalls(room),
    ...runCalls(room),
    ...onceAtATime(room, transcriptCalls(room)),
    ...peopleCalls(room),
    ...askingCalls(room),
    ...approvalCalls(room),
    ...identityCalls(room),
    ...journalCalls(room),
  };
}

/** What the calls have to work with. */
function furnish(ports: WindowPorts): Room {
  const session = new Session(ports);
  const { events } = session;
  const correlationId = (): string => randomHex(ports, 8);
  const { report } = ports;
  const clock = (): Date => session.peek()?.desk.workspace.clock().effective ?? ports.clock.now();
  const workspace = (): string | null => session.which();
  const isOpening = (): boolean => session.isOpening();
  const tasks = new Tasks(ports, events, { workspace, isOpening });
  session.whenLeft(() => void tasks.endNamed());
  return {
    ports,
    session,
    tasks,
    runs: new Runs({ events, isOpening, hold: () => session.hold(), correlationId, report }),
    signer: consoleSigner(ports.unsealing, () => ports.monotonic()),
    listings: listingKeeper(),
    verification: new Verification({
      verifier: ports.verifier,
      jobId: () => `j-${randomHex(ports, 8)}`,
      events,
      workspace,
      now: () => clock().toISOString(),
      correlationId,
      report,
    }),
  };
}

/** Opens the boundary, with the workspace of the folder that the host names if there is one. */
export function openBoundary(ports: WindowPorts): { readonly boundary: Boundary; close(): Promise<void> } {
  const room = furnish(ports);
  const { session, tasks } = room;
  const rate = rateLimit(() => ports.monotonic());
  const refused = refusedCalls({
    journal: () => session.peek()?.writing?.workspace ?? null,
    monotonic: () => ports.monotonic(),
    after: (ms, then) => ports.after(ms, then),
  });
  const receive = registrar({
    handlers: handlersOf(room),
    rate,
    correlationId: () => randomHex(ports, 8),
    refused: ({ page }, call, why) => {
      refused.note(page, call, why);
    },
    admitted: (call, { page }) => {
      session.screen.touched(call, page);
    },
    report: ports.report,
  });
  const closed = (window: string): void => {
    rate.forget(window);
    session.events.forget(window);
    tasks.gone(window);
  };
  return { boundary: { receive, closed }, close: () => closeRoom(room, refused) };
}

async function closeRoom({ session, tasks, runs, verification }: Room, refused: RefusedCalls): Promise<void> {
  refused.flush();
  verification.cancel();
  session.events.close();
  await tasks.endAll();
  await runs.freeze();
  await session.close();
}
