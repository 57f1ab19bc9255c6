import { makeConsoleKey, passphraseProblem, unlockConsoleKey } from '../../people/index.ts';
import { makeSshSignature } from '../../signoff/index.ts';
import { unframe, type ChildAnswer } from './frame.ts';

// The process in which a key is opened: one piece of work from stdin, one answer on stdout, and it ends. As Electron's
// utility process it has neither: its work comes in one message, its answer goes in one.

function work(bytes: Buffer): ChildAnswer {
  const { task, passphrase, message } = unframe(bytes);
  const secret = passphrase.toString('utf8');
  if (task.task === 'sign') {
    const signer = unlockConsoleKey(task.sealed, secret);
    if (!signer.ok) return { ok: false, code: signer.error };
    return { ok: true, armored: makeSshSignature({ namespace: task.namespace, message, signer: signer.value }) };
  }
  if (passphraseProblem(secret) !== null) return { ok: false, code: 'weak-passphrase' };
  const made = makeConsoleKey({ passphrase: secret, comment: task.comment, rounds: task.rounds });
  if (!made.ok) return { ok: false, code: 'not-a-key' };
  return { ok: true, privateKey: made.value.privateKey, publicKey: made.value.publicKey.publicKey };
}

/** As a Node.js process: the bytes come on stdin. */
async function input(): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  const whole = Buffer.concat(parts);
  for (const part of parts) part.fill(0);
  return whole;
}

function answerTo(bytes: Buffer): string {
  try {
    return JSON.stringify(work(bytes));
  } finally {
    bytes.fill(0);
  }
}

/** As a utility process of Electron: the bytes come as its first message. */
interface ParentPort {
  once(event: 'message', listener: (message: { readonly data: Uint8Array }) => void): void;
  postMessage(message: string): void;
}
const { parentPort } = process as { readonly parentPort?: ParentPort };

if (parentPort === undefined) process.stdout.write(answerTo(await input()));
else {
  parentPort.once('message', ({ data }) => {
    parentPort.postMessage(answerTo(Buffer.from(data.buffer, data.byteOffset, data.byteLength)));
  });
}
