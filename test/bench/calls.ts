import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { CallName } from '../../shared/contract/index.ts';
import { median, type Measurement } from './measure.ts';
import { browserHere, openConsole, sampleIn, usable } from './window.ts';

const ROUNDS = 12;
const PER_ROUND = 40;
/** Between rounds, so that the boundary's own limit on calls per second is not what is measured. */
const PAUSE_MS = 600;

/** A call through the boundary against a bare binding that takes and brings texts of the same lengths. */
export async function callRatios(folder: string): Promise<readonly Measurement[]> {
  const window = await openConsole(sampleIn(folder), browserHere());
  const { page, kiosk } = window;
  try {
    let answer = '';
    await kiosk.context.exposeBinding('bare', (_source, message: unknown) => (message === '' ? '' : answer));
    await usable(page);
    const measurements: Measurement[] = [];
    for (const call of ['session.read', 'settings.read'] as const) {
      const message = await messageFor(page, call);
      const first = await evaluate<string>(page, `claviger(${JSON.stringify(message)})`);
      if (!first.startsWith('{"ok":true')) throw new Error(`the call was refused: ${first}`);
      answer = 'x'.repeat(first.length);
      measurements.push(await compared(page, call, message));
    }
    return measurements;
  } finally {
    await window.close();
  }
}

async function messageFor(page: Page, call: CallName): Promise<string> {
  const document = await evaluate<string>(page, `document.querySelector('meta[name="claviger-document"]').content`);
  return JSON.stringify({ call, input: {}, document });
}

async function compared(page: Page, call: CallName, message: string): Promise<Measurement> {
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [ours, theirs] = await evaluate<readonly [number[], number[]]>(page, interleaved(message, round % 2 === 0));
    await setTimeout(PAUSE_MS);
    if (round === 0) continue;
    times.ours.push(...ours);
    times.theirs.push(...theirs);
  }
  const ratio = median(times.ours.map((time, at) => time / (times.theirs[at] ?? Number.NaN)));
  return {
    name: `boundary call ${call}`,
    ours: `${median(times.ours).toFixed(2)} ms`,
    theirs: `${median(times.theirs).toFixed(2)} ms`,
    ratio,
    goal: '<= 1.5',
    met: ratio <= 1.5,
  };
}

/** One of each, in turn, timed in the page; as text, for the page is not compiled with this. */
function interleaved(message: string, oursFirst: boolean): string {
  const order = oursFirst ? '[ours, theirs]' : '[theirs, ours]';
  return `(async () => {
    const message = ${JSON.stringify(message)};
    const [ours, theirs] = [[], []];
    for (let n = 0; n < ${PER_ROUND}; n += 1) {
      for (const times of ${order}) {
        const begun = performance.now();
        await (times === ours ? claviger(message) : bare(message));
        times.push(performance.now() - begun);
      }
    }
    return [ours, theirs];
  })()`;
}

async function evaluate<T>(page: Page, expression: string): Promise<T> {
  return page.evaluate<T>(expression);
}
