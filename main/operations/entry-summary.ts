import type { Change } from '../../shared/change.ts';
import { isChange } from '../../shared/plan.ts';
import { readRecord, RECORDS, type RecordKind, type RecordOf } from '../../shared/records.ts';
import { printable } from '../../shared/text.ts';
import { utcMinute } from '../../shared/utc.ts';
import { ERASED_KIND, GENESIS_KIND } from '../journal/index.ts';

/** One entry's payload; null once it was erased. */
type Payload = Readonly<Record<string, unknown>> | null;
type Failure = { readonly code: string; readonly message: string } | null;
/** What to call a person by id. */
export type NameOf = (id: string) => string;

const because = (error: Failure): string => (error === null ? '.' : `: ${error.message}`);
const list = (items: readonly string[]): string => items.join(', ');

/** A change of the roster in a few words. */
export function changeText(change: Change): string {
  const { name, id } = change.person;
  if (change.kind === 'remove') return `remove ${name} (${id})`;
  return `add ${name} (${id}) as ${list(change.person.roles)}, vouched for by ${change.voucher.name}`;
}

/** What each kind of record says, in a sentence. A kind without one does not compile. */
const SENTENCES: { readonly [K in RecordKind]: (record: RecordOf<K>, nameOf: NameOf) => string } = {
  'genesis.accepted': ({ person }, nameOf) => `${nameOf(person)} accepted the genesis.`,
  'plan.proposed': ({ plan }) => {
    const { operation, ticket, requester, reason, environment } = plan;
    const what = isChange(plan) ? changeText(plan.change) : `${operation} ${plan.target.name} in ${environment}`;
    return `${requester.name} planned to ${what} (${ticket}): ${reason}`;
  },
  'approval.signed': ({ person, namespace, fingerprint }, nameOf) =>
    `${nameOf(person)} signed with a key this console holds (${namespace}, ${fingerprint}).`,
  'plan.dissented': ({ person, reason, blocks }, nameOf) =>
    `${nameOf(person)} said no${blocks ? ', which blocks the plan' : ''}${reason === null ? '.' : `: ${reason}`}`,
  'run.refused': ({ message }) => `Refused: ${message}`,
  'refusals.suppressed': ({ until }) => `Further refusals are not written until ${utcMinute(until)}.`,
  'call.refused': ({ page, call, why, count }) =>
    count === 1
      ? `A call of the window was refused: ${call ?? 'unknown'} from ${page ?? 'no page of ours'} (${why}).`
      : `${count} more calls of the window were refused.`,
  'console.opened': ({ host, browser, version, sandboxed }) => {
    const inside = host === 'electron' ? 'in Electron' : `in the browser ${browser ?? 'unknown'}`;
    return `A window was opened ${inside}${sandboxed ? '' : ', without its sandbox'} (Claviger ${version}).`;
  },
  'roster.changed': ({ change, inForceAt }) =>
    `${change.person.name} ${change.kind === 'add' ? 'joins' : 'leaves'} the roster; in force from ${utcMinute(inForceAt)}.`,
  'run.approved': ({ seats, startedBy }, nameOf) => {
    const by = list(seats.map(({ person, role }) => `${nameOf(person)} (${role})`));
    return `Approved by ${by}${typeof startedBy === 'string' ? `; started by ${nameOf(startedBy)}` : ''}.`;
  },
  'step.intent': ({ step, action, attempt }) => `${step} ${action} is about to be tried (attempt ${attempt}).`,
  'step.outcome': ({ step, outcome, error }) => `${step} ${outcome}${because(error)}`,
  'step.settled': ({ step, verdict, because: why }) => `${step} ${verdict}: ${why}`,
  'run.finished': ({ result, error }) => `The run ended: ${result}${because(error)}`,
  'clock.confirmed': ({ aheadSeconds, by }, nameOf) =>
    `${typeof by === 'string' ? nameOf(by) : 'A person'} vouched for a clock ${aheadSeconds} s ahead.`,
  'drill.finished': ({ drill, result, elapsedMs }) => `The ${drill} drill ${result} in ${elapsedMs} ms.`,
  'payload.erased': ({ entry, reason }) => `The contents of entry ${entry} were erased: ${reason}`,
};

const LONGEST = 600;

/**
 * What an entry says, in a sentence for people, cut to `longest` characters. Never fails: what cannot be read is said
 * so.
 */
export function summaryOf(kind: string, payload: Payload, nameOf: NameOf, longest = LONGEST): string {
  if (payload === null) return 'Its contents were erased.';
  if (kind === GENESIS_KIND) return 'The workspace was made.';
  if (!Object.hasOwn(RECORDS, kind)) return 'An entry that this version does not know.';
  const read = readRecord(kind as RecordKind, payload);
  if (read === null) return 'An entry that this version cannot read.';
  // The record is of the kind that it was read as; TypeScript cannot follow that through the table.
  const say = SENTENCES[kind as RecordKind] as (record: typeof read, nameOf: NameOf) => string;
  return printable(say(read, nameOf), longest);
}

/** Every kind of entry that there can be. */
export const ENTRY_KINDS: readonly string[] = [...new Set([GENESIS_KIND, ...Object.keys(RECORDS), ERASED_KIND])].sort();
