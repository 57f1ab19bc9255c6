import type { JsonObject } from '../../../../shared/canonical-json.ts';
import type { Change } from '../../../../shared/change.ts';
import { isChange } from '../../../../shared/plan.ts';
import { readRecord } from '../../../../shared/records.ts';
import { printable } from '../../../../shared/text.ts';
import { hangingRows } from '../layout.ts';

interface Entry {
  readonly seq: number;
  readonly time: string;
  readonly kind: string;
  readonly payload: JsonObject | null;
}

/** Entries of the journal for people: each with a sentence, wrapped beside its number, time and kind. */
export function entryRows(entries: readonly Entry[], width: number): readonly string[] {
  const cells = entries.map(({ seq, time, kind }) => [String(seq), time, kind]);
  const all = [['ENTRY', 'TIME (UTC)', 'KIND'], ...cells];
  const widths = [0, 1, 2].map((at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const label = (row: readonly string[]): string => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ');
  return [
    ...hangingRows(label(all[0] ?? []), 'CONTENTS', width),
    ...entries.flatMap((entry, index) =>
      hangingRows(label(cells[index] ?? []), printable(summaryOf(entry), 4000), width),
    ),
  ];
}

function summaryOf({ payload }: Pick<Entry, 'payload'>): string {
  if (payload === null) return '(erased)';
  return aboutPlans(payload) ?? aboutSteps(payload) ?? aboutTheRest(payload) ?? JSON.stringify(payload);
}

/** A change of the roster in a few words. */
export function changeText(change: Change): string {
  const { name, id } = change.person;
  if (change.kind === 'remove') return `remove ${name} (${id})`;
  return `add ${name} (${id}) as ${change.person.roles.join(', ')}, vouched for by ${change.voucher.name}`;
}

type Failure = { readonly code: string; readonly message: string } | null;
const because = (error: Failure): string => (error === null ? '' : `; ${error.code}: ${error.message}`);

function aboutPlans(payload: JsonObject): string | null {
  const plan = readRecord('plan.proposed', payload)?.plan;
  if (plan !== undefined) {
    const { operation, ticket, requester, reason } = plan;
    const what = isChange(plan) ? changeText(plan.change) : `${operation} ${plan.target.name} in ${plan.environment}`;
    return `${what}; ticket ${ticket}; asked for by ${requester.name}: ${reason}`;
  }
  const approval = readRecord('approval.signed', payload);
  if (approval !== null) return `${approval.person} signed (${approval.namespace}) with ${approval.fingerprint}`;
  const dissent = readRecord('plan.dissented', payload);
  if (dissent !== null) {
    const { person, reason, blocks } = dissent;
    return `${person} said no${blocks ? ', which blocks the plan' : ''}${reason === null ? '' : `: ${reason}`}`;
  }
  const refused = readRecord('run.refused', payload);
  if (refused !== null) return `${refused.code}: ${refused.message}`;
  const approved = readRecord('run.approved', payload);
  if (approved !== null)
    return `approved by ${approved.seats.map(({ person, role }) => `${person} (${role})`).join(', ')}`;
  const changed = readRecord('roster.changed', payload);
  if (changed !== null) return `${changeText(changed.change)}, in force from ${changed.inForceAt}`;
  const finished = readRecord('run.finished', payload);
  return finished === null ? null : `${finished.result}${because(finished.error)}`;
}

function aboutSteps(payload: JsonObject): string | null {
  const intent = readRecord('step.intent', payload);
  if (intent !== null) return `${intent.step} ${intent.action}, attempt ${intent.attempt}`;
  const outcome = readRecord('step.outcome', payload);
  if (outcome !== null) return `${outcome.step} ${outcome.outcome}${because(outcome.error)}`;
  const settled = readRecord('step.settled', payload);
  return settled === null ? null : `${settled.step} ${settled.verdict}: ${settled.because}`;
}

function aboutTheRest(payload: JsonObject): string | null {
  const accepted = readRecord('genesis.accepted', payload);
  if (accepted !== null) return `${accepted.person} accepted the genesis`;
  const drill = readRecord('drill.finished', payload);
  if (drill !== null) return `${drill.drill} drill ${drill.result} in ${drill.elapsedMs} ms`;
  const suppressed = readRecord('refusals.suppressed', payload);
  if (suppressed !== null) return `further refusals are not written until ${suppressed.until}`;
  const clock = readRecord('clock.confirmed', payload);
  if (clock !== null) return `clock ${clock.aheadSeconds} s ahead, confirmed by a person`;
  const erased = readRecord('payload.erased', payload);
  return erased === null ? null : `contents of entry ${erased.entry} erased: ${erased.reason}`;
}
