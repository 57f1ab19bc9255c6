import { closeSync, fstatSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { read } from 'read';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';

/** Reads a file somebody named, up to a size. */
export function readInput(file: string, maxBytes: number): Result<Uint8Array, ConsoleError> {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch {
    return fail(consoleError('bad-input', `The file ${file} cannot be read.`));
  }
  try {
    const { size } = fstatSync(fd);
    if (!fstatSync(fd).isFile()) return fail(consoleError('bad-input', `${file} is not a file.`));
    if (size > maxBytes) return fail(consoleError('bad-input', `The file ${file} is larger than ${maxBytes} bytes.`));
    return ok(readFileSync(fd));
  } catch {
    return fail(consoleError('bad-input', `The file ${file} cannot be read.`));
  } finally {
    closeSync(fd);
  }
}

/** Writes a file somebody named. */
export function writeOutput(file: string, bytes: Uint8Array | string): Result<void, ConsoleError> {
  try {
    writeFileSync(file, bytes);
    return ok(undefined);
  } catch {
    return fail(consoleError('bad-input', `The file ${file} cannot be written.`));
  }
}

/** The file that passphrases come from, where one is named. */
export function passphraseFile(): string | null {
  const file = process.env['CLAVIGER_PASSPHRASE_FILE'];
  return file === undefined || file === '' ? null : file;
}

/**
 * A passphrase that is to be: asked for twice, because a mistyped one would lock its key for ever.
 * @param ask how one is got; tests answer in place of a person
 */
export async function newPassphrase(prompt: string, remark: string, ask = passphrase): ReturnType<typeof passphrase> {
  const first = await ask(prompt, remark);
  if (!first.ok || passphraseFile() !== null) return first;
  const second = await ask(`${prompt}, again`, remark);
  if (!second.ok || second.value === first.value) return second;
  return fail(consoleError('bad-input', `${prompt}: the two are not the same.`));
}

/**
 * A passphrase: from the file in CLAVIGER_PASSPHRASE_FILE, else asked for without echo, else refused. Never from the
 * command line or a variable, which other programs can see.
 * @param prompt what it is for
 * @param remark said after the refusal when there is nobody to ask
 */
export async function passphrase(prompt: string, remark = ''): Promise<Result<string, ConsoleError>> {
  const file = passphraseFile();
  if (file !== null) {
    const text = readInput(file, 4096);
    return text.ok
      ? ok(
          Buffer.from(text.value)
            .toString('utf8')
            .replace(/\r?\n$/, ''),
        )
      : text;
  }
  if (!process.stdin.isTTY) {
    return fail(consoleError('passphrase-needed', `${prompt} is needed, and there is nobody to ask.${remark}`));
  }
  try {
    return ok(await read({ prompt: `${prompt}: `, silent: true, output: process.stderr }));
  } catch {
    return fail(consoleError('passphrase-needed', `${prompt} was not given.`));
  }
}
