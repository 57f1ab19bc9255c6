import { aliasStatements } from './statements/aliases.ts';
import { authenticationStatements } from './statements/authentication.ts';
import { deletionStatements } from './statements/deletion.ts';
import { encryptionStatements } from './statements/encryption.ts';
import { evidenceStatements } from './statements/evidence.ts';
import { keyStatements } from './statements/keys.ts';
import { rotationStatements } from './statements/rotation.ts';
import { stateStatements } from './statements/states.ts';
import type { Statement } from './subject.ts';

/** How every provider behaves, as far as it claims the ability. */
export const statements: readonly Statement[] = [
  ...keyStatements,
  ...stateStatements,
  ...deletionStatements,
  ...rotationStatements,
  ...aliasStatements,
  ...encryptionStatements,
  ...authenticationStatements,
  ...evidenceStatements,
];
