import { afterEach } from 'vitest';
import type { Boundary, Defect, Sender, Surroundings, WindowHost, WindowSurroundings } from '../../main/compose.ts';
import {
  PAGES,
  type AnswerOf,
  type CallName,
  type InputOf,
  type OutputOf,
  type PageName,
} from '../../shared/contract/index.ts';
import { consoleAt } from './console-at.ts';
import type { Lab } from './lab.ts';
import { unwrap } from './unwrap.ts';

/** Everything that crossed the boundary, as text. */
export type Crossed = { readonly direction: 'in' | 'out'; readonly window: string; readonly text: string };

/** A timer of the made-up machine; it goes off when it is told to. */
interface Timer {
  readonly at: number;
  readonly then: () => void;
}

/** A host without a screen: windows are numbers, and what main asked of it is kept. */
export interface FakeHost extends WindowHost {
  readonly windows: string[];
  readonly closed: string[];
  readonly focused: string[];
  readonly printed: string[];
}

/** The console behind its windows, on a lab's machine. */
export interface Window {
  readonly boundary: Boundary;
  readonly host: FakeHost;
  readonly crossed: readonly Crossed[];
  readonly defects: readonly Defect[];
  /** The sender that a page of ours is, in the window it was opened in. */
  sender(page: PageName, window?: string): Sender;
  /** Sends a message as it stands. */
  send(sender: Sender, text: string): Promise<string>;
  /** Makes a call as a page of ours does, and brings the answer. */
  ask<C extends CallName>(call: C, input: InputOf<C>, from?: Sender): Promise<AnswerOf<C>>;
  /** The same for a call that must succeed. */
  get<C extends CallName>(call: C, input: InputOf<C>, from?: Sender): Promise<OutputOf<C>>;
  /** Lets time go by: timers that are due go off. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

const CONSOLE = 'console-window';
const open = new Set<Window>();
afterEach(async () => {
  for (const window of open) await window.close();
  open.clear();
});

/** The token of the document that a window shows. */
export const tokenOf = (window: string): string => `token of ${window}`;

export interface WindowChanges {
  readonly host?: Partial<WindowHost>;
  readonly window?: Partial<WindowSurroundings>;
  readonly surroundings?: Partial<Surroundings>;
  readonly folder?: string;
}

/** Opens the console behind a window on a lab's workspace; closed after the test at the latest. */
export function windowAt(lab: Pick<Lab, 'folder' | 'home' | 'clock'>, changes: WindowChanges = {}): Window {
  const crossed: Crossed[] = [];
  const defects: Defect[] = [];
  const timers = new Set<Timer>();
  const host = fakeHost(changes.host, (window) => {
    opened.boundary.closed(window);
  });
  const window: Partial<WindowSurroundings> = {
    after: (ms, then) => {
      const timer = { at: lab.clock.monotonic() + ms, then };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    report: (defect) => defects.push(defect),
    ...changes.window,
  };
  const opened = consoleAt(lab.home, lab.clock, { ...changes.surroundings, window }).openWindow({
    folder: changes.folder ?? lab.folder,
    host,
    version: '0.0.0-test',
  });
  const send = async (sender: Sender, text: string): Promise<string> => {
    crossed.push({ direction: 'in', window: sender.window, text });
    const answer = await opened.boundary.receive(sender, text);
    crossed.push({ direction: 'out', window: sender.window, text: answer });
    return answer;
  };
  const sender = (page: PageName, id = page === 'console' ? CONSOLE : (host.windows.at(-1) ?? 'none')): Sender => ({
    window: id,
    page,
    origin: PAGES[page],
    isMainFrame: true,
    document: tokenOf(id),
  });
  const ask = async <C extends CallName>(call: C, input: InputOf<C>, from?: Sender): Promise<AnswerOf<C>> => {
    const by = from ?? sender(call.startsWith('approval.') && call !== 'approval.ask' ? 'approval' : 'console');
    return JSON.parse(await send(by, JSON.stringify({ call, input, document: tokenOf(by.window) }))) as AnswerOf<C>;
  };
  const made: Window = {
    boundary: opened.boundary,
    host,
    crossed,
    defects,
    sender,
    send,
    ask,
    get: async (call, input, from) => unwrap(await ask(call, input, from)),
    async pass(ms) {
      lab.clock.pass(ms);
      for (const timer of timers) {
        if (timer.at > lab.clock.monotonic()) continue;
        timers.delete(timer);
        timer.then();
      }
      await new Promise((done) => setImmediate(done));
    },
    close: async () => {
      if (open.delete(made)) await opened.close();
    },
  };
  open.add(made);
  return made;
}

function fakeHost(changes: Partial<WindowHost> = {}, gone: (window: string) => void): FakeHost {
  const windows: string[] = [];
  const closed: string[] = [];
  const focused: string[] = [];
  const printed: string[] = [];
  return {
    kind: 'kiosk',
    sandboxed: true,
    browser: '/usr/bin/made-up-browser',
    windows,
    closed,
    focused,
    printed,
    openApproval: async () => {
      windows.push(`approval-${windows.length + 1}`);
      return windows.at(-1) ?? '';
    },
    close: async (window) => {
      if (closed.includes(window)) return;
      closed.push(window);
      gone(window);
    },
    focus: async (window) => void focused.push(window),
    pdf: async (html) => {
      printed.push(html);
      return null;
    },
    ...changes,
  };
}
