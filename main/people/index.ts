/**
 * People and their keys: reads and checks OpenSSH public keys, makes and unlocks keys that the console holds for
 * people who have none, and writes rosters for stock OpenSSH.
 */
export { allowedSigners, type AllowedSignersScope } from './allowed-signers.ts';
export {
  CONSOLE_KEY_ROUNDS,
  makeConsoleKey,
  passphraseProblem,
  unlockConsoleKey,
  type ConsoleKey,
  type ConsoleSigner,
} from './console-keys.ts';
export type { SshAlgorithm } from './openssh-key-blobs.ts';
export { findPerson, firstRoster, peopleFileSchema, type FirstRoster, type PersonInput } from './first-roster.ts';
export { newcomerFileSchema, newPerson, type Newcomer } from './newcomer.ts';
export { fingerprintOf, parsePublicKeyLine, publicKeyObject, type SshPublicKey } from './openssh-keys.ts';
export { canonicalBase64, joinBytes, sshMpint, SshReader, sshString, sshUint32 } from './ssh-wire.ts';
