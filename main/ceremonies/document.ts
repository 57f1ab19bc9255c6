/** A piece of a document, as it is meant; how it looks is the renderer's part. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly strong?: true }
  /** Names and values. */
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [string, string])[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'digest'; readonly name: string; readonly hex: string }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** Text to be taken as it stands: a command, a signed note. */
  | { readonly kind: 'verbatim'; readonly text: string };

/** A document that people keep: written once, rendered as Markdown and as HTML. */
export type Document = readonly Block[];

const WORDS_IN_A_LINE = 8;

function wordLines(words: readonly string[]): readonly string[] {
  return [0, 8, 16].map((at) => words.slice(at, at + WORDS_IN_A_LINE).join(' ')).filter((line) => line !== '');
}

/** Renders a document as Markdown (CommonMark with tables). */
export function asMarkdown(document: Document): string {
  return document.map((block) => `${markdownBlock(block)}\n`).join('\n');
}

function markdownBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${block.text}`;
    case 'paragraph':
      return block.strong === true ? `**${block.text}**` : block.text;
    case 'facts':
      return markdownTable(['', ''], block.rows);
    case 'table':
      return markdownTable(block.head, block.rows);
    case 'digest':
      return `${block.name} \`${block.hex}\``;
    case 'words':
      return wordLines(block.words)
        .map((line) => `> ${line}  `)
        .join('\n');
    case 'verbatim':
      return block.text
        .split('\n')
        .map((line) => `    ${line}`)
        .join('\n');
  }
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // A bar or line break in a value would start a new cell; backslashes first, so that nothing can be un-escaped.
  const cell = (text: string): string =>
    text.replace(/\\/g, '\\\\').replace(/\|/g, '\\|').replace(/</g, '&lt;').replace(/\n/g, ' ');
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const top = head.every((name) => name === '') ? `|${' |'.repeat(head.length)}` : line(head);
  return [top, `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/**
 * Renders a document as one HTML file that needs nothing else: no script, no reference to anything outside, light, and
 * fit to be printed.
 */
export function asHtml(title: string, document: Document): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    // SECURITY: should anything ever get past the escaping, nothing of it runs and nothing is fetched.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    ...document.map(htmlBlock),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function htmlBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${escaped(block.text)}</h${block.level}>`;
    case 'paragraph':
      return block.strong === true ? `<p><strong>${escaped(block.text)}</strong></p>` : `<p>${escaped(block.text)}</p>`;
    case 'facts':
      return `<table class="facts"><tbody>${block.rows
        .map(([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`)
        .join('\n')}</tbody></table>`;
    case 'table':
      return htmlTable(block.head, block.rows);
    case 'digest':
      return `<p>${escaped(block.name)}<br><code>${escaped(groups(block.hex))}</code></p>`;
    case 'words':
      return `<p class="words">${wordLines(block.words).map(escaped).join('<br>')}</p>`;
    case 'verbatim':
      return `<pre>${escaped(block.text)}</pre>`;
  }
}

function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const top = head.map((name) => `<th scope="col">${escaped(name)}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map((text) => `<td>${escaped(text)}</td>`).join('')}</tr>`);
  return `<table><thead><tr>${top}</tr></thead><tbody>${body.join('\n')}</tbody></table>`;
}

/** Digests in groups, so that the eye can follow them. */
function groups(hex: string): string {
  return hex.match(/.{1,8}/g)?.join(' ') ?? hex;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// SECURITY: names, reasons and evidence come from people and providers; in the page they are text and nothing else.
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

const STYLE = `
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1.5rem; background: #fff; color: #16191d;
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 1rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #c9ced6; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; color: #3d4653; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; } td, th { border-bottom: 1px solid #e3e6ea;
  padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.facts th { font-weight: 500; width: 16rem; color: #3d4653; }
code, pre { font: 12.5px/1.5 ui-monospace, "JetBrains Mono", Consolas, monospace; overflow-wrap: anywhere; }
pre { background: #f4f6f8; padding: .75rem; white-space: pre-wrap; } .words { font-size: 1.05rem; letter-spacing: .02em; }
@page { size: A4; margin: 16mm; }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 10.5pt; } h2, h3 { break-after: avoid; }
  tr, pre { break-inside: avoid; } }
`;
