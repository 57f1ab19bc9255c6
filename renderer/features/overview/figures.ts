import type { KeyRow } from '../../../shared/contract/index.ts';
import { addDays, type Day } from '../../ui/charts/days.ts';
import type { Bin } from '../../ui/charts/histogram.tsx';

/** How far the rotation calendar looks ahead. */
export const CALENDAR_WEEKS = 12;

/** What the overview draws of the keys. Made once per listing and day. */
export interface Figures {
  /** Overdue and due keys, the longest overdue first. */
  readonly wanting: readonly KeyRow[];
  readonly overdue: number;
  readonly dueSoon: number;
  /** Keys by the day on which they are due, within the calendar. */
  readonly byDay: ReadonlyMap<Day, readonly KeyRow[]>;
  readonly perDay: ReadonlyMap<Day, number>;
  /** Ages of present versions as a share of their rotation period; only of keys that are scheduled. */
  readonly ages: readonly Bin[];
  readonly scheduled: number;
}

/** Upper ends of the bins, in per cent of the period; what is over 100 is late. */
const BIN_ENDS = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 150, Infinity] as const;
const DAY_MS = 86_400_000;

/** Looks once over all keys. @param today `2026-11-21` */
export function figuresOf(rows: readonly KeyRow[], today: Day): Figures {
  const last = addDays(today, CALENDAR_WEEKS * 7 - 1);
  const noon = Date.parse(today) + DAY_MS / 2;
  const wanting: KeyRow[] = [];
  const byDay = new Map<Day, KeyRow[]>();
  const bins = BIN_ENDS.map(() => 0);
  let [overdue, dueSoon, scheduled] = [0, 0, 0];
  for (const row of rows) {
    if (row.due === 'not-scheduled') continue;
    scheduled += 1;
    if (row.due === 'overdue') overdue += 1;
    if (row.due === 'due') dueSoon += 1;
    if (row.due !== 'ok') wanting.push(row);
    const day = row.nextRotationAt.slice(0, 10);
    if (row.due !== 'overdue' && day >= today && day <= last) add(byDay, day, row);
    const at = binOf(row, noon);
    bins[at] = (bins[at] ?? 0) + 1;
  }
  wanting.sort((a, b) => a.daysLeft - b.daysLeft || (a.name < b.name ? -1 : 1));
  return {
    wanting,
    overdue,
    dueSoon,
    byDay,
    perDay: new Map([...byDay].map(([day, keys]) => [day, keys.length])),
    ages: BIN_ENDS.map((end, at) => ({ label: binLabel(at), count: bins[at] ?? 0, isOver: end > 100 })),
    scheduled,
  };
}

function add(byDay: Map<Day, KeyRow[]>, day: Day, row: KeyRow): void {
  const there = byDay.get(day);
  if (there === undefined) byDay.set(day, [row]);
  else there.push(row);
}

/** Whether a key is late was decided by main; the picture never says otherwise. */
function binOf({ lastRotatedAt, periodDays, due }: KeyRow, now: number): number {
  const share = (100 * (now - Date.parse(lastRotatedAt))) / (periodDays * DAY_MS);
  const firstLate = BIN_ENDS.indexOf(150);
  const at = BIN_ENDS.findIndex((end) => share < end);
  return due === 'overdue' ? Math.max(firstLate, at) : Math.min(firstLate - 1, at);
}

function binLabel(at: number): string {
  const end = BIN_ENDS[at] ?? Infinity;
  if (end === Infinity) return '>150 %';
  return end === 150 ? '100–150' : `${end - 10}–${end}`;
}

/** The key ages in a sentence. */
export function agesSentence({ scheduled, overdue }: Figures): string {
  const keys = scheduled === 1 ? 'one scheduled key' : `${scheduled.toLocaleString('en')} scheduled keys`;
  return `Ages of ${keys} as a share of their rotation period; ${
    overdue === 0 ? 'none is' : overdue === 1 ? 'one is' : `${overdue.toLocaleString('en')} are`
  } past it.`;
}

/** The calendar in a sentence. */
export function calendarSentence({ perDay, overdue }: Figures): string {
  const total = [...perDay.values()].reduce((sum, count) => sum + count, 0);
  const busiest = [...perDay].reduce<readonly [Day, number] | null>(
    (best, one) => (best === null || one[1] > best[1] || (one[1] === best[1] && one[0] < best[0]) ? one : best),
    null,
  );
  const late = overdue === 0 ? '' : ` ${keysText(overdue)} overdue already and not on it.`;
  if (busiest === null) return `No key is due in the next ${CALENDAR_WEEKS} weeks.${late}`;
  const most = busiest[1] === total ? `on ${busiest[0]}` : `most on ${busiest[0]} (${busiest[1]})`;
  return `${keysText(total)} due in the next ${CALENDAR_WEEKS} weeks, ${most}.${late}`;
}

/** `1 key is`, `1,204 keys are`. */
export function keysText(count: number): string {
  return count === 1 ? '1 key is' : `${count.toLocaleString('en')} keys are`;
}
