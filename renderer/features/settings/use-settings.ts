import { useQueryClient } from '@tanstack/react-query';
import { readKey, useChange, useRead } from '../../boundary/index.ts';
import type { Settings } from '../../../shared/contract/index.ts';

/** The settings and the way to change some of them: shown at once, and put back when they could not be kept. */
export function useSettings() {
  const queries = useQueryClient();
  const settings = useRead('settings.read', {});
  const save = useChange('settings.save');
  const key = readKey('settings.read', {});
  const change = (changes: Partial<Settings>): void => {
    const before = queries.getQueryData<Settings>(key);
    if (before === undefined) return;
    const wanted = { ...before, ...changes };
    queries.setQueryData<Settings>(key, wanted);
    save.mutate(wanted, {
      onSuccess: (kept) => void queries.setQueryData<Settings>(key, kept),
      onError: () => void queries.invalidateQueries({ queryKey: key }),
    });
  };
  return { settings, change, save };
}
