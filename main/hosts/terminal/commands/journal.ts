import { openSync, closeSync, writeSync, renameSync, rmSync } from 'node:fs';
import { consoleError, EXIT } from '../../../../shared/errors.ts';
import {
  exportJournal,
  layoutOf,
  parseVkey,
  markOf,
  nameIn,
  readHighWater,
  verifyWhole,
  verifyWholeExport,
} from '../../../compose.ts';
import { failed, reading, type Command } from '../desk.ts';
import { readInput, writeOutput } from '../input.ts';
import { widthFor } from '../layout.ts';
import type { Outcome } from '../output.ts';
import { entryRows } from './entry-text.ts';

const CHECKPOINT_BYTES = 65_536;

/** `claviger journal verify` */
export async function journalVerify(
  command: Command,
  options: { against: readonly string[]; witness: readonly string[]; export?: string },
): Promise<Outcome> {
  const against: string[] = [];
  for (const file of options.against) {
    const note = readInput(file, CHECKPOINT_BYTES);
    if (!note.ok) return failed(note.error);
    against.push(Buffer.from(note.value).toString('utf8'));
  }
  const witnesses = [];
  for (const text of options.witness) {
    const key = parseVkey(text);
    if (!key.ok) return failed(consoleError('bad-input', `${text} is not a verifier key: ${key.error}.`));
    witnesses.push(key.value);
  }
  const onProgress = progressLine(command);
  if (options.export !== undefined) {
    const file = readInput(options.export, Number.MAX_SAFE_INTEGER);
    if (!file.ok) return failed(file.error);
    return verdict(command, await verifyWholeExport(options.export, { against, witnesses, onProgress }));
  }
  const { journal } = layoutOf(command.folder);
  const first = await verifyWhole(journal, { against, witnesses, onProgress });
  if (first.size === 0 && first.workspaceId === '' && !readable(journal)) {
    return failed(consoleError('workspace-missing', `There is no workspace in ${command.folder}.`));
  }
  const mark = markOf(readHighWater(command.home, first.workspaceId));
  const report =
    mark === null || !first.ok
      ? first
      : await verifyWhole(journal, { against, witnesses, highWater: { size: mark.size, root: mark.root } });
  return verdict(command, report);
}

function readable(file: string): boolean {
  try {
    closeSync(openSync(file, 'r'));
    return true;
  } catch {
    return false;
  }
}

function progressLine(command: Command): (done: number, total: number) => void {
  let shown = 0;
  return (done, total) => {
    if (command.terminal.json || done - shown < 100_000) return;
    shown = done;
    command.terminal.say(`${done} of ${total} entries`);
  };
}

type Report = Awaited<ReturnType<typeof verifyWhole>>;

function verdict({ terminal }: Command, report: Report): Outcome {
  const { ok, origin, size, root, integrity, authorisation, anchoring, erased, problem } = report;
  const word = (good: boolean): string => (good ? terminal.paint('green', 'pass') : terminal.paint('red', 'FAIL'));
  const rows = [
    `${word(integrity.ok)}  integrity      ${size} entries, root ${root}`,
    authorisation === null
      ? `----  authorisation  not looked at`
      : `${word(authorisation.ok)}  authorisation  runs: ${authorisation.executions}; every signature checked again`,
    `${anchoring.level === 'none' ? terminal.paint('yellow', 'none') : word(true)}  anchoring      ${anchoringText(anchoring)}`,
    ...(erased > 0 ? [`      erased         ${erased} payloads, with tombstones`] : []),
    ...(problem === null
      ? []
      : ['', `${problem.kind}${problem.entry === null ? '' : ` at entry ${problem.entry}`}: ${problem.message}`]),
  ];
  const json = {
    ok,
    origin,
    size,
    root,
    integrity,
    authorisation,
    anchoring,
    erased,
    ...(problem === null ? {} : { problem }),
  };
  return { exit: ok ? EXIT.done : EXIT.verificationFailed, json, text: rows.join('\n') };
}

function anchoringText({ level, size }: Report['anchoring']): string {
  switch (level) {
    case 'none':
      return 'compared with no kept checkpoint: a journal rewritten as a whole would not be noticed (--against FILE)';
    case 'checkpoint':
      return `extends the kept checkpoint at ${size ?? 0} entries`;
    case 'cosigners':
      return `extends a cosigned checkpoint at ${size ?? 0} entries`;
  }
}

/** `claviger journal checkpoint` */
export async function journalCheckpoint(command: Command, options: { out?: string }): Promise<Outcome> {
  return reading(command, ({ workspace }) => {
    const note = workspace.journal.head();
    if (options.out !== undefined) {
      const written = writeOutput(options.out, note);
      if (!written.ok) return failed(written.error);
    }
    const size = workspace.journal.size();
    const root = Buffer.from(workspace.journal.rootAt(size)).toString('base64');
    return { exit: EXIT.done, json: { origin: workspace.journal.origin, size, root, note }, text: note, raw: true };
  });
}

/** `claviger journal search TEXT` */
export async function journalSearch(command: Command, text: string, options: { limit: number }): Promise<Outcome> {
  return reading(command, ({ workspace }) => {
    const found = workspace.journal.search(text, { limit: options.limit });
    const entries = found.map(({ skeleton, payload }) => ({ ...skeleton, payload }));
    const none = `Nothing in the journal has "${text}".`;
    const nameOf = (id: string): string => nameIn(workspace.authority, id);
    return {
      exit: EXIT.done,
      json: { entries },
      text: entries.length === 0 ? none : entryRows(entries, nameOf, widthFor(command.terminal.columns)).join('\n'),
    };
  });
}

/** `claviger journal export FILE` */
export async function journalExport(command: Command, file: string, options: { entry?: number }): Promise<Outcome> {
  const { entry } = options;
  return reading(command, async ({ workspace }) => {
    if (entry !== undefined) {
      if (entry >= workspace.journal.size())
        return failed(consoleError('bad-input', `The journal has no entry ${entry}.`));
      const written = writeOutput(file, workspace.journal.tlogProof(entry));
      return written.ok
        ? { exit: EXIT.done, json: { file, entry }, text: `Proof of entry ${entry} written to ${file}` }
        : failed(written.error);
    }
    const beside = `${file}.part`;
    const fd = openForExport(beside);
    if (fd === null) return failed(consoleError('bad-input', `The file ${file} cannot be written.`));
    const exported = await exportJournal({ file: workspace.layout.journal }, (line) => {
      writeSync(fd, line);
    });
    closeSync(fd);
    if (!exported.ok) {
      rmSync(beside, { force: true });
      return failed(consoleError(exported.error.code, exported.error.message));
    }
    renameSync(beside, file);
    const { entries } = exported.value;
    return { exit: EXIT.done, json: { file, entries }, text: `${entries} entries written to ${file}` };
  });
}

function openForExport(file: string): number | null {
  try {
    return openSync(file, 'w', 0o600);
  } catch {
    return null;
  }
}
