import { useMemo, useState } from 'react';
import type { KeyDetail } from '../../../shared/contract/index.ts';
import { CopyButton } from '../../ui/digest.tsx';
import { useToday } from '../../ui/now.ts';
import { Quiet } from '../../ui/panel.tsx';
import { UtcTime, utcText } from '../../ui/time.tsx';
import styles from './key.module.css';
import { ShowMore } from './show-more.tsx';
import { timelineOf } from './timeline.ts';

const AT_FIRST = 4;
const MORE = 50;

/** The key's versions on a line of time, and as a list, newest first. */
export function Versions({ detail }: { readonly detail: KeyDetail }) {
  const [shown, setShown] = useState(AT_FIRST);
  const { versions } = detail;
  const newest = versions.slice(-shown).reverse();
  return (
    <>
      <Timeline detail={detail} />
      <ol className={styles['versions']} aria-label="Versions, newest first">
        {newest.map(({ id, number, createdAt, origin }, at) => (
          <li key={id}>
            <strong className="figures">v{number}</strong>
            <UtcTime at={createdAt} precision="minute" />
            <span>
              {origin}
              {at === 0 ? <Quiet> (present)</Quiet> : null}
            </span>
            <span className={styles['copied']}>
              <span className={styles['mono']} title={id}>
                {id}
              </span>
              <CopyButton text={id} label={`Copy id of version ${number}`} />
            </span>
          </li>
        ))}
      </ol>
      <ShowMore
        shown={shown}
        all={versions.length}
        onMore={() => {
          setShown(shown + MORE);
        }}
      />
    </>
  );
}

const WIDTH = 600;
const LINE = 34;

/** Drawn to scale. The list below says the same in words. */
function Timeline({ detail }: { readonly detail: KeyDetail }) {
  const today = useToday();
  const drawn = useMemo(() => timelineOf(detail, today), [detail, today]);
  const x = (share: number): number => 24 + share * (WIDTH - 48);
  const { next } = drawn;
  return (
    <svg className={styles['timeline']} viewBox={`0 0 ${WIDTH} 66`} role="img" aria-label={drawn.label}>
      <line x1={x(0)} x2={x(1)} y1={LINE} y2={LINE} className={styles['axis']} />
      {drawn.spans.map(({ from, to, isPresent }, at) => (
        <line
          key={at}
          x1={x(from)}
          x2={x(to)}
          y1={LINE}
          y2={LINE}
          className={styles['span']}
          data-present={isPresent}
          data-odd={at % 2 === 1}
        />
      ))}
      {drawn.late === null ? null : (
        <line x1={x(drawn.late.from)} x2={x(drawn.late.to)} y1={LINE} y2={LINE} className={styles['late']} />
      )}
      {drawn.dots.map(({ at, number, showNumber }) => (
        <g key={number}>
          <circle cx={x(at)} cy={LINE} r={5} className={styles['dot']} />
          {showNumber ? (
            <text x={x(at)} y={LINE - 11} textAnchor="middle" className={styles['mark']}>
              v{number}
            </text>
          ) : null}
        </g>
      ))}
      <line x1={x(drawn.now)} x2={x(drawn.now)} y1={LINE - 10} y2={LINE + 10} className={styles['now']} />
      <text x={x(drawn.now)} y={LINE + 24} textAnchor={anchorOf(drawn.now)} className={styles['mark']}>
        today
      </text>
      {next === null ? null : (
        <>
          <path d={`M${x(next)} ${LINE - 7} l7 7 l-7 7 l-7 -7 z`} className={styles['next']} />
          <text x={x(next)} y={LINE - 14} textAnchor={anchorOf(next)} className={styles['mark']}>
            due {utcText(detail.nextRotationAt, 'day')}
          </text>
        </>
      )}
      {drawn.now < 0.15 ? null : (
        <text x={x(0)} y={LINE + 24} textAnchor="start" className={styles['mark']}>
          {drawn.begins}
        </text>
      )}
    </svg>
  );
}

function anchorOf(share: number): 'start' | 'middle' | 'end' {
  return share > 0.88 ? 'end' : share < 0.12 ? 'start' : 'middle';
}
