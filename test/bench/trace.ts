import type { Page } from 'playwright-core';

/** A task of the page's main thread, as the browser's own trace has it. */
export interface TracedTask {
  /** Processor time, in milliseconds: what the page itself cost, whatever else the machine was doing. */
  readonly cpuMs: number;
  /** The mark that was set last before it. */
  readonly during: string;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly tdur?: number;
}

const CATEGORIES = 'disabled-by-default-devtools.timeline,blink.user_timing';
/** Marks of the walk, among whatever else is marked. */
export const MARK = 'walk: ';

/** Traces the browser. @returns ends it and brings the main thread's tasks that took longer than `overMs` */
export async function traced(page: Page, overMs: number): Promise<() => Promise<readonly TracedTask[]>> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page has no browser');
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES.split(',') },
  });
  return async () => {
    const complete = new Promise((done) => session.once('Tracing.tracingComplete', done));
    await session.send('Tracing.end');
    await complete;
    await session.detach();
    return tasksOf(events, overMs);
  };
}

function tasksOf(events: readonly TraceEvent[], overMs: number): readonly TracedTask[] {
  const marks = events.filter(({ name }) => name.startsWith(MARK)).sort((a, b) => a.ts - b.ts);
  const [first] = marks;
  if (first === undefined) throw new Error('the trace has no marks');
  return events
    .filter(({ name, ph, pid, tid }) => name === 'RunTask' && ph === 'X' && pid === first.pid && tid === first.tid)
    .flatMap(({ ts, tdur = 0 }) => {
      const during = marks.findLast((mark) => mark.ts <= ts)?.name.slice(MARK.length) ?? 'opening';
      return tdur / 1000 > overMs ? [{ cpuMs: tdur / 1000, during }] : [];
    });
}
