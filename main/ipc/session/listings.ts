import type { KeyRow } from '../../../shared/contract/index.ts';

/** What the providers answered when they were asked for all their keys. */
export interface Listing {
  readonly number: number;
  readonly at: string;
  readonly rows: readonly KeyRow[];
  readonly problems: readonly { readonly connection: string; readonly message: string }[];
}

const KEPT = 4;

/** The last few listings, so that the pages of a long one are all of the same moment. */
export interface Listings {
  keep(listing: Omit<Listing, 'number'>): Listing;
  find(number: number): Listing | null;
  forget(): void;
}

export function listingKeeper(): Listings {
  let kept: Listing[] = [];
  let last = 0;
  return {
    keep(listing) {
      last += 1;
      const numbered = { ...listing, number: last };
      kept = [...kept.slice(1 - KEPT), numbered];
      return numbered;
    },
    find: (number) => kept.find((listing) => listing.number === number) ?? null,
    forget: () => {
      kept = [];
    },
  };
}
