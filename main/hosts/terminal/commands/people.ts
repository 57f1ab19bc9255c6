import { consoleError, EXIT } from '../../../../shared/errors.ts';
import { NAMESPACES } from '../../../../shared/plan.ts';
import { allowedSigners, changeText } from '../../../compose.ts';
import { failed, reading, type Command } from '../desk.ts';
import { table, type Outcome } from '../output.ts';

/** `claviger people list` */
export async function peopleList(command: Command): Promise<Outcome> {
  return reading(command, ({ workspace }) => {
    const { roster, accepted, genesis, pending } = workspace.authority;
    const first = new Set(genesis.roster.people.map(({ id }) => id));
    const people = roster.people.map((person) => ({ ...person, accepted: accepted.has(person.id) }));
    const rows = people.flatMap(({ id, name, roles, keys, accepted: has }) =>
      keys.map(({ fingerprint, custody }, index) => [
        ...(index === 0
          ? [id, name, roles.join(', '), first.has(id) ? (has ? 'yes' : 'no') : 'enrolled']
          : ['', '', '', '']),
        custody,
        fingerprint,
      ]),
    );
    const text = table(['ID', 'NAME', 'ROLES', 'ACCEPTED', 'KEY HELD', 'KEY'], rows);
    const waiting = pending.map(({ plan, change, approvedAt, inForceAt }) => {
      const { id, name } = change.person;
      return { plan, kind: change.kind, person: { id, name }, approvedAt, inForceAt, what: changeText(change) };
    });
    return { exit: EXIT.done, json: { people, pending: waiting }, text: [text, ...pendingRows(waiting)].join('\n') };
  });
}

interface Waiting {
  readonly plan: string;
  readonly inForceAt: string;
  readonly what: string;
}

/** Changes that were approved and wait for their time, announced to everybody who looks. */
function pendingRows(waiting: readonly Waiting[]): readonly string[] {
  if (waiting.length === 0) return [];
  return [
    '',
    'Approved, and in force from (UTC), unless somebody who may approve says no before',
    '("claviger sign PLAN --as NAME --dissent --reason R", then "claviger run PLAN --signoff FILE"):',
    ...waiting.map(({ inForceAt, what, plan }) => `  ${inForceAt}  ${what}  (plan ${plan.slice(0, 16)})`),
  ];
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
