/** SQLite files as the operating system sees them: what a failure was, and reading where nothing can be written. */
export { privateCopy, wantsCopy, type PrivateCopy } from './private-copy.ts';
export { sqliteCode } from './sqlite-code.ts';
