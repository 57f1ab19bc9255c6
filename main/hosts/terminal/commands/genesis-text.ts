import { createHash } from 'node:crypto';
import type { Connection } from '../../../../shared/connections.ts';
import type { Genesis } from '../../../../shared/genesis.ts';
import type { Person } from '../../../../shared/people.ts';
import type { Policy, Rule } from '../../../../shared/policy.ts';
import { showText } from '../../../../shared/show.ts';
import { sectionRows, widthFor, type Field } from '../layout.ts';
import { wordRows } from './plan.ts';

type Line = Omit<Field, 'section'>;

const fact = (label: string, value: string | number): Line => ({ label, value: String(value), note: null });
const text = (label: string, value: string): Line => ({ label, ...showText(value) });
const yes = (holds: boolean): string => (holds ? 'yes' : 'no');

/**
 * A genesis as people see it: everything they accept with their signature.
 * @param columns of the terminal it is shown on; null: not a terminal
 */
export function genesisRows(id: string, genesis: Genesis, columns: number | null): readonly string[] {
  const { roster, policy, connections, createdAt, checkpointKey, nonce, sample, type } = genesis;
  const under = (section: string, lines: readonly Line[]): readonly Field[] =>
    lines.map((line) => ({ section, ...line }));
  const fields = [
    ...under('Genesis', [
      fact('Format', type),
      fact('Made at (UTC)', createdAt),
      fact('Checkpoint key', checkpointKey),
      fact('Filled with the sample', yes(sample)),
      fact('Nonce', nonce),
    ]),
    ...under('People', roster.people.flatMap(personLines)),
    ...under('Policy', policyLines(policy)),
    ...under('Who must agree', policy.rules.map(ruleLine)),
    ...under('Connections', connections.flatMap(connectionLines)),
  ];
  return [`Genesis of workspace ${id}`, '', ...sectionRows(fields, widthFor(columns)), 'IN WORDS', ...wordRows(id), ''];
}

function personLines({ id, name, roles, keys, madeUp }: Person, index: number): readonly Line[] {
  const who = `Person ${index + 1}`;
  return [
    text(`${who} name`, name),
    fact(`${who} id`, id),
    fact(`${who} roles`, roles.join(', ')),
    fact(`${who} is made up`, yes(madeUp)),
    ...keys.map(({ publicKey, fingerprint, custody }, at) => ({
      ...fact(`${who} key ${at + 1}`, `${fingerprint} (${custody})`),
      note: isFingerprintOf(fingerprint, publicKey) ? null : 'this is not the fingerprint of the key that stands there',
    })),
  ];
}

// SECURITY: people compare the fingerprint, signatures are checked with the key: they have to belong together.
function isFingerprintOf(fingerprint: string, publicKey: string): boolean {
  const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
  return fingerprint === `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

function policyLines({ type, changeDelayHours, breakGlass, rotation }: Policy): readonly Line[] {
  return [
    fact('Format', type),
    fact('Changes take effect after (hours)', changeDelayHours),
    fact('Break-glass by one responder', yes(breakGlass)),
    fact('Rotation every (days)', rotation.periodDays),
    fact('Warned of before (days)', rotation.warnDays),
  ];
}

function ruleLine({ environment, operation, needs, requesterCounts, requesterSigns, outsideConsole }: Rule): Line {
  const who = needs.map(({ role, count }) => `${count} ${role}`).join(' and ');
  const rest = [
    `requester counts: ${yes(requesterCounts)}`,
    `requester signs: ${requesterSigns}`,
    `signature from outside the console: ${outsideConsole}`,
  ];
  return fact(`${environment} ${operation}`, [who, ...rest].join('; '));
}

function connectionLines({ id, environment, enforcement, identity }: Connection, index: number): readonly Line[] {
  const which = `Connection ${index + 1}`;
  const { provider, ...rest } = identity;
  return [
    fact(`${which} id`, id),
    fact(`${which} environment`, environment),
    fact(`${which} enforcement`, enforcement),
    fact(`${which} provider`, provider),
    ...Object.entries<string | null>(rest).map(([name, value]) =>
      value === null ? fact(`${which} ${name}`, 'none') : text(`${which} ${name}`, value),
    ),
  ];
}
