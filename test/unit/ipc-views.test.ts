import * as fc from 'fast-check';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asHtml, asMarkdown, type Document } from '../../main/ceremonies/index.ts';
import { challengeFor, signFileCommand, signLineCommand } from '../../main/ipc/views/challenge.ts';
import { writeExport } from '../../main/ipc/views/exports.ts';
import { ENTRY_KINDS, summaryOf } from '../../main/operations/index.ts';
import { RECORDS } from '../../shared/records.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { unwrap } from '../support/unwrap.ts';

const nameOf = (id: string): string => `Name of ${id}`;

describe('the sentence about an entry', () => {
  it.each(ENTRY_KINDS)('of kind %s is there even when its payload is not what it should be', (kind) => {
    expect(summaryOf(kind, { type: kind, odd: true }, nameOf)).toMatch(/\.$/);
    expect(summaryOf(kind, null, nameOf)).toBe('Its contents were erased.');
  });

  it('knows every kind of record', () => {
    for (const kind of Object.keys(RECORDS)) expect(ENTRY_KINDS).toContain(kind);
  });

  it('is one line of bounded length, whatever stands in the entry', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ENTRY_KINDS), fc.dictionary(fc.string(), fc.string()), (kind, payload) => {
        const summary = summaryOf(kind, { ...payload, type: kind }, nameOf);
        expect(summary.length).toBeLessThanOrEqual(600);
        expect(summary).not.toMatch(/[\n\r]/);
      }),
    );
  });

  it('says what was refused at the boundary', () => {
    const refused = { type: 'call.refused', page: 'console', call: 'approval.sign', why: 'other page', count: 1 };
    expect(summaryOf('call.refused', refused, nameOf)).toBe(
      'A call of the window was refused: approval.sign from console (other page).',
    );
    const counted = { ...refused, page: null, call: null, why: 'various', count: 70 };
    expect(summaryOf('call.refused', counted, nameOf)).toContain('70 more');
  });

  it('names people, not their ids', () => {
    const accepted = { type: 'genesis.accepted', person: 'ada', signature: 'AAAA' };
    const signed = {
      type: 'approval.signed',
      person: 'ada',
      fingerprint: 'SHA256:x',
      namespace: 'claviger-signoff-v1',
    };
    const dissented = { type: 'plan.dissented', person: 'ada', reason: null, signature: 'AAAA', blocks: true };
    const seats = [
      { role: 'custodian', person: 'ada' },
      { role: 'witness', person: 'ben' },
    ];
    const approved = { type: 'run.approved', seats, approvals: [], request: null };
    expect(summaryOf('genesis.accepted', accepted, nameOf)).toBe('Name of ada accepted the genesis.');
    expect(summaryOf('approval.signed', signed, nameOf)).toMatch(/^Name of ada signed/);
    expect(summaryOf('plan.dissented', dissented, nameOf)).toBe('Name of ada said no, which blocks the plan.');
    expect(summaryOf('run.approved', approved, nameOf)).toBe(
      'Approved by Name of ada (custodian), Name of ben (witness).',
    );
  });

  it('says in which program a window was opened, and whether in its sandbox', () => {
    const opened = {
      type: 'console.opened',
      host: 'kiosk',
      browser: '/usr/bin/chromium',
      version: '1',
      sandboxed: true,
    };
    expect(summaryOf('console.opened', opened, nameOf)).toBe(
      'A window was opened in the browser /usr/bin/chromium (Claviger 1).',
    );
    const packed = { ...opened, host: 'electron', browser: null, sandboxed: false };
    expect(summaryOf('console.opened', packed, nameOf)).toBe(
      'A window was opened in Electron, without its sandbox (Claviger 1).',
    );
  });

  it('is as short as a row has room for, also where each character takes two', () => {
    const until = '2026-11-21T10:05:00.000Z';
    const refused = { type: 'run.refused', code: 'expired', message: '🔑'.repeat(1000), signature: null };
    expect(summaryOf('run.refused', refused, nameOf).length).toBeLessThanOrEqual(600);
    expect(summaryOf('run.refused', refused, nameOf)).toMatch(/🔑\.\.\.$/u);
    expect(summaryOf('refusals.suppressed', { type: 'refusals.suppressed', until }, nameOf)).toContain(
      '2026-11-21 10:05 UTC',
    );
  });
});

describe('a document', () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)> & 'x' | \`y\` </table>`;
  const document: Document = [
    { kind: 'heading', level: 1, text: hostile },
    { kind: 'paragraph', text: hostile, strong: true },
    { kind: 'facts', rows: [[hostile, hostile]] },
    { kind: 'table', head: [hostile], rows: [[hostile]] },
    { kind: 'digest', name: hostile, hex: hostile },
    { kind: 'words', words: [hostile] },
    { kind: 'verbatim', text: hostile },
  ];

  it('in HTML shows what people wrote as text, never as markup', () => {
    const html = asHtml(hostile, document);
    expect(html).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
    expect([...html.matchAll(/&lt;script&gt;/g)].length).toBeGreaterThanOrEqual(8);
    expect(html).toContain("default-src 'none'");
  });

  it('in Markdown cannot leave its cell', () => {
    const [row] = /^\| name .*$/m.exec(asMarkdown([{ kind: 'facts', rows: [['name', 'a | b\nc \\| d <b>']] }])) ?? [];
    expect(row).toBe('| name | a \\| b c \\\\\\| d &lt;b> |');
  });
});

describe('an export', () => {
  it('is never overwritten: other contents get another name, the same contents keep theirs', () => {
    const layout = { exports: join(temporaryFolder(), 'exports') };
    const write = (text: string) => unwrap(writeExport(layout, 'plan.json', Buffer.from(text))).file;
    const first = write('one');
    expect(write('one')).toBe(first);
    expect(write('two')).toBe(join(layout.exports, 'plan-2.json'));
    expect(readFileSync(first, 'utf8')).toBe('one');
    expect(readdirSync(layout.exports).sort()).toEqual(['plan-2.json', 'plan.json']);
    expect(statSync(first).mode & 0o777).toBe(0o600);
  });

  it('that cannot be written says so and leaves nothing behind', () => {
    const folder = temporaryFolder();
    const blocked = join(folder, 'file');
    unwrap(writeExport({ exports: folder }, 'file', Buffer.from('x')));
    expect(writeExport({ exports: join(blocked, 'exports') }, 'a', Buffer.from('x'))).toMatchObject({
      error: { code: 'export-failed' },
    });
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe('a command to copy', () => {
  it('cannot become another command, whatever a person or folder is called', () => {
    const name = `O'Neil $(touch /tmp/x) ; rm -rf ~ "`;
    const where = { id: 'a'.repeat(64), clock: () => ({ effective: new Date(0), state: 'right' as const, byMs: 0 }) };
    const line = challengeFor(where, { id: 'on', name }, 'f'.repeat(32));
    const quoted = `'${line.replaceAll("'", `'\\''`)}'`;
    expect(signLineCommand(line, 'n', 'unlock.sig')).toBe(
      `printf %s ${quoted} | ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n n > unlock.sig`,
    );
    expect(signFileCommand('/a b/$(x).json', 'n')).toBe(
      `ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n n '/a b/$(x).json'`,
    );
  });

  it('differs from challenge to challenge', () => {
    const where = { id: 'a'.repeat(64), clock: () => ({ effective: new Date(0), state: 'right' as const, byMs: 0 }) };
    const person = { id: 'ada', name: 'Ada' };
    expect(challengeFor(where, person, '1')).not.toBe(challengeFor(where, person, '2'));
  });
});
