import { Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import styles from './panel.module.css';

/** A part of a screen with a heading of its own. */
export function Panel({
  title,
  aside,
  children,
  urgent = false,
}: {
  readonly title: ReactNode;
  /** Beside the heading: a link or a button. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** Wants somebody's attention now. */
  readonly urgent?: boolean;
}) {
  const id = useId();
  return (
    <section className={styles['panel']} aria-labelledby={id} data-urgent={urgent}>
      <div className={styles['head']}>
        <Title order={2} size="h6" id={id}>
          {title}
        </Title>
        {aside === undefined ? null : <div className={styles['aside']}>{aside}</div>}
      </div>
      {children}
    </section>
  );
}

/** Text that explains or completes other text; readable in light and dark. */
export function Quiet({ children, title }: { readonly children: ReactNode; readonly title?: string }) {
  return (
    <span className={styles['quiet']} title={title}>
      {children}
    </span>
  );
}

/** Something a person must not overlook: told by icon, frame and words, not by colour alone. */
export function Notice({
  tone,
  icon,
  title,
  children,
}: {
  readonly tone: 'warn' | 'bad';
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles['notice']} data-tone={tone} role="note">
      <span className={styles['notice-icon']} aria-hidden>
        {icon}
      </span>
      <div className={styles['notice-text']}>
        <strong>{title}</strong>
        <div>{children}</div>
      </div>
    </div>
  );
}
