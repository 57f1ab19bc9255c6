import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { addDays, weeksFrom, type Day } from './days.ts';
import styles from './charts.module.css';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const LONG = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' });
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' });

/**
 * How many things fall on each of the coming days: a column per week, darker for more, with the number in it. By
 * keyboard: arrows go by day and week, Home and End to the first and last day.
 */
export function DayCalendar({
  label,
  today,
  weeks,
  counts,
  chosen,
  onChoose,
  countText,
}: {
  readonly label: string;
  /** `2026-11-21` */
  readonly today: Day;
  readonly weeks: number;
  readonly counts: ReadonlyMap<Day, number>;
  readonly chosen: Day | null;
  readonly onChoose: (day: Day) => void;
  /** For example `3 keys are due`. */
  readonly countText: (count: number) => string;
}) {
  const grid = useRef<HTMLDivElement>(null);
  const last = addDays(today, weeks * 7 - 1);
  const columns = useMemo(() => weeksFrom(today, last), [today, last]);
  const most = useMemo(() => Math.max(1, ...counts.values()), [counts]);
  const [focused, setFocused] = useState<Day | null>(null);
  const within = (day: Day | null): day is Day => day !== null && day >= today && day <= last;
  const current = within(focused) ? focused : within(chosen) ? chosen : today;
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = STEP[event.key];
    const to =
      event.key === 'Home' ? today : event.key === 'End' ? last : by === undefined ? null : addDays(current, by);
    if (to === null) return;
    event.preventDefault();
    if (!within(to)) return;
    setFocused(to);
    grid.current?.querySelector<HTMLElement>(`[data-day="${to}"]`)?.focus();
  };
  return (
    <div className={styles['calendar-frame']}>
      <div
        ref={grid}
        role="grid"
        aria-label={label}
        className={styles['calendar']}
        style={{ gridTemplateColumns: `34px repeat(${columns.length}, minmax(22px, 1fr))` }}
        onKeyDown={onKeyDown}
      >
        <div className={styles['months']} aria-hidden>
          <span />
          {columns.map((week, at) => (
            <span key={week[0]}>{monthText(week, columns[at - 1])}</span>
          ))}
        </div>
        {WEEKDAYS.map((weekday, row) => (
          <div key={weekday} role="row" className={styles['weekday']}>
            <span role="rowheader" className={styles['weekday-name']}>
              {weekday}
            </span>
            {columns.map((week) => {
              const day = week[row] ?? today;
              if (!within(day)) return <span key={day} role="gridcell" className={styles['no-day']} />;
              const count = counts.get(day) ?? 0;
              return (
                <span key={day} role="gridcell" className={styles['cell']} aria-selected={day === chosen}>
                  <button
                    type="button"
                    className={styles['day']}
                    data-day={day}
                    data-level={levelOf(count, most)}
                    data-today={day === today}
                    aria-pressed={day === chosen}
                    tabIndex={day === current ? 0 : -1}
                    aria-label={`${LONG.format(new Date(day))} ${day}: ${count === 0 ? 'none' : countText(count)}`}
                    title={`${day}: ${count === 0 ? 'none' : countText(count)}`}
                    onFocus={() => {
                      setFocused(day);
                    }}
                    onClick={() => {
                      onChoose(day);
                    }}
                  >
                    {count === 0 ? '' : count > 999 ? '1k+' : count}
                  </button>
                </span>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

const STEP: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 7, ArrowLeft: -7 };

/** 0 for none, else 1 to 4. */
function levelOf(count: number, most: number): number {
  return count === 0 ? 0 : Math.min(4, Math.ceil((4 * count) / most));
}

/** The month, above the first week that has a day of it. */
function monthText(week: readonly Day[], before: readonly Day[] | undefined): string {
  const month = week.at(-1) ?? '';
  const last = before?.at(-1) ?? '';
  return month.slice(0, 7) === last.slice(0, 7) ? '' : MONTH.format(new Date(month));
}
