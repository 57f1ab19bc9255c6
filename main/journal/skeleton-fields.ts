// The rules of `skeletonSchema` for the fields of a skeleton, by hand: they run for every entry appended and verified.
// That they are the same rules is property-tested.

/** Whether kind, subject and time may stand in a skeleton. */
export type FieldCheck = (kind: string, subject: string | null, time: string) => boolean;

/** A check that remembers what it has seen: neighbours have much in common. */
export function createFieldCheck(): FieldCheck {
  const kinds = new Set<string>();
  let lastSubject: string | null = null;
  let lastDay = '';
  const knownKind = (kind: string): boolean => {
    if (kinds.has(kind)) return true;
    if (!isKind(kind)) return false;
    // Bounded: a hostile journal could have a new kind in every entry.
    if (kinds.size < 1000) kinds.add(kind);
    return true;
  };
  return (kind, subject, time) => {
    if (!knownKind(kind)) return false;
    if (subject !== null && subject !== lastSubject && !isDigest(subject)) return false;
    lastSubject = subject;
    const day = time.slice(0, 10);
    if (day !== lastDay && !isDay(day)) return false;
    lastDay = day;
    return isTimeOfDay(time.slice(10));
  };
}

/** Lower-case hex SHA-256. */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** What happened, for example `step.intent`. */
function isKind(text: string): boolean {
  return text.length <= 64 && /^[a-z]+(?:[.-][a-z]+)*$/.test(text);
}

/** A day that there is: the first half of a time as `Date.toISOString` writes it. */
function isDay(text: string): boolean {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00.000Z`) : null;
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The second half: UTC, with milliseconds. */
function isTimeOfDay(text: string): boolean {
  return /^T(?:[01]\d|2[0-3])(?::[0-5]\d){2}\.\d{3}Z$/.test(text);
}
