import { z } from 'zod';
import { digestSchema, personIdSchema, timeSchema } from '../people.ts';
import { call } from './define.ts';
import {
  environmentSchema,
  headSchema,
  jobIdSchema,
  nothing,
  personRefSchema,
  personViewSchema,
  taskIdSchema,
  text,
} from './basics.ts';

const workspaceViewSchema = z.strictObject({
  id: digestSchema,
  folder: text(4096),
  /** True when all its people are made up. */
  sample: z.boolean(),
  mode: z.enum(['writing', 'reading']),
  /** Why it could be opened for reading only; null when it is open for writing. */
  readOnlyBecause: text(1000).nullable(),
  environments: z
    .array(
      z.strictObject({
        environment: environmentSchema,
        connections: z
          .array(
            z.strictObject({
              id: text(100),
              provider: z.enum(['practice', 'aws', 'azure']),
              enforcement: z.enum(['advisory', 'split', 'sealed']),
              /** Account and Region, vault URL, or Practice vault. */
              where: text(400),
            }),
          )
          .max(200),
      }),
    )
    .max(3),
  head: headSchema,
  notAccepted: z.array(personRefSchema).max(200),
  /** Digests of runs that an interruption left open. */
  openRuns: z.array(digestSchema).max(1000),
});
export type WorkspaceView = z.infer<typeof workspaceViewSchema>;

export const sessionSchema = z.strictObject({
  version: text(40),
  host: z.enum(['electron', 'kiosk']),
  /** False only as root: then Practice workspaces are all that opens, and the screen says so. */
  sandboxed: z.boolean(),
  /** The folder that "make a practice workspace" will use. */
  proposedFolder: text(4096),
  workspace: workspaceViewSchema.nullable(),
  /** Who is at the screen; requests are made in this person's name. */
  person: z.strictObject({ ...personViewSchema.shape, lockAt: timeSchema }).nullable(),
  clock: z.strictObject({ state: z.enum(['right', 'behind', 'ahead']), seconds: z.int() }),
  /** Effective time in main when this was answered. */
  now: timeSchema,
});
export type SessionView = z.infer<typeof sessionSchema>;

export const savedViewSchema = z.strictObject({
  name: text(60).min(1),
  environment: environmentSchema.nullable(),
  search: text(200),
  states: z.array(text(30)).max(12),
  due: z.array(text(30)).max(6),
});
export type SavedView = z.infer<typeof savedViewSchema>;

export const settingsSchema = z.strictObject({
  appearance: z.enum(['system', 'light', 'dark']),
  density: z.enum(['comfortable', 'compact']),
  /** The person at the screen is locked out after so many minutes without a call. */
  lockAfterMinutes: z.int().min(1).max(480),
  savedViews: z.array(savedViewSchema).max(50),
});
export type Settings = z.infer<typeof settingsSchema>;

const stepEvent = z.strictObject({
  type: z.literal('run.told'),
  digest: digestSchema,
  step: text(8).nullable(),
  phase: text(40),
  text: text(2000),
});
/** What main tells pages without being asked; fetched with `events.next`. */
export const eventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('session.changed') }),
  z.strictObject({ type: z.literal('journal.grew'), size: z.int().nonnegative() }),
  /** Made, signed, dissented, started, ended: read the plan again. */
  z.strictObject({ type: z.literal('plan.changed'), digest: digestSchema }),
  stepEvent,
  z.strictObject({ type: z.literal('job.progress'), job: jobIdSchema, done: z.int(), total: z.int() }),
  z.strictObject({ type: z.literal('job.ended'), job: jobIdSchema }),
  /** An approval window has done what it was opened for, or was closed. */
  z.strictObject({
    type: z.literal('task.ended'),
    task: taskIdSchema,
    outcome: z.enum(['done', 'cancelled']),
    /** The plan that came of it or that it was about. */
    digest: digestSchema.nullable(),
  }),
  /** Events were missed: read everything again. */
  z.strictObject({ type: z.literal('events.lost') }),
]);
export type ConsoleEvent = z.infer<typeof eventSchema>;

const OPENING = [
  'workspace-missing',
  'workspace-exists',
  'workspace-unsuitable',
  'workspace-key-missing',
  'workspace-locked',
  'practice-only',
  'journal-unreadable',
  'journal-invalid',
  'journal-from-the-future',
  'journal-full',
  'journal-read-only',
  'vault-failed',
  'bad-input',
  'busy',
] as const;

export const SESSION_CALLS = {
  'session.read': call({ kind: 'read', pages: ['console'], input: nothing, output: sessionSchema, errors: [] }),
  /** One click where no workspace is open: one with the sample's people and estate, open for writing. */
  'workspace.make-practice': call({
    kind: 'change',
    pages: ['console'],
    input: nothing,
    output: sessionSchema,
    errors: OPENING,
  }),
  /** Opens another workspace; reading only when it cannot be written. */
  'workspace.open': call({
    kind: 'change',
    pages: ['console'],
    input: z.strictObject({ folder: text(4096).min(1) }),
    output: sessionSchema,
    errors: OPENING,
  }),
  /** Opens the approval window in which a person says who they are; `task.ended` tells how it went. */
  'person.unlock': call({
    kind: 'change',
    pages: ['console'],
    input: z.strictObject({ person: personIdSchema }),
    output: z.strictObject({ task: taskIdSchema }),
    errors: ['no-workspace', 'person-not-found', 'busy'],
  }),
  /** Somebody uses keys or pointer: keeps the person at the screen from being locked out. */
  'person.here': call({
    kind: 'change',
    pages: ['console'],
    input: nothing,
    output: z.strictObject({ lockAt: timeSchema.nullable() }),
    errors: [],
  }),
  'person.lock': call({
    kind: 'change',
    pages: ['console'],
    input: nothing,
    output: sessionSchema,
    errors: [],
  }),
  /** The person at the screen vouches for a clock that is far ahead of the journal: for this jump, no later one. */
  'clock.confirm': call({
    kind: 'change',
    pages: ['console'],
    input: nothing,
    output: sessionSchema,
    errors: [
      'no-workspace',
      'read-only',
      'nobody-unlocked',
      'journal-full',
      'journal-read-only',
      'journal-rolled-back',
    ],
  }),
  'settings.read': call({ kind: 'read', pages: ['console'], input: nothing, output: settingsSchema, errors: [] }),
  'settings.save': call({
    kind: 'change',
    pages: ['console'],
    input: settingsSchema,
    output: settingsSchema,
    errors: ['settings-not-saved'],
  }),
  /**
   * Waits for events after a number, for at most 20 s; an empty list means: none, ask again. Start with `after: null`
   * to get the present number.
   */
  'events.next': call({
    kind: 'read',
    pages: ['console', 'approval'],
    input: z.strictObject({ after: z.int().nonnegative().nullable() }),
    output: z.strictObject({ last: z.int().nonnegative(), events: z.array(eventSchema).max(500) }),
    errors: [],
  }),
} as const;
