/** `2026-11-21 10:05 UTC` of a time as `Date.toISOString` writes it: how a sentence names a time. */
export function utcMinute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
