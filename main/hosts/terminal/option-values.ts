import { InvalidArgumentError } from 'commander';

/** An option that may be given several times. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** A length of time such as 30m, in milliseconds. */
export function duration(text: string): number {
  const match = /^(\d{1,6})(s|m|h|d)$/.exec(text);
  const unit = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match?.[2] ?? ''];
  if (match === null || unit === undefined) throw new InvalidArgumentError('Say it as 90s, 30m, 24h or 7d.');
  return Number(match[1]) * unit;
}

/** A whole number, from 0. */
export function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

/** A number of days, from 1. */
export function days(text: string): number {
  const value = count(text);
  if (value < 1) throw new InvalidArgumentError('Give a number of days.');
  return value;
}

/** Kinds of keys that can be made. */
export const KINDS = [
  'SYMMETRIC_DEFAULT',
  'RSA_3072',
  'RSA_4096',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'HMAC_256',
] as const;
