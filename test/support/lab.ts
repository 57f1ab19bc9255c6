import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Surroundings, WritingDesk } from '../../main/compose.ts';
import type { InventoryKey } from '../../main/keys/index.ts';
import { makePlan, type OperationContext, type Wish } from '../../main/operations/index.ts';
import type { PracticeVault } from '../../main/providers/index.ts';
import type { Statement } from '../../main/signoff/index.ts';
import type { KeyPlan } from '../../shared/plan.ts';
import type { Person } from '../../shared/people.ts';
import type { Environment } from '../../shared/policy.ts';
import { castInputs } from './cast.ts';
import { consoleAt } from './console-at.ts';
import { temporaryFolder } from './temporary.ts';
import { testClock, type ClockState, type TestClock } from './test-clock.ts';
import { present, unwrap } from './unwrap.ts';

/** A workspace with the sample estate and the cast of the tests, on a machine of its own. */
export interface Lab {
  readonly folder: string;
  readonly home: string;
  readonly clock: TestClock;
  /** Opens it for writing; closed after the test at the latest. */
  open(changes?: Partial<Surroundings>): Desk;
  /** A second copy of folder and application folder, with the clocks as they stand. */
  copy(): Lab;
}

/** A desk that may be closed twice. */
export type Desk = WritingDesk;

const open = new Set<Desk>();
afterEach(() => {
  for (const desk of open) desk.close();
  open.clear();
});

let first: Lab | null = null;

/** A fresh copy of the workspace, which is made once for each test file. */
export function newLab(): Lab {
  first ??= makeLab();
  return first.copy();
}

function makeLab(): Lab {
  const place = temporaryFolder();
  const clock = testClock();
  const home = join(place, 'home');
  const folder = join(place, 'workspace');
  const wish = { folder, sample: true, people: castInputs(), passphraseFor: () => 'nobody asks for it' };
  unwrap(consoleAt(home, clock).init(wish));
  return labIn(place, clock.state());
}

/** The lab in a folder that holds `home` and `workspace`. */
export function labIn(place: string, state: ClockState): Lab {
  const clock = testClock(state);
  const lab = { folder: join(place, 'workspace'), home: join(place, 'home'), clock };
  return {
    ...lab,
    open: (changes) => openDesk(lab, changes),
    copy: () => {
      const other = temporaryFolder();
      cpSync(place, other, { recursive: true });
      return labIn(other, clock.state());
    },
  };
}

/** Opens a workspace folder for writing on the lab's machine. */
export function openDesk(lab: Pick<Lab, 'folder' | 'home' | 'clock'>, changes: Partial<Surroundings> = {}): Desk {
  const desk = unwrap(consoleAt(lab.home, lab.clock, changes).write(lab.folder, 'test'));
  const once: Desk = {
    ...desk,
    close: () => {
      if (open.delete(once)) desk.close();
    },
  };
  open.add(once);
  return once;
}

/** The Practice vault of an environment. */
export async function vaultOf(desk: Pick<Desk, 'workspace' | 'provider'>, environment: Environment = 'practice') {
  const connection = connectionOf(desk, environment);
  return unwrap(await desk.provider(connection)) as PracticeVault;
}

export function connectionOf({ workspace }: Pick<Desk, 'workspace'>, environment: Environment) {
  return present(workspace.authority.connections.find((one) => one.environment === environment));
}

/** A key by its name in the inventory. */
export async function keyOf(desk: Desk, name: string): Promise<InventoryKey> {
  const keys = unwrap(await desk.keys(null));
  return present(keys.find((key) => key.name === name));
}

export function personOf({ workspace }: Pick<Desk, 'workspace'>, id: string): Person {
  return present(workspace.authority.roster.people.find((person) => person.id === id));
}

/** What the tests ask for unless they say otherwise. */
export const IN_PLACE = 'practice/training-data';
export const REPLACED = 'practice/training-signing';
const ENVIRONMENT: Environment = 'practice';

export interface Asking {
  readonly context?: OperationContext;
  readonly validForMs?: number;
  readonly as?: string;
}

/** Plans something in the practice environment, as Kim. */
export function plan(desk: Desk, wish: Wish, asking: Asking = {}): ReturnType<typeof makePlan> {
  return makePlan(asking.context ?? desk.context, {
    wish,
    environment: ENVIRONMENT,
    connection: connectionOf(desk, ENVIRONMENT),
    requester: personOf(desk, asking.as ?? 'kim'),
    ticket: 'CHG-4711',
    reason: 'A test asks for it',
    validForMs: asking.validForMs ?? 3_600_000,
  });
}

/** Plans the rotation of a key. */
export async function planRotation(desk: Desk, name = IN_PLACE, asking: Asking = {}): Promise<Statement<KeyPlan>> {
  const { id } = await keyOf(desk, name);
  return unwrap(await plan(desk, { operation: 'rotate', keyId: id }, asking));
}

export const NEW_ALIAS = 'practice/brand-new';

/** Plans a new key with automatic rotation: the operation that has every kind of change but a rotation. */
export async function planCreation(desk: Desk, asking: Asking = {}): Promise<Statement<KeyPlan>> {
  const wish: Wish = {
    operation: 'create',
    alias: NEW_ALIAS,
    spec: 'SYMMETRIC_DEFAULT',
    description: 'A new key',
    owner: 'Tests',
    automaticDays: 180,
  };
  return unwrap(await plan(desk, wish, asking));
}
