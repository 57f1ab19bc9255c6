/** How lines are laid out for people: labelled fields, wrapped so that no value can pass for another field. */

export interface Field {
  readonly section: string;
  readonly label: string;
  readonly value: string;
  /** A warning about the value. */
  readonly note: string | null;
}

const NARROWEST = 60;
const UNKNOWN = 100;

/** The width to lay out for. @param columns of the terminal; null: not a terminal */
export function widthFor(columns: number | null): number {
  return Math.max(NARROWEST, columns ?? UNKNOWN);
}

/** Fields under the headings of their sections, every value in one column; an empty line after each section. */
export function sectionRows(fields: readonly Field[], width: number): readonly string[] {
  const column = Math.max(...fields.map(({ label }) => columnsOf(label)), 0);
  const sections = Map.groupBy(fields, ({ section }) => section);
  return [...sections].flatMap(([section, members]) => [
    section.toUpperCase(),
    ...members.flatMap(({ label, value, note }) => [
      ...hangingRows(`  ${padded(label, column)}`, value, width),
      ...(note === null ? [] : [`  ${padded('', column)} ! ${note}`]),
    ]),
    '',
  ]);
}

/**
 * A label and its value, which goes on below itself when it is long.
 *
 * SECURITY: a terminal wraps a long line to its first column, where the text of a value could pass for the label of
 * a field. So nothing is left to the terminal to wrap, and each line that goes on says so with a bar.
 */
export function hangingRows(label: string, value: string, width: number): readonly string[] {
  const column = columnsOf(label);
  return wrapped(value, Math.max(width - column - GAP.length, 10)).map((part, index) =>
    index === 0 ? `${label}${GAP}${part}` : `${padded('', column)}${GOES_ON}${part}`,
  );
}

const GAP = '   ';
const GOES_ON = ' │ ';

/** Cuts after blanks where it can; a word that is too long is cut anywhere. Joined, the parts are the text again. */
function wrapped(text: string, columns: number): readonly string[] {
  const parts = [''];
  for (const word of text.match(/[^ ]* ?/g) ?? []) {
    const used = columnsOf(parts.at(-1) ?? '');
    if (used > 0 && used + columnsOf(word) > columns) parts.push('');
    for (const character of word) {
      if (columnsOf(`${parts.at(-1) ?? ''}${character}`) > columns) parts.push('');
      parts.push(`${parts.pop() ?? ''}${character}`);
    }
  }
  return parts;
}

/** Columns that a text may take, rather too many than too few: from U+1100 on, letters can be two columns wide. */
function columnsOf(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) < 0x11_00 ? 1 : 2), 0);
}

function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(columns - columnsOf(text), 0));
}
