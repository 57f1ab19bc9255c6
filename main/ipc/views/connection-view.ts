import type { Connection } from '../../../shared/connections.ts';
import { assertNever } from '../../../shared/result.ts';

/** Account and Region, vault URL, or Practice vault. */
export function whereIs(identity: Connection['identity']): string {
  switch (identity.provider) {
    case 'practice':
      return `Practice vault ${identity.vault}`;
    case 'aws':
      return `${identity.account} in ${identity.region}${identity.endpoint === null ? '' : ` at ${identity.endpoint}`}`;
    case 'azure':
      return `${identity.vaultUrl} (tenant ${identity.tenant})`;
    default:
      return assertNever(identity);
  }
}
