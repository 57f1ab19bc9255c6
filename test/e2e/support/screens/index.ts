import type { BrowserContext } from 'playwright-core';
import { visitApprovals } from './approvals.ts';
import { visitBeginning } from './beginning.ts';
import { visitPeople } from './people.ts';
import { visitReadOnly, visitRecords } from './records.ts';
import { visitCreation, visitRotation } from './rotation.ts';
import { walkOf, type Visit } from './steps.ts';
import { visitKeys } from './keys.ts';

export type { Visit } from './steps.ts';

/** A console in a browser that has no workspace yet. */
export interface FreshConsole {
  readonly context: BrowserContext;
  /** Opens the same workspace a second time, while the first has it: for reading only. */
  readonly again: () => Promise<{ readonly context: BrowserContext; readonly end: () => Promise<void> }>;
}

/**
 * Every screen of the console in every state that is designed, in one walk over one workspace. `visit` is told of each
 * when it is there; it may look at it as it likes (size, colours), take a picture, and must leave it as it was.
 */
export async function visitEveryScreen(console: FreshConsole, visit: Visit): Promise<void> {
  const walk = walkOf(console, visit);
  await visitBeginning(walk);
  await visitKeys(walk);
  const rotation = await visitRotation(walk);
  await visitCreation(walk);
  await visitPeople(walk);
  await visitApprovals(walk, rotation);
  await visitRecords(walk);
  const second = await console.again();
  await visitReadOnly(walkOf(second, visit));
  await second.end();
}
