import { ok, type Result } from '../../shared/result.ts';
import type { Answer, ProviderError } from '../providers/index.ts';
import type { OperationContext } from './context.ts';

const READ_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 100;

type Pausing = Pick<OperationContext, 'sleep' | 'monotonic'>;

/**
 * Repeats a read that was throttled or not answered, with growing pauses. For reads only: changes are sent once and
 * settled by reading.
 */
export async function reading<T>(ports: Pausing, read: () => Answer<T>): Answer<T> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await read();
    if (answer.ok || attempt === READ_ATTEMPTS || !mayRepeat(answer.error)) return answer;
    await ports.sleep(FIRST_PAUSE_MS * 2 ** attempt);
  }
}

function mayRepeat(error: ProviderError): boolean {
  return error.code === 'throttled' || error.code === 'no-answer' || error.code === 'internal';
}

/**
 * Reads until what is read fits, or the deadline has passed: clouds show a change late, so one read proves nothing.
 * @param withinMs how long to go on
 * @returns the last value read, and whether it fitted
 */
export async function readUntil<T>(
  ports: Pausing,
  withinMs: number,
  read: () => Answer<T>,
  fits: (value: T) => boolean,
): Promise<Result<{ readonly value: T; readonly fits: boolean }, ProviderError>> {
  const deadline = ports.monotonic() + withinMs;
  for (let pause = 50; ; pause = Math.min(pause * 2, 2000)) {
    const answer = await reading(ports, read);
    if (!answer.ok) return answer;
    if (fits(answer.value)) return ok({ value: answer.value, fits: true });
    if (ports.monotonic() >= deadline) return ok({ value: answer.value, fits: false });
    await ports.sleep(pause);
  }
}
