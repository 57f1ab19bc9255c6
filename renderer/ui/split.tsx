import { Title } from '@mantine/core';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import styles from './split.module.css';

/** A list, and beside it (below it, where the window is narrow) what is open of it. */
export function Split({ list, open }: { readonly list: ReactNode; readonly open: ReactNode }) {
  return (
    <div className={`fill ${styles['split'] ?? ''}`} data-open={open !== null}>
      {list}
      {open}
    </div>
  );
}

/** What is open beside a list. It comes into sight when it is about something else. */
export function SidePanel({
  about,
  title,
  actions,
  children,
}: {
  /** Names what it is about. */
  readonly about: string | number;
  readonly title: ReactNode;
  /** Beside the heading; the last one closes it. */
  readonly actions: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'nearest' });
  }, [about]);
  return (
    <aside className={styles['side']} aria-labelledby={id} ref={panel}>
      <div className={styles['head']}>
        <Title order={2} size="h5" id={id} className="wrap">
          {title}
        </Title>
        {actions}
      </div>
      {children}
    </aside>
  );
}

/** A part of a side panel, below a line. */
export function SidePart({ children, role }: { readonly children: ReactNode; readonly role?: 'status' }) {
  return (
    <div className={styles['part']} role={role}>
      {children}
    </div>
  );
}
