/** Counts who works on something that is replaced now and then, so that it is never taken from under their hands. */
export class Uses {
  #uses = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #idle: () => void = () => undefined;

  /** Keeps it for work that goes on by itself. @returns releases it, once */
  hold(): () => void {
    this.#uses += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#uses -= 1;
      if (this.#uses === 0) this.#idle();
    };
  }

  /** Works on it, beside others. */
  async during<T>(work: () => T | Promise<T>): Promise<T> {
    await this.#turn;
    const release = this.hold();
    try {
      return await work();
    } finally {
      release();
    }
  }

  /** Waits until nobody works on it, then does something to it in one go; whoever comes meanwhile waits too. */
  async alone<T>(work: () => T): Promise<T> {
    const before = this.#turn;
    const mine = Promise.withResolvers<undefined>();
    this.#turn = mine.promise;
    try {
      await before;
      if (this.#uses > 0) {
        await new Promise<void>((done) => {
          this.#idle = done;
        });
      }
      return work();
    } finally {
      mine.resolve(undefined);
    }
  }
}
