import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import {
  openPracticeVault,
  type CallContext,
  type Clock,
  type KeyDescription,
  type KeySpec,
  type PracticeVault,
} from '../../main/providers/index.ts';
import type { Result } from '../../shared/result.ts';

export const DAY_MS = 86_400_000;
export const START = '2026-11-02T09:00:00.000Z';
export const WRAPPING_KEY = new Uint8Array(32).fill(7);

/** A clock that only moves when it is told to. */
export interface HandClock extends Clock {
  passDays(days: number): void;
}

export function handClock(start = START): HandClock {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    passDays: (days) => {
      time += days * DAY_MS;
    },
  };
}

/** A time so many days after {@link START}. */
export function day(number: number): string {
  return new Date(Date.parse(START) + number * DAY_MS).toISOString();
}

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).toReversed()) cleanup();
});

/** A path for a vault in a folder of its own, which is gone after the test. */
export function vaultFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'claviger-practice-'));
  cleanups.push(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return join(folder, 'vault.db');
}

/** Opens a vault that is closed after the test; makes it unless `create` is undefined. */
export function openVault(file: string, clock: Clock, create?: { vaultId: string }): PracticeVault {
  const vault = value(openPracticeVault({ file, clock, wrappingKey: WRAPPING_KEY, create }));
  cleanups.push(() => {
    vault.close();
  });
  return vault;
}

export function newVault(clock: Clock = handClock()): PracticeVault {
  return openVault(vaultFile(), clock, { vaultId: 'test' });
}

export function value<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

let count = 0;
export function newCall(intentId = `intent-${++count}`): CallContext {
  return { intentId, principal: 'ada' };
}

export async function newKey(vault: PracticeVault, spec: KeySpec = 'SYMMETRIC_DEFAULT'): Promise<KeyDescription> {
  return value(await vault.createKey({ spec, description: 'a key', tags: {} }, newCall()));
}

/** What a refusal looks like; sentences are for people, so tests go by the code. */
export function refusal(code: string, notDone = true) {
  return { ok: false, error: expect.objectContaining({ code, notDone }) as unknown };
}
