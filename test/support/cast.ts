import { createPrivateKey, createPublicKey, hash, sign } from 'node:crypto';
import {
  joinBytes,
  parsePublicKeyLine,
  sshString,
  type ConsoleSigner,
  type PersonInput,
  type SshPublicKey,
} from '../../main/people/index.ts';
import { makeSshSignature, type Packet, type Statement } from '../../main/signoff/index.ts';
import { NAMESPACES } from '../../shared/plan.ts';
import type { Role } from '../../shared/people.ts';
import { unwrap } from './unwrap.ts';

const signers = new Map<string, ConsoleSigner>();

/** An Ed25519 signer that is always the same for the same name. */
export function signerOf(name: string): ConsoleSigner {
  const signer = signers.get(name) ?? makeSigner(name);
  signers.set(name, signer);
  return signer;
}

function makeSigner(name: string): ConsoleSigner {
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const der = Buffer.concat([prefix, hash('sha256', `person ${name}`, 'buffer')]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const x = createPublicKey(key).export({ format: 'jwk' }).x ?? '';
  const blob = joinBytes(sshString('ssh-ed25519'), sshString(Buffer.from(x, 'base64url')));
  const publicKey: SshPublicKey = unwrap(parsePublicKeyLine(`ssh-ed25519 ${Buffer.from(blob).toString('base64')}`));
  return { publicKey, sign: (bytes) => new Uint8Array(sign(null, bytes, key)) };
}

const ROLES_OF: Readonly<Record<string, readonly Role[]>> = {
  ada: ['custodian'],
  ben: ['custodian'],
  cleo: ['custodian'],
  dan: ['witness', 'auditor'],
  eve: ['witness', 'administrator'],
  fay: ['security-lead'],
  gus: ['security-lead'],
  hal: ['security-lead'],
  ivy: ['devops-lead', 'oncall-manager'],
  jon: ['devops-lead', 'oncall-manager'],
  kim: ['responder'],
};

/** The roster of the tests: persons who bring keys of their own. Ada has two. */
export function castInputs(): readonly PersonInput[] {
  return Object.entries(ROLES_OF).map(([name, roles]) => ({
    name,
    roles: [...roles],
    publicKeys: (name === 'ada' ? ['ada', 'ada second key'] : [name]).map((key) => signerOf(key).publicKey.publicKey),
  }));
}

/** A signature of somebody over a plan, as a file that is handed in. */
export function packetOf(
  statement: Pick<Statement, 'bytes'>,
  who: string,
  purpose: keyof typeof NAMESPACES = 'signoff',
): Packet {
  const armored = makeSshSignature({
    namespace: NAMESPACES[purpose],
    message: statement.bytes,
    signer: signerOf(who),
  });
  return { label: `${who}.sig`, armored, dissent: null };
}

/** Signatures of several persons over a plan. */
export function packetsOf(statement: Pick<Statement, 'bytes'>, who: readonly string[]): readonly Packet[] {
  return who.map((name) => packetOf(statement, name));
}
