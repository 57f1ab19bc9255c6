import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

/** The rows of the tables of guarantees: what is promised, and what is said to show it. */
const promises = read('docs/security.md')
  .split('\n')
  .map((row) => row.split('|').map((cell) => cell.trim()))
  .filter((cells) => cells.length === 4 && (cells[2] ?? '').includes('`test/'));

describe('docs/security.md', () => {
  it('makes promises', () => {
    expect(promises.length).toBeGreaterThan(25);
  });

  it.each(promises.map((cells) => [cells[1] ?? '', cells[2] ?? '']))('names tests that exist: %s', (_, tests) => {
    for (const part of tests.split(/(?=`test\/)/).filter((text) => text.startsWith('`test/'))) {
      const file = /`(test\/[^`]+)`/.exec(part)?.[1] ?? '';
      expect(existsSync(new URL(file, root)), file).toBe(true);
      const names = [...part.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '');
      for (const name of names) expect(read(file)).toContain(name);
    }
  });
});
