import { readFileSync } from 'node:fs';
import { runPlan, type OperationContext } from '../../main/operations/index.ts';
import type { Packet } from '../../main/signoff/index.ts';
import { consoleAt } from './console-at.ts';
import { testClock, type ClockState } from './test-clock.ts';
import { unwrap } from './unwrap.ts';

// Runs a signed plan in a process of its own and kills it where it is told to, as `kill -9` or a power cut would.

/** Where the process ends: at the nth moment told to the watcher, before or after the nth append, or never by itself. */
export type Death =
  { readonly at: 'moment' | 'before append' | 'after append'; readonly n: number } | { readonly at: 'any time' };

export interface CrashTask {
  readonly folder: string;
  readonly home: string;
  readonly clock: ClockState;
  readonly plan: string;
  readonly packets: readonly Packet[];
  readonly death: Death;
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

function counting(death: Death, at: Exclude<Death['at'], 'any time'>): () => void {
  let seen = 0;
  return () => {
    seen += 1;
    if (death.at === at && seen === death.n) die();
  };
}

function mortal(context: OperationContext, death: Death): OperationContext {
  const before = counting(death, 'before append');
  const after = counting(death, 'after append');
  const { workspace } = context;
  return {
    ...context,
    workspace: {
      ...workspace,
      append: (drafts, urgency) => {
        before();
        const appended = workspace.append(drafts, urgency);
        after();
        return appended;
      },
    },
  };
}

const task = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as CrashTask;
const clock = testClock(task.clock);
const moment = counting(task.death, 'moment');
const desk = unwrap(consoleAt(task.home, clock, { progress: moment }).write(task.folder, 'crash'));
// The parent may kill from here on.
process.stdout.write('ready\n');
const report = await runPlan(mortal(desk.context, task.death), readFileSync(task.plan), task.packets);
process.stdout.write(`${JSON.stringify(report)}\n`);
desk.close();
