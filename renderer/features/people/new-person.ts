import type { InputOf } from '../../../shared/contract/index.ts';
import { type Role } from '../../../shared/people.ts';
import { textProblem } from '../../../shared/text.ts';

type Wish = InputOf<'people.add'>;

/** What the form for a new person holds. */
export interface Fields {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly key: Wish['key']['kind'];
  readonly publicKey: string;
  readonly voucher: string | null;
  readonly ticket: string;
  readonly reason: string;
}
export const EMPTY: Fields = {
  name: '',
  roles: [],
  key: 'console-held',
  publicKey: '',
  voucher: null,
  ticket: '',
  reason: '',
};

/** Why a line of text cannot be signed; null: it can. */
function lineProblem(what: string, text: string): string | null {
  if (text.trim() === '') return `${what} is missing.`;
  const problem = textProblem(text.trim());
  return problem === null ? null : `${what} ${problem}.`;
}

/** What is missing or wrong, by field. */
export function problemsOf(fields: Fields): Partial<Record<keyof Fields, string>> {
  const found: [keyof Fields, string | null][] = [
    ['name', lineProblem('The name', fields.name)],
    ['roles', fields.roles.length === 0 ? 'Choose at least one role.' : null],
    ['voucher', fields.voucher === null ? 'Say who vouches for the person.' : null],
    ['publicKey', fields.key === 'own' ? keyProblem(fields.publicKey) : null],
    ['ticket', lineProblem('The ticket', fields.ticket)],
    ['reason', lineProblem('The reason', fields.reason)],
  ];
  return Object.fromEntries(found.filter(([, problem]) => problem !== null));
}

function keyProblem(text: string): string | null {
  const line = text.trim();
  if (line === '') return 'The public key is missing.';
  // SECURITY: a private key pasted by mistake is not sent anywhere.
  if (line.includes('PRIVATE KEY')) return 'This is a private key. Paste the public one: the file ends in .pub.';
  return /^(?:ssh-|ecdsa-|sk-)\S+ \S+/.test(line)
    ? null
    : 'A public key begins with its kind, for example ssh-ed25519.';
}

/** The call that the fields come to. */
export function wishOf(fields: Fields): Wish {
  return {
    name: fields.name.trim(),
    roles: [...fields.roles],
    key: fields.key === 'own' ? { kind: 'own', publicKey: fields.publicKey.trim() } : { kind: 'console-held' },
    voucher: fields.voucher ?? '',
    ticket: fields.ticket.trim(),
    reason: fields.reason.trim(),
  };
}
