import { useState } from 'react';
import { DayCalendar } from '../../ui/charts/day-calendar.tsx';
import type { Day } from '../../ui/charts/days.ts';
import { Panel, Quiet } from '../../ui/panel.tsx';
import { ScreenLink } from '../../ui/links.tsx';
import { CALENDAR_WEEKS, calendarSentence, keysText, type Figures } from './figures.ts';
import { DueKey } from './due-keys.tsx';
import styles from './overview.module.css';

const MOST = 5;

/** The keys that are due in the coming weeks, day by day. */
export function RotationCalendar({ figures, today }: { readonly figures: Figures; readonly today: Day }) {
  const [chosen, setChosen] = useState<Day | null>(null);
  const keys = chosen === null ? [] : (figures.byDay.get(chosen) ?? []);
  return (
    <Panel title="Rotation calendar">
      <p className={styles['sentence']}>{calendarSentence(figures)}</p>
      <DayCalendar
        label={`Rotations due, the next ${CALENDAR_WEEKS} weeks`}
        today={today}
        weeks={CALENDAR_WEEKS}
        counts={figures.perDay}
        chosen={chosen}
        onChoose={(day) => {
          setChosen(day === chosen ? null : day);
        }}
        countText={(count) => `${keysText(count)} due`}
      />
      <div aria-live="polite" className={styles['of-day']}>
        {chosen === null ? (
          <Quiet>Choose a day to see its keys.</Quiet>
        ) : (
          <>
            <strong className="figures">
              {chosen}: {keys.length === 0 ? 'nothing is' : keysText(keys.length)} due
            </strong>
            <ul className={styles['list']}>
              {keys.slice(0, MOST).map((row) => (
                <DueKey key={`${row.connection}/${row.id}`} row={row} />
              ))}
            </ul>
            {keys.length > MOST ? (
              <ScreenLink to="/keys" size="xs">
                {keys.length - MOST} more: see the list of keys, sorted by when they are due
              </ScreenLink>
            ) : null}
          </>
        )}
      </div>
    </Panel>
  );
}
