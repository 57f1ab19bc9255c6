import { CONTRACT, type PageName } from '../../../shared/contract/index.ts';

/** Names of the calls that the contract gives to a page. The build writes them into that page's preload. */
export function callsOf(page: PageName): readonly string[] {
  return Object.entries(CONTRACT)
    .filter(([, { pages }]) => (pages as readonly PageName[]).includes(page))
    .map(([name]) => name)
    .sort();
}
