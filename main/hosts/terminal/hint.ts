/** Command lines that people can copy. */

/** A command line as the README writes it. @param workspace the folder that was named; null: none was */
export function hintFor(workspace: string | null): (rest: string) => string {
  const where = workspace === null ? '' : ` --workspace ${quoted(workspace)}`;
  return (rest) => `npx claviger ${rest}${where}`;
}

/** A file name as one word of a command line. */
export function word(text: string): string {
  return /^[A-Za-z0-9@%+=:,./_][A-Za-z0-9@%+=:,./_-]*$/.test(text) ? text : quoted(text);
}

// SECURITY: a name with a $ or a backtick would run something when the line is copied into a shell.
function quoted(text: string): string {
  return /["$`\\!]/.test(text) && process.platform !== 'win32' ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}
