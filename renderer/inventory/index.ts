/** The inventory as every screen reads it: all keys, page after page, and what is counted and said of them. */
export { countsOf, dueText, type KeyCounts, type KeyDue, type KeyState } from './counts.ts';
export { ListingAge } from './listing-age.tsx';
export { nextPlace, useListing, type Listing } from './listing.ts';
