import type { Person } from '../../shared/people.ts';
import type { InventoryKey } from '../keys/index.ts';
import type { RunReport } from '../operations/index.ts';
import type { Statement } from '../signoff/index.ts';

/** Everything that came about in a drill, for report and transcript. */
export interface DrillFacts {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly key: InventoryKey;
  readonly statement: Statement;
  readonly requester: Person;
  readonly signers: readonly { readonly person: Person; readonly role: string; readonly file: string }[];
  readonly run: RunReport;
  readonly verified: { readonly integrity: boolean; readonly authorisation: boolean };
  readonly head: string;
}
