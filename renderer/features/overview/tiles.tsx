import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import styles from './overview.module.css';

/** A figure that leads to what it counts. */
export function Tile({
  label,
  value,
  tone,
  link,
}: {
  readonly label: string;
  /** Null: not known yet. */
  readonly value: number | string | null;
  readonly tone: 'calm' | 'warn' | 'bad';
  /** Wraps the tile's content. */
  readonly link: (content: ReactNode, className: string) => ReactNode;
}) {
  const content = (
    <>
      <span className={styles['tile-value']}>
        {value === null ? '…' : typeof value === 'number' ? value.toLocaleString('en') : value}
      </span>
      <span className={styles['tile-label']}>{label}</span>
    </>
  );
  return (
    <div className={styles['tile']} data-tone={tone}>
      {link(content, styles['tile-link'] ?? '')}
    </div>
  );
}

const toApprovals = (content: ReactNode, className: string): ReactNode => (
  <Link to="/approvals" className={className}>
    {content}
  </Link>
);

interface Counted {
  readonly overdue: number | null;
  readonly dueSoon: number | null;
  readonly waiting: number | null;
  readonly ready: number | null;
  readonly interrupted: number;
}

/** What wants somebody, in five figures. */
export function Tiles({ overdue, dueSoon, waiting, ready, interrupted }: Counted) {
  return (
    <div className={styles['tiles']}>
      <Tile
        label={overdue === 1 ? 'key overdue' : 'keys overdue'}
        value={overdue}
        tone={(overdue ?? 0) > 0 ? 'bad' : 'calm'}
        link={(content, className) => (
          <Link to="/keys" search={{ due: ['overdue'] }} className={className}>
            {content}
          </Link>
        )}
      />
      <Tile
        label={dueSoon === 1 ? 'key due soon' : 'keys due soon'}
        value={dueSoon}
        tone={(dueSoon ?? 0) > 0 ? 'warn' : 'calm'}
        link={(content, className) => (
          <Link to="/keys" search={{ due: ['due'] }} className={className}>
            {content}
          </Link>
        )}
      />
      <Tile
        label={waiting === 1 ? 'plan waits for signatures' : 'plans wait for signatures'}
        value={waiting}
        tone="calm"
        link={toApprovals}
      />
      <Tile
        label={ready === 1 ? 'plan is ready to run' : 'plans are ready to run'}
        value={ready}
        tone="calm"
        link={toApprovals}
      />
      <Tile
        label={interrupted === 1 ? 'run interrupted' : 'runs interrupted'}
        value={interrupted}
        tone={interrupted > 0 ? 'bad' : 'calm'}
        link={toApprovals}
      />
    </div>
  );
}
