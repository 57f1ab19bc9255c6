import type { KeyCounts, KeyState } from '../../inventory/index.ts';
import { LIFECYCLE } from '../../../shared/contract/index.ts';
import { Histogram } from '../../ui/charts/histogram.tsx';
import { StackedBar, type Paint } from '../../ui/charts/stacked-bar.tsx';
import { ScreenLink } from '../../ui/links.tsx';
import { Panel } from '../../ui/panel.tsx';
import { agesSentence, type Figures } from './figures.ts';
import styles from './overview.module.css';

const PAINT: Readonly<Record<KeyState, Paint>> = {
  active: 'good',
  primary: 'good',
  secondary: 'calm',
  retired: 'quiet',
  archived: 'quiet-striped',
  revoked: 'warn-striped',
  compromised: 'bad',
  'pending-deletion': 'bad-striped',
  destroyed: 'gone',
};

/** How many keys are in each state; each leads to the list of them. */
export function States({ counts }: { readonly counts: KeyCounts['states'] }) {
  return (
    <Panel title="States">
      <StackedBar
        label="Keys by state"
        shares={LIFECYCLE.map((id) => ({ id, label: id, count: counts[id], paint: PAINT[id] }))}
        legend={({ id, label }) => (
          <ScreenLink to="/keys" search={{ states: LIFECYCLE.filter((state) => state === id) }} inherit>
            {label}
          </ScreenLink>
        )}
      />
    </Panel>
  );
}

/** How old the present versions are, measured by their own rotation period. */
export function Ages({ figures }: { readonly figures: Figures }) {
  return (
    <Panel title="Key ages">
      <p className={styles['sentence']}>{agesSentence(figures)}</p>
      <Histogram
        bins={figures.ages}
        sentence={agesSentence(figures)}
        axis="Age of the present version in per cent of the key’s rotation period; hatched: past it"
      />
    </Panel>
  );
}
