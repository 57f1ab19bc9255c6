import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendRatio } from './append.ts';
import { callRatios } from './calls.ts';
import { longTasks } from './large.ts';
import { launchRatio } from './launch.ts';
import type { Figure, Measurement } from './measure.ts';
import { codeSizes } from './size.ts';
import { verifyRatio } from './verify.ts';

// What the journal and the window cost over what they are built on, measured side by side; and how large and how fluid
// the pages are. `--json` prints one JSON document. Needs the built pages (`npm run build`) and a browser.

const folder = mkdtempSync(join(tmpdir(), 'claviger-bench-'));
try {
  const measurements = [
    appendRatio(folder),
    await verifyRatio(folder),
    ...(await callRatios(folder)),
    await launchRatio(folder),
  ];
  const figures = [...codeSizes(), ...(await longTasks(folder))];
  const print = process.argv.includes('--json') ? asJson : asTables;
  process.stdout.write(`${print(measurements, figures)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function asJson(measurements: readonly Measurement[], figures: readonly Figure[]): string {
  return JSON.stringify({ measurements, figures });
}

function asTables(measurements: readonly Measurement[], figures: readonly Figure[]): string {
  const compared = measurements.map(({ name, ours, theirs, ratio, goal, met }) => [
    name,
    ours,
    theirs,
    ratio.toFixed(2),
    verdict(goal, met),
  ]);
  const told = figures.map(({ name, value, goal, met }) => [
    name,
    value,
    goal === undefined ? '' : verdict(goal, met === true),
  ]);
  return [
    table([['measured', 'ours', 'bare', 'ratio', 'goal'], ...compared]),
    table([['measured', 'found', 'goal'], ...told]),
  ].join('\n\n');
}

function verdict(goal: string, met: boolean): string {
  return `${goal} ${met ? '' : 'MISSED'}`.trim();
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
