import { EXIT } from '../../../../shared/errors.ts';
import type { Console } from '../../../compose.ts';
import { failed, reading, type Command } from '../desk.ts';
import { table, type Outcome } from '../output.ts';

type Report = Extract<Awaited<ReturnType<Console['drillRotation']>>, { ok: true }>['value'];

/** `claviger drill rotation` */
export async function drillRotation(command: Command): Promise<Outcome> {
  const report = await command.console.drillRotation(command.folder, (line) => {
    command.terminal.say(line);
  });
  return report.ok ? drilled(report.value) : failed(report.error);
}

function drilled(report: Report): Outcome {
  const { error, ...rest } = report;
  const rows = [
    ['result', report.result],
    ['key', `${report.key.name}, version ${report.key.fromVersion} -> ${report.key.toVersion ?? 'unchanged'}`],
    ['signers', report.signers.map(({ name, role }) => `${name} (${role})`).join(', ')],
    ['plan', report.digest],
    ['journal', `${report.journal.size} entries, root ${report.journal.root}`],
    ['time', `${report.elapsedMs} ms`],
    ['transcript', report.files.transcript],
    ['journal file', report.files.journal],
    ...(error === null ? [] : [['error', `${error.code}: ${error.message}`]]),
  ];
  const json = { ...rest, ...(error === null ? {} : { error }) };
  return {
    exit: report.result === 'passed' ? EXIT.done : EXIT.failed,
    json,
    text: table(['ROTATION DRILL', ''], rows),
  };
}

const HEALTH_EXIT = { healthy: 0, degraded: 10, unhealthy: 11 } as const;

/** `claviger health` */
export async function health(command: Command): Promise<Outcome> {
  return reading(command, async (desk) => {
    const found = await desk.health();
    const { terminal } = command;
    const colour = { pass: 'green', warn: 'yellow', fail: 'red' } as const;
    const rows = found.checks.map(
      ({ check, status, detail }) => `${terminal.paint(colour[status], status)}  ${check.padEnd(28)} ${detail}`,
    );
    return { exit: HEALTH_EXIT[found.status], json: found, text: [...rows, '', found.status].join('\n') };
  });
}
