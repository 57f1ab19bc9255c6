import { resumeAll, runPlan, type OperationContext, type RunReport } from '../../main/operations/index.ts';
import type { KeyProvider, PracticeVault, ProviderEvent } from '../../main/providers/index.ts';
import type { Packet, Statement } from '../../main/signoff/index.ts';
import type { KeyPlan } from '../../shared/plan.ts';
import { packetsOf } from './cast.ts';
import { newLab, planCreation, planRotation, REPLACED, vaultOf, type Desk, type Lab } from './lab.ts';
import { watched, type ChangeCall, type SeenChange } from './watched.ts';

/** The three ways in which something is changed, and the calls that change it, by step. */
export const OPERATIONS = {
  'rotation in place': { s2: 'rotateKey' },
  'rotation by replacement': { s2: 'createKey', s4: 'updateAlias' },
  creation: { s1: 'createKey', s3: 'setAutomaticRotation', s4: 'createAlias' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ChangeCall>>>>;
export type OperationName = keyof typeof OPERATIONS;

/** Every step of every operation that changes something. */
export const CHANGE_STEPS = Object.entries(OPERATIONS).flatMap(([operation, steps]) =>
  Object.entries<ChangeCall>(steps).map(([step, call]) => ({
    operation: operation as OperationName,
    step,
    call,
  })),
);

/** A plan that is signed and ready to run, and what is watched about it. */
export interface Trial {
  readonly lab: Lab;
  readonly desk: Desk;
  readonly vault: PracticeVault;
  readonly statement: Statement<KeyPlan>;
  readonly packets: readonly Packet[];
  readonly changes: readonly SeenChange[];
  readonly context: OperationContext;
  run(): Promise<RunReport>;
  resume(): Promise<readonly RunReport[]>;
  /** Changes in the vault's own log since the trial began. */
  events(): readonly ProviderEvent[];
}

export interface TrialOptions {
  readonly lab?: Lab;
  readonly validForMs?: number;
  readonly alter?: (provider: KeyProvider) => KeyProvider;
  readonly afterChange?: (change: SeenChange, vault: PracticeVault) => void;
  /** Puts something else in the context's place. */
  readonly around?: (context: OperationContext) => OperationContext;
}

/** Plans an operation of the practice environment and has it signed by everybody it needs. */
export async function trial(operation: OperationName, options: TrialOptions = {}): Promise<Trial> {
  const lab = options.lab ?? newLab();
  const desk = lab.open();
  const vault = await vaultOf(desk);
  const asking = options.validForMs === undefined ? {} : { validForMs: options.validForMs };
  const statement =
    operation === 'creation'
      ? await planCreation(desk, asking)
      : await planRotation(desk, operation === 'rotation in place' ? undefined : REPLACED, asking);
  const packets = packetsOf(statement, operation === 'creation' ? ['ada', 'ben', 'dan'] : ['ada', 'ben']);
  const around = options.around ?? ((context: OperationContext) => context);
  const { context, changes } = watched(around(desk.context), options.alter, (change) => {
    options.afterChange?.(change, vault);
  });
  const before = vault.events().length;
  return {
    lab,
    desk,
    vault,
    statement,
    packets,
    changes,
    context,
    run: () => runPlan(context, statement.bytes, packets),
    resume: () => resumeAll(context),
    events: () => vault.events().slice(before),
  };
}
