import { useState } from 'react';
import type { KeyDetail } from '../../../shared/contract/index.ts';
import { ScreenLink } from '../../ui/links.tsx';
import { Quiet } from '../../ui/panel.tsx';
import { UtcTime } from '../../ui/time.tsx';
import styles from './key.module.css';
import { ShowMore } from './show-more.tsx';

const AT_FIRST = 10;
const MORE = 100;

/** What the journal tells of the key, newest first, each with the way to its entry. */
export function History({ history }: { readonly history: KeyDetail['history'] }) {
  const [shown, setShown] = useState(AT_FIRST);
  if (history.length === 0) return <Quiet>The journal has nothing about this key yet.</Quiet>;
  const newest = history.slice(-shown).reverse();
  return (
    <>
      <ol className={styles['history']} aria-label="History, newest first">
        {newest.map(({ time, entry, what }, at) => (
          <li key={`${entry}-${at}`}>
            <UtcTime at={time} precision="minute" />
            <span className="wrap">{what}</span>
            <ScreenLink to="/journal/$seq" params={{ seq: String(entry) }} inherit>
              entry {entry}
            </ScreenLink>
          </li>
        ))}
      </ol>
      <ShowMore
        shown={shown}
        all={history.length}
        onMore={() => {
          setShown(shown + MORE);
        }}
      />
    </>
  );
}
