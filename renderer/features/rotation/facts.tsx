import type { ReactNode } from 'react';
import type { KeyDetail } from '../../../shared/contract/index.ts';
import { UtcTime } from '../../ui/time.tsx';
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

/** When a key was last used, for what and by whom. */
export function LastUse({ use }: { readonly use: KeyDetail['lastUse'] }) {
  if (use === null) return 'not known';
  return (
    <>
      <UtcTime at={use.at} precision="minute" /> · {use.operation} · {use.principal}
    </>
  );
}
