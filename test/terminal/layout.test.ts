import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fittingTable } from '../../main/hosts/terminal/commands/key-text.ts';
import { hintFor, word } from '../../main/hosts/terminal/hint.ts';
import { newPassphrase } from '../../main/hosts/terminal/input.ts';
import { hangingRows, sectionRows } from '../../main/hosts/terminal/layout.ts';
import { ok } from '../../shared/result.ts';

describe('a value that is too long for its line', () => {
  it('goes on behind a bar, loses nothing, and is never wider than the terminal', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '李', ' ', '│', 'long-word-without-end'), maxLength: 80 });
    fc.assert(
      fc.property(text, fc.integer({ min: 60, max: 120 }), (value, width) => {
        const [first = '', ...rest] = hangingRows('  Label', value, width);
        expect(first.startsWith('  Label   ')).toBe(true);
        for (const row of rest) expect(row.startsWith('        │ ')).toBe(true);
        expect([first, ...rest].map((row) => row.slice(10)).join('')).toBe(value);
        for (const row of [first, ...rest]) expect(row.length).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('stands in the same column as all others, which is that of the longest label', () => {
    const field = (label: string, value: string) => ({ section: 'Key', label, value, note: null });
    const rows = sectionRows([field('Name', 'x'), field('A very much longer label', 'y')], 80);
    expect(rows).toEqual(['KEY', '  Name                       x', '  A very much longer label   y', '']);
  });
});

describe('the inventory on a narrow terminal', () => {
  const head = ['NAME', 'STATE', 'VERSION', 'KIND', 'OWNER'];
  const rows = [['production/orders-data', 'active', '5', 'SYMMETRIC_DEFAULT', 'Orders and Logistics']];
  const narrow = (columns: number | null): string => fittingTable(head, rows, { columns, more: 'more' });

  it('does without the owner first, then without the kind, and says so', () => {
    expect(narrow(null)).toMatch(/^NAME +STATE +VERSION +KIND +OWNER\n.*Logistics$/);
    expect(narrow(120)).toBe(narrow(null));
    expect(narrow(65)).toMatch(/^NAME +STATE +VERSION +KIND\n.*\n\nFor lack of room without OWNER: more$/);
    expect(narrow(50)).toMatch(/^NAME +STATE +VERSION\n.*\n\nFor lack of room without OWNER, KIND: more$/);
  });
});

describe('a command line to copy', () => {
  it('names the workspace where one was named', () => {
    expect(hintFor(null)('keys')).toBe('npx claviger keys');
    expect(hintFor('/my own/W')('keys')).toBe('npx claviger keys --workspace "/my own/W"');
  });

  it.skipIf(process.platform === 'win32')('runs nothing that a name of a file says', () => {
    expect(word('plan.json')).toBe('plan.json');
    expect(word('my plan.json')).toBe('"my plan.json"');
    expect(word("$(it's).json")).toBe("'$(it'\\''s).json'");
  });
});

describe('a new passphrase', () => {
  const typed = (...answers: string[]) => {
    const asked: string[] = [];
    const ask = (prompt: string) => Promise.resolve(ok(answers[asked.push(prompt) - 1] ?? ''));
    return { asked, given: newPassphrase('New passphrase for Nora', '', ask) };
  };

  it('is asked for twice and has to be the same', async () => {
    const same = typed('correct horse', 'correct horse');
    expect(await same.given).toEqual(ok('correct horse'));
    expect(same.asked).toEqual(['New passphrase for Nora', 'New passphrase for Nora, again']);
    expect(await typed('correct horse', 'correct hearse').given).toMatchObject({
      ok: false,
      error: { code: 'bad-input' },
    });
  });
});
