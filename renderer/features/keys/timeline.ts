import type { KeyDetail } from '../../../shared/contract/index.ts';

/** How many of the latest versions a picture can hold. */
const MOST = 24;
/** Numbers closer together than this share of the width would run into each other. */
const APART = 0.06;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where things stand on the line of time: shares of its width, 0 to 1. */
export interface Timeline {
  /** How long each version was the present one. */
  readonly spans: readonly (Span & { readonly isPresent: boolean })[];
  readonly dots: readonly { readonly at: number; readonly number: number; readonly showNumber: boolean }[];
  readonly now: number;
  /** When the next rotation is due; null: never. */
  readonly next: number | null;
  /** Since when it is overdue. */
  readonly late: Span | null;
  /** The day at the line's beginning. */
  readonly begins: string;
  /** The same in words. */
  readonly label: string;
}

/** Lays out the versions of a key. @param today `2026-11-21` */
export function timelineOf(detail: KeyDetail, today: string): Timeline {
  const versions = detail.versions.slice(-MOST);
  const times = versions.map(({ createdAt }) => Date.parse(createdAt));
  const now = Date.parse(`${today}T12:00:00.000Z`);
  const due = detail.due === 'not-scheduled' ? null : Date.parse(detail.nextRotationAt);
  const begin = Math.min(now, ...times);
  const end = Math.max(now, due ?? now, ...times);
  const place = (time: number): number => (end === begin ? 0 : (time - begin) / (end - begin));
  const spans = times.map((time, at) => ({
    from: place(time),
    to: place(times[at + 1] ?? Math.max(now, time)),
    isPresent: at === times.length - 1,
  }));
  const next = due === null ? null : place(due);
  return {
    spans,
    dots: numbered(versions, times.map(place), next),
    now: place(now),
    next,
    late: due !== null && due < now ? { from: place(due), to: place(now) } : null,
    begins: new Date(begin).toISOString().slice(0, 10),
    label: labelOf(detail, versions.length),
  };
}

function numbered(versions: KeyDetail['versions'], places: readonly number[], next: number | null): Timeline['dots'] {
  // From the newest back: the present version's number is the one that must be there.
  let free = next === null ? Infinity : next - 2 * APART;
  const dots = versions.map(({ number }, at) => ({ number, at: places[at] ?? 0 })).reverse();
  return dots
    .map((dot, at) => {
      const showNumber = dot.at <= free || dot.at > (next ?? Infinity) + 2 * APART || (at === 0 && next === null);
      if (showNumber) free = Math.min(free, dot.at - APART);
      return { ...dot, showNumber };
    })
    .reverse();
}

function labelOf({ versions, nextRotationAt, due }: KeyDetail, drawn: number): string {
  const many = versions.length === 1 ? 'One version' : `${versions.length} versions`;
  const some = drawn < versions.length ? `, the latest ${drawn} drawn` : '';
  const last = versions.at(-1)?.createdAt.slice(0, 10) ?? 'never';
  const next =
    due === 'not-scheduled'
      ? 'no rotation is scheduled'
      : due === 'overdue'
        ? `the next was due on ${nextRotationAt.slice(0, 10)} and is late`
        : `the next is due on ${nextRotationAt.slice(0, 10)}`;
  return `${many} on a line of time${some}; the present one was made on ${last}, ${next}.`;
}
