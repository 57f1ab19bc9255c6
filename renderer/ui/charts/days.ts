const DAY_MS = 86_400_000;

/** A day in UTC: `2026-11-21`. */
export type Day = string;

/** The day so many days later. */
export function addDays(day: Day, by: number): Day {
  return new Date(Date.parse(day) + by * DAY_MS).toISOString().slice(0, 10);
}

/** Whole weeks from Monday to Sunday that have all days from `first` to `last` in them. */
export function weeksFrom(first: Day, last: Day): readonly (readonly Day[])[] {
  const sinceMonday = (new Date(first).getUTCDay() + 6) % 7;
  const weeks: Day[][] = [];
  for (let monday = addDays(first, -sinceMonday); monday <= last; monday = addDays(monday, 7)) {
    const start = monday;
    weeks.push(Array.from({ length: 7 }, (_, at) => addDays(start, at)));
  }
  return weeks;
}
