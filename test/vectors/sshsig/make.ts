/**
 * Records the vectors beside this file: `node test/vectors/sshsig/make.ts`. The keys are made fresh and thrown away.
 * Nothing is written unless stock ssh-keygen accepts the signature.
 */
import { writeFileSync } from 'node:fs';
import {
  freshMessage,
  makeSoftwareKey,
  signInBrowser,
  signWithSoftwareKey,
  type SoftwareKey,
} from './authenticator.ts';
import { inTemporaryFolder, stockVerifies } from './ssh-keygen.ts';

const NAMESPACE = 'claviger-signoff-v1';

type Maker = (key: SoftwareKey, request: { namespace: string; message: Uint8Array }) => string;

function record(name: string, key: SoftwareKey, make: Maker): void {
  const message = freshMessage();
  const signature = make(key, { namespace: NAMESPACE, message });
  const accepted = inTemporaryFolder((folder) =>
    stockVerifies(folder, { publicKey: key.publicKey, namespace: NAMESPACE, message, signature }),
  );
  if (!accepted) throw new Error(`stock ssh-keygen refused ${name}`);
  const vector = {
    publicKey: key.publicKey,
    application: key.application,
    namespace: NAMESPACE,
    messageBase64: Buffer.from(message).toString('base64'),
    signature,
  };
  writeFileSync(new URL(`./${name}.json`, import.meta.url), `${JSON.stringify(vector, null, 2)}\n`);
}

record('sk-ed25519', makeSoftwareKey('sk-ed25519', 'ssh:'), signWithSoftwareKey);
record('sk-ecdsa', makeSoftwareKey('sk-ecdsa', 'ssh:'), signWithSoftwareKey);
record('webauthn', makeSoftwareKey('sk-ecdsa', 'approval.claviger.localhost'), signInBrowser);
