import { useId } from 'react';
import styles from './charts.module.css';

export interface Bin {
  readonly label: string;
  readonly count: number;
  /** Beyond what is right: drawn hatched. */
  readonly isOver: boolean;
}

const WIDTH = 520;
const HEIGHT = 116;
const TOP = 16;
const FOOT = 20;

/** Counts per bin, as bars with their numbers. `sentence` says in words what is to be seen. */
export function Histogram({
  bins,
  sentence,
  axis,
}: {
  readonly bins: readonly Bin[];
  readonly sentence: string;
  /** What the bins count along. */
  readonly axis: string;
}) {
  const hatch = useId();
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const step = WIDTH / bins.length;
  const base = HEIGHT - FOOT;
  const height = (count: number): number => (count === 0 ? 0 : Math.max(2, ((base - TOP) * count) / most));
  const limit = bins.findIndex(({ isOver }) => isOver);
  return (
    <figure className={styles['figure']}>
      <svg
        className={styles['histogram']}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${sentence} ${bins.map(({ label, count }) => `${label}: ${count}`).join(', ')}.`}
      >
        <defs>
          <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" className={styles['hatch-ground']} />
            <line x1="0" y1="0" x2="0" y2="6" className={styles['hatch-line']} />
          </pattern>
        </defs>
        {bins.map(({ label, count, isOver }, at) => (
          <g key={label}>
            <rect
              x={at * step + 4}
              y={base - height(count)}
              width={step - 8}
              height={height(count)}
              className={styles['bar']}
              {...(isOver ? { style: { fill: `url(#${hatch})` } } : {})}
            />
            {count === 0 ? null : (
              <text x={(at + 0.5) * step} y={base - height(count) - 4} textAnchor="middle" className={styles['number']}>
                {count}
              </text>
            )}
            <text x={(at + 0.5) * step} y={HEIGHT - 6} textAnchor="middle" className={styles['tick']}>
              {label}
            </text>
          </g>
        ))}
        <line x1={0} x2={WIDTH} y1={base} y2={base} className={styles['base']} />
        {limit < 0 ? null : <line x1={limit * step} x2={limit * step} y1={2} y2={base} className={styles['limit']} />}
      </svg>
      <figcaption className={styles['caption']}>{axis}</figcaption>
    </figure>
  );
}
