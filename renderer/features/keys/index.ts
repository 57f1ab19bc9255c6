/** The list of keys, and one key with all that is known of it. */
export { keysSearch, type KeysSearch } from './filter.ts';
export { KeyScreen } from './key-screen.tsx';
export { KeysScreen } from './keys-screen.tsx';
