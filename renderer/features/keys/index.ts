/** The inventory: every key of every environment, and one key with all that is known of it. */
export { dueText } from './columns.tsx';
export {
  countsOf,
  DUE_LABEL,
  keysSearch,
  type KeyCounts,
  type KeyDue,
  type KeysSearch,
  type KeyState,
} from './filter.ts';
export { KeyScreen } from './key-screen.tsx';
export { KeysScreen } from './keys-screen.tsx';
export { useListing, type Listing } from './listing.ts';
export { ListingAge } from './listing-age.tsx';
