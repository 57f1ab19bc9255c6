import type { ReactNode } from 'react';
import styles from './stages.module.css';

/** A list of facts, each with its name. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={styles['facts']}>{children}</dl>;
}

/** One fact of {@link Facts}. */
export function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd className="figures">{children}</dd>
    </>
  );
}
