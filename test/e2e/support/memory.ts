import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Canary } from '../../support/canaries.ts';
import { HAS_PROC, running, type Running } from './processes.ts';

/**
 * What a page still has: every string that its JavaScript can reach, after unreachable things were collected, and what
 * stands in its fields. As bytes to search in.
 */
export async function memoryOf(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const parts: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => parts.push(chunk));
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  // Work of the page that was waiting may have held things; twice finds what the first round let go of.
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  // By the browser's word: asking the page would bring what stands in a field into its memory.
  const { documents, strings } = await session.send('DOMSnapshot.captureSnapshot', { computedStyles: [] });
  const inFields = documents.flatMap(({ nodes }) => nodes.inputValue?.value ?? []).map((at) => strings[at] ?? '');
  await session.detach();
  return Buffer.from([...parts, ...inFields, ...strings].join('\n'));
}

/** The processes in which a browser draws its pages. @param mark what stands in the browser's command line */
function drawing(mark: string): readonly Running[] {
  const all = running();
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const browsers = new Set(all.filter(({ command }) => command.join(' ').includes(mark)).map(({ pid }) => pid));
  const isOfIt = (pid: number): boolean => {
    const parent = parents.get(pid);
    return browsers.has(pid) || (parent !== undefined && isOfIt(parent));
  };
  return all.filter(({ pid, command }) => command.join(' ').includes('--type=renderer') && isOfIt(pid));
}

/**
 * Texts, in UTF-8 or UTF-16, in the whole memory of the processes that draw pages, also where it was let go of and not
 * yet used again.
 * Null where the system does not let one process read another's.
 * @param mark what stands in the browser's command line: the folder of its profile
 */
export function inProcesses(mark: string, canaries: readonly Canary[]): readonly string[] | null {
  if (!HAS_PROC) return null;
  const needles = canaries.map(({ name, bytes }) => ({
    name,
    ways: [bytes, Buffer.from(bytes.toString(), 'utf16le')],
  }));
  const found = new Set<string>();
  const processes = drawing(mark);
  if (processes.length === 0) return null;
  try {
    for (const { pid } of processes) {
      for (const part of memoryParts(pid)) {
        const here = needles.filter(({ ways }) => ways.some((way) => part.includes(way)));
        for (const { name } of here) found.add(name);
      }
    }
  } catch {
    return null;
  }
  return [...found];
}

const LARGEST_PART = 512 * 1024 * 1024;

/** What a process can write to, part by part. */
function* memoryParts(pid: number): Generator<Buffer> {
  const maps = readFileSync(`/proc/${pid}/maps`, 'utf8');
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const [, from = '', to = ''] of maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)) {
      const size = parseInt(to, 16) - parseInt(from, 16);
      if (size > LARGEST_PART) continue;
      const part = Buffer.alloc(size);
      yield part.subarray(0, readPart(memory, part, parseInt(from, 16)));
    }
  } finally {
    closeSync(memory);
  }
}

/** Parts that are only set aside cannot be read: they have nothing in them. */
function readPart(memory: number, part: Buffer, from: number): number {
  try {
    return readSync(memory, part, 0, part.length, from);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EIO') return 0;
    throw error;
  }
}
