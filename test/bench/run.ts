import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendRatio } from './append.ts';
import type { Measurement } from './measure.ts';
import { verifyRatio } from './verify.ts';

// What the journal costs over what it is built on, measured side by side. `--json` prints one JSON document.

const folder = mkdtempSync(join(tmpdir(), 'claviger-bench-'));
try {
  const measurements = [appendRatio(folder), await verifyRatio(folder)];
  const print = process.argv.includes('--json') ? asJson : asTable;
  process.stdout.write(`${print(measurements)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function asJson(measurements: readonly Measurement[]): string {
  return JSON.stringify({ measurements });
}

function asTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ name, ours, theirs, ratio, goal, met }) => [
    name,
    ours,
    theirs,
    ratio.toFixed(2),
    `${goal} ${met ? '' : 'MISSED'}`.trim(),
  ]);
  const table = [['measured', 'journal', 'bare', 'ratio', 'goal'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
