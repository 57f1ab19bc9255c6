import type { ReactNode } from 'react';
import styles from './charts.module.css';

/** How a part of a bar looks: colour and pattern, so that it is told apart without seeing colour. */
export type Paint = 'good' | 'calm' | 'quiet' | 'quiet-striped' | 'warn-striped' | 'bad' | 'bad-striped' | 'gone';

export interface Share {
  readonly id: string;
  readonly label: string;
  readonly count: number;
  readonly paint: Paint;
}

/** How a whole is divided, as one bar with a legend that says the same in words. Parts that are empty are left out. */
export function StackedBar({
  label,
  shares,
  legend,
}: {
  readonly label: string;
  readonly shares: readonly Share[];
  /** What stands in the legend for a part, for example a link. */
  readonly legend: (share: Share) => ReactNode;
}) {
  const parts = shares.filter(({ count }) => count > 0);
  return (
    <div>
      <div className={styles['stack']} aria-hidden>
        {parts.map(({ id, label: name, count, paint }) => (
          <span
            key={id}
            className={styles['part']}
            data-paint={paint}
            style={{ flexGrow: count }}
            title={`${name}: ${count.toLocaleString('en')}`}
          />
        ))}
      </div>
      <ul className={styles['legend']} aria-label={label}>
        {parts.map((share) => (
          <li key={share.id}>
            <span className={styles['swatch']} data-paint={share.paint} aria-hidden />
            {legend(share)}
            <strong className="figures">{share.count.toLocaleString('en')}</strong>
          </li>
        ))}
      </ul>
    </div>
  );
}
