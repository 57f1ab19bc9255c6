import type { Boundary, WindowSurroundings } from '../../../main/compose.ts';

/** Approval windows that have done their work close by themselves, the page's way and main's; this can make them wait. */
export interface HeldOpen {
  readonly hold: () => void;
  readonly release: () => void;
  /** For the console's start: what stands around its boundary, and main's "later". */
  readonly around: (boundary: Boundary) => Boundary;
  readonly after: WindowSurroundings['after'];
}

export function heldOpen(): HeldOpen {
  let gate = Promise.withResolvers<undefined>();
  gate.resolve(undefined);
  return {
    hold: () => {
      gate = Promise.withResolvers();
    },
    release: () => {
      gate.resolve(undefined);
    },
    around: (boundary) => ({
      closed: (window) => {
        boundary.closed(window);
      },
      receive: async (sender, message) => {
        if (message.includes('"approval.close"')) await gate.promise;
        return boundary.receive(sender, message);
      },
    }),
    after: (ms, then) => {
      const timer = setTimeout(() => void gate.promise.then(then), ms);
      timer.unref();
      return () => {
        clearTimeout(timer);
      };
    },
  };
}
