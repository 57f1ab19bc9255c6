import { IconCircleCheck } from '@tabler/icons-react';
import { useWorkspace } from '../../app/session.tsx';
import { dueText } from '../../inventory/index.ts';
import type { KeyRow } from '../../../shared/contract/index.ts';
import { DueBadge, EnvironmentBadge } from '../../ui/badges.tsx';
import { ScreenButton, ScreenLink } from '../../ui/links.tsx';
import { Panel, Quiet } from '../../ui/panel.tsx';
import type { Figures } from './figures.ts';
import styles from './overview.module.css';

const MOST = 6;

/** Keys that are to be rotated, the longest overdue first, each with the way to its rotation. */
export function DueKeys({ figures }: { readonly figures: Figures }) {
  const { wanting } = figures;
  return (
    <Panel
      title="To be rotated"
      urgent={figures.overdue > 0}
      aside={
        wanting.length > MOST ? (
          <ScreenLink to="/keys" search={{ due: ['due', 'overdue'] }} inherit>
            All {wanting.length.toLocaleString('en')}
          </ScreenLink>
        ) : undefined
      }
    >
      {wanting.length === 0 ? (
        <p className={styles['fine']}>
          <IconCircleCheck size={18} aria-hidden /> No key is due or overdue.
        </p>
      ) : (
        <ul className={styles['list']}>
          {wanting.slice(0, MOST).map((row) => (
            <DueKey key={`${row.connection}/${row.id}`} row={row} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** One key in a list, with the way to it and to its rotation. */
export function DueKey({ row }: { readonly row: KeyRow }) {
  const { mode } = useWorkspace();
  const { environment, id, name, owner } = row;
  return (
    <li className={styles['key']}>
      <span className={styles['key-name']}>
        <ScreenLink to="/keys/$environment/$id" params={{ environment, id }} inherit title={name}>
          {name}
        </ScreenLink>
        <Quiet>{owner === null ? '' : ` ${owner}`}</Quiet>
      </span>
      <EnvironmentBadge environment={environment} />
      <DueBadge due={row.due} />
      <span className={styles['days']}>{dueText(row)}</span>
      {mode === 'writing' ? (
        <ScreenButton
          to="/rotate"
          search={{ environment, key: id }}
          size="compact-xs"
          variant="default"
          aria-label={`Rotate ${name}`}
        >
          Rotate
        </ScreenButton>
      ) : null}
    </li>
  );
}
