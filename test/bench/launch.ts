import { elapsed, median, type Measurement } from './measure.ts';
import { browserHere, openBare, openConsole, sampleIn, usable, type WindowUnderMeasurement } from './window.ts';

const ROUNDS = 7;

/** From the call that opens the window to a screen that can be used, against a bare window with a heading. */
export async function launchRatio(folder: string): Promise<Measurement> {
  const browser = browserHere();
  const place = sampleIn(folder);
  const console = () => timed(() => openConsole(place, browser));
  const bare = () => timed(() => openBare(folder, browser));
  const times: { ours: number; theirs: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    // Turn about first and second; round 0 warms up.
    const early = await (round % 2 === 0 ? console : bare)();
    const late = await (round % 2 === 0 ? bare : console)();
    if (round === 0) continue;
    times.push(round % 2 === 0 ? { ours: early, theirs: late } : { ours: late, theirs: early });
  }
  const ratio = median(times.map(({ ours, theirs }) => ours / theirs));
  return {
    name: 'window opened, until its screen can be used',
    ours: `${median(times.map(({ ours }) => ours)).toFixed(0)} ms`,
    theirs: `${median(times.map(({ theirs }) => theirs)).toFixed(0)} ms`,
    ratio,
    goal: '<= 2',
    met: ratio <= 2,
  };
}

/** Closing is not counted. */
async function timed(open: () => Promise<Omit<WindowUnderMeasurement, 'kiosk'>>): Promise<number> {
  let opened: Omit<WindowUnderMeasurement, 'kiosk'> | null = null;
  const time = await elapsed(async () => {
    opened = await open();
    await usable(opened.page);
  });
  await (opened as Omit<WindowUnderMeasurement, 'kiosk'> | null)?.close();
  return time;
}
