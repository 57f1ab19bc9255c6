import type { ForkOptions } from 'electron';
import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { converseThrough, LONGEST_ANSWER, LONGEST_MS, type Fork } from '../../main/hosts/electron/unsealing.ts';

/** A utility process whose behaviour the test gives. */
class Process extends EventEmitter {
  readonly got: Uint8Array[] = [];
  killed = 0;
  postMessage(message: Uint8Array): void {
    this.got.push(message);
  }
  kill(): boolean {
    this.killed += 1;
    this.emit('exit', 0);
    return true;
  }
}

const trial = () => {
  const child = new Process();
  const started: { file: string; args: string[]; options: ForkOptions }[] = [];
  const fork: Fork = (file, args, options) => {
    started.push({ file, args, options });
    return child;
  };
  return { child, started, converse: converseThrough(fork, '/app/signer-child.js', {}) };
};

describe('the process in which keys are opened, in Electron', () => {
  it('gets its work in one message, nothing of the environment, and no way to write anywhere', async () => {
    const { child, started, converse } = trial();
    const answer = converse(Buffer.from('work'));
    child.emit('message', 'answer');
    expect(await answer).toBe('answer');
    expect(child.got).toEqual([Buffer.from('work')]);
    expect(started).toEqual([
      {
        file: '/app/signer-child.js',
        args: [],
        options: expect.objectContaining({ env: {}, execArgv: [], stdio: 'ignore' }),
      },
    ]);
  });

  it('ends with its answer', async () => {
    const { child, converse } = trial();
    const answer = converse(Buffer.from('work'));
    child.emit('message', 'answer');
    await answer;
    expect(child.killed).toBe(1);
  });

  it('has no answer when it ends without one', async () => {
    const { child, converse } = trial();
    const answer = converse(Buffer.from('work'));
    child.emit('exit', 1);
    expect(await answer).toBeNull();
  });

  it.each([['x'.repeat(LONGEST_ANSWER + 1)], [{ ok: true }], [7]])(
    'has no answer when it says what is none',
    async (said) => {
      const { child, converse } = trial();
      const answer = converse(Buffer.from('work'));
      child.emit('message', said);
      expect(await answer).toBeNull();
    },
  );

  it('is ended when it takes too long', async () => {
    vi.useFakeTimers();
    try {
      const { child, converse } = trial();
      const answer = converse(Buffer.from('work'));
      await vi.advanceTimersByTimeAsync(LONGEST_MS - 1);
      expect(child.killed).toBe(0);
      await vi.advanceTimersByTimeAsync(1);
      expect(await answer).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });
});
