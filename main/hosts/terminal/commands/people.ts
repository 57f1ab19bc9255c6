import { consoleError, EXIT } from '../../../../shared/errors.ts';
import { NAMESPACES } from '../../../../shared/plan.ts';
import { allowedSigners } from '../../../compose.ts';
import { failed, reading, type Command } from '../desk.ts';
import { table, type Outcome } from '../output.ts';

/** `claviger people list` */
export async function peopleList(command: Command): Promise<Outcome> {
  return reading(command, ({ workspace }) => {
    const { roster, accepted } = workspace.authority;
    const people = roster.people.map((person) => ({ ...person, accepted: accepted.has(person.id) }));
    const rows = people.flatMap(({ id, name, roles, keys, accepted: has }) =>
      keys.map(({ fingerprint, custody }, index) => [
        ...(index === 0 ? [id, name, roles.join(', '), has ? 'yes' : 'no'] : ['', '', '', '']),
        custody,
        fingerprint,
      ]),
    );
    const text = table(['ID', 'NAME', 'ROLES', 'ACCEPTED', 'KEY HELD', 'KEY'], rows);
    return { exit: EXIT.done, json: { people }, text };
  });
}

/** `claviger people allowed-signers` */
export async function peopleAllowedSigners(command: Command): Promise<Outcome> {
  return reading(command, ({ workspace }) => {
    const namespaces = Object.values(NAMESPACES);
    const file = allowedSigners(workspace.authority.roster, { namespaces });
    if (!file.ok) return failed(consoleError('internal', file.error));
    return { exit: EXIT.done, json: { allowedSigners: file.value }, text: file.value, raw: true };
  });
}
