// The rules of `skeletonSchema` for single fields, by hand: they run for every entry appended and verified. That they
// are the same rules is property-tested.

/** What happened, for example `step.intent`. */
export function isKind(text: string): boolean {
  return text.length <= 64 && /^[a-z]+(?:[.-][a-z]+)*$/.test(text);
}

/** Lower-case hex SHA-256. */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** UTC with milliseconds, as `Date.toISOString` writes it. */
export function isTime(text: string): boolean {
  return isDay(text.slice(0, 10)) && isTimeOfDay(text.slice(10));
}

/** The first half of a time: a day that there is. */
export function isDay(text: string): boolean {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00.000Z`) : null;
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The second half. */
export function isTimeOfDay(text: string): boolean {
  return /^T(?:[01]\d|2[0-3])(?::[0-5]\d){2}\.\d{3}Z$/.test(text);
}
