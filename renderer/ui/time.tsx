import { Text, Tooltip } from '@mantine/core';

const LOCAL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** `2026-11-21 10:05:33` of a UTC time. */
export function utcText(iso: string, precision: 'day' | 'minute' | 'second' = 'second'): string {
  const length = { day: 10, minute: 16, second: 19 }[precision];
  return iso.slice(0, length).replace('T', ' ');
}

/** A UTC time; local time on hover and focus. */
export function UtcTime({
  at,
  precision = 'second',
}: {
  readonly at: string;
  readonly precision?: 'day' | 'minute' | 'second';
}) {
  return (
    <Tooltip label={LOCAL.format(new Date(at))}>
      <Text component="time" dateTime={at} inherit className="figures">
        {utcText(at, precision)}
        {precision === 'day' ? '' : ' UTC'}
      </Text>
    </Tooltip>
  );
}

/** How long until (or since) a time, in the largest unit that says enough: `3 d`, `5 h`, `12 min`, `40 s`. */
export function durationText(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
