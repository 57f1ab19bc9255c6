/** Who gave the rest of a run up. */
export interface Stopped {
  readonly by: string;
}

/**
 * Stands between two steps of a run, where nothing is half done; never between an intent and its outcome. What waits
 * here may be killed: `resume` goes on from there.
 */
export interface Gate {
  /** @returns null to go on, or who stopped the run */
  before(digest: string): Promise<Stopped | null>;
}

export type Wish = 'hold' | 'go-on' | 'stop';
/** `asked`: will hold before its next step; `held`: is waiting there; `stopping`: gives up before its next step. */
export type Holding = 'no' | 'asked' | 'held' | 'stopping';

/** A gate that people steer. */
export interface Steering {
  readonly gate: Gate;
  /** @param by who wishes it, as the journal shall have it */
  wish(digest: string, wish: Wish, by: string): void;
  holding(digest: string): Holding;
  /** The run is over: nothing is kept of it. */
  forget(digest: string): void;
  /** Lets no run go on any more: the process is about to end. What is held stays open for `resume`. */
  freeze(): void;
}

interface Steered {
  holding: Holding;
  stoppedBy: string | null;
  wake: () => void;
}

/** @param changed told when a run begins or ceases to hold */
export function steering(changed: (digest: string) => void): Steering {
  const runs = new Map<string, Steered>();
  let isFrozen = false;
  const of = (digest: string): Steered => {
    const known = runs.get(digest) ?? { holding: 'no', stoppedBy: null, wake: () => undefined };
    runs.set(digest, known);
    return known;
  };
  return {
    gate: {
      async before(digest) {
        const run = of(digest);
        while (isFrozen || (run.stoppedBy === null && run.holding !== 'no')) {
          run.holding = 'held';
          changed(digest);
          await new Promise<void>((done) => {
            run.wake = done;
          });
        }
        return run.stoppedBy === null ? null : { by: run.stoppedBy };
      },
    },
    wish(digest, wish, by) {
      const run = of(digest);
      if (wish === 'hold') run.holding = run.stoppedBy === null && run.holding === 'no' ? 'asked' : run.holding;
      else run.holding = wish === 'stop' || run.stoppedBy !== null ? 'stopping' : 'no';
      if (wish === 'stop') run.stoppedBy ??= by;
      run.wake();
      changed(digest);
    },
    holding: (digest) => runs.get(digest)?.holding ?? 'no',
    forget: (digest) => void runs.delete(digest),
    freeze: () => {
      isFrozen = true;
    },
  };
}
