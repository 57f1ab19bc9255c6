import { ActionIcon, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useNow } from '../ui/now.ts';
import { Quiet } from '../ui/panel.tsx';
import { durationText, utcText } from '../ui/time.tsx';
import styles from './listing-age.module.css';
import type { Listing } from './listing.ts';

/** How old the listing is, and the way to a new one. */
export function ListingAge({ listing: { at, isRefreshing, refresh } }: { readonly listing: Listing }) {
  return (
    <span className={styles['age']}>
      <span>{at === null ? null : <Age at={at} />}</span>
      <Tooltip label="Ask the providers again">
        <ActionIcon
          variant="default"
          size="md"
          aria-label="Refresh: ask the providers again"
          loading={isRefreshing}
          onClick={refresh}
        >
          <IconRefresh size={16} />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}

function Age({ at }: { readonly at: string }) {
  const age = Math.max(0, useNow(5000) - Date.parse(at));
  return (
    <Quiet title={`The providers were asked at ${utcText(at)} UTC`}>
      listed {age < 10_000 ? 'just now' : `${durationText(age)} ago`}
    </Quiet>
  );
}
