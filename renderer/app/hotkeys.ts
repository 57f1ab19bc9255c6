import { useEffect, useRef } from 'react';

/** Shortcuts that hold everywhere; shown in the settings. */
export const SHORTCUTS: readonly (readonly [keys: string, does: string])[] = [
  ['Ctrl K', 'Command palette: go anywhere, find a key, start something'],
  ['g then o, k, a, p, j, s', 'Go to overview, keys, approvals, people, journal, settings'],
  ['/', 'Search in the list'],
  ['w', 'Say who is at the screen'],
  ['Ctrl L', 'Lock: nobody is at the screen any more'],
  ['Arrows, Page Up, Page Down, Home, End', 'Move in a table'],
  ['Enter', 'Open'],
  ['Esc', 'Close what is open'],
];

const WITHIN_MS = 1500;

const TEXTLESS = ['radio', 'checkbox', 'button', 'submit', 'file'];

/** Whether a key press belongs to something that takes text. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !TEXTLESS.includes(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName));
}

export interface HotkeyActions {
  readonly palette: () => void;
  readonly lock: () => void;
  readonly who: () => void;
  /** After `g`: the letter that was pressed. */
  readonly go: (letter: string) => void;
}

/** Listens for the shortcuts of {@link SHORTCUTS} that are not a screen's own. */
export function useHotkeys(actions: HotkeyActions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  }, [actions]);
  useEffect(() => {
    let began = -Infinity;
    const hear = (event: KeyboardEvent): void => {
      const command = event.ctrlKey || event.metaKey;
      if (command && !event.shiftKey && !event.altKey && (event.key === 'k' || event.key === 'l')) {
        event.preventDefault();
        if (event.key === 'k') latest.current.palette();
        else latest.current.lock();
        return;
      }
      // A dialog is open: its keys are its own.
      if (command || event.altKey || isTyping(event.target) || document.querySelector('[role="dialog"]') !== null)
        return;
      if (event.timeStamp - began < WITHIN_MS) {
        began = -Infinity;
        latest.current.go(event.key);
      } else if (event.key === 'g') began = event.timeStamp;
      else if (event.key === 'w') latest.current.who();
      else if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('main [data-search]');
        if (search === null) return;
        event.preventDefault();
        search.focus();
        search.select();
      }
    };
    window.addEventListener('keydown', hear);
    return () => {
      window.removeEventListener('keydown', hear);
    };
  }, []);
}
