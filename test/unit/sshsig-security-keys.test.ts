import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { verifySshSignature } from '../../main/signoff/sshsig.ts';
import { z } from 'zod';
import {
  freshMessage,
  makeSoftwareKey,
  signInBrowser,
  signWithSoftwareKey,
  type BrowserRequest,
  type Request,
  type SoftwareKey,
} from '../vectors/sshsig/authenticator.ts';
import { inTemporaryFolder, stockVerifies, WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';

const NAMESPACE = 'claviger-signoff-v1';
const message = freshMessage();
const APPROVAL = 'approval.claviger.localhost';

function answer(key: SoftwareKey, signature: string): string {
  const result = verifySshSignature({ signature, message, namespace: NAMESPACE, publicKey: key.publicKey });
  return result.ok ? 'accepted' : `${result.error.code}: ${result.error.message}`;
}
/** Some signatures are refused by us and not by OpenSSH: this says what OpenSSH does with them. */
function stock(key: SoftwareKey, signature: string): boolean {
  const claim = { publicKey: key.publicKey, namespace: NAMESPACE, message, signature };
  return inTemporaryFolder((folder) => stockVerifies(folder, claim));
}

const vectorSchema = z.strictObject({
  publicKey: z.string(),
  application: z.string(),
  namespace: z.string(),
  messageBase64: z.string(),
  signature: z.string(),
});

describe.each([
  ['sk-ed25519', { flags: 1, counter: 7 }],
  ['sk-ecdsa', { flags: 1, counter: 7 }],
  ['webauthn', { flags: 5, counter: 9 }],
])('the recorded %s signature', (name, details) => {
  const file = readFileSync(new URL(`../vectors/sshsig/${name}.json`, import.meta.url), 'utf8');
  const { publicKey, namespace, messageBase64, signature } = vectorSchema.parse(JSON.parse(file));
  const claim = { publicKey, namespace, message: Buffer.from(messageBase64, 'base64'), signature };

  it('is accepted, with what the security key says', () => {
    expect(verifySshSignature(claim)).toEqual({ ok: true, value: details });
  });

  it('is refused for another message and another namespace', () => {
    expect(verifySshSignature({ ...claim, message })).toMatchObject({ error: { code: 'bad-signature' } });
    expect(verifySshSignature({ ...claim, namespace: 'file' })).toMatchObject({ error: { code: 'wrong-namespace' } });
  });

  it('is accepted by stock ssh-keygen, which refuses it for another message and another namespace', (context) => {
    if (WITHOUT_SSH_KEYGEN !== null) context.skip(WITHOUT_SSH_KEYGEN);
    inTemporaryFolder((folder) => {
      expect(stockVerifies(folder, claim)).toBe(true);
      expect(stockVerifies(folder, { ...claim, message })).toBe(false);
      expect(stockVerifies(folder, { ...claim, namespace: 'claviger-dissent-v1' })).toBe(false);
    });
  });
});

describe.each(['sk-ed25519', 'sk-ecdsa'] as const)('a signature by a security key (%s)', (kind) => {
  const key = makeSoftwareKey(kind, 'ssh:claviger');
  const signed = (change: Partial<Request> = {}) =>
    answer(key, signWithSoftwareKey(key, { namespace: NAMESPACE, message, ...change }));

  it.each([
    ['somebody touched it', {}],
    ['it also verified the person', { flags: 0x05 }],
    ['its counter stands at 0', { counter: 0 }],
    ['its counter stands at the end', { counter: 0xffffffff }],
    ['the message was hashed with sha256', { hashAlgorithm: 'sha256' }],
  ] as const)('is accepted when %s', (_, change) => {
    expect(signed(change)).toBe('accepted');
  });

  it.each([
    ['nobody touched it', { flags: 0x00 }, /touched/],
    ['it verified the person but was not touched', { flags: 0x04 }, /touched/],
    ['it signed for another application', { application: 'ssh:other' }, /does not match/],
    ['it signed for an application that the name continues', { application: 'ssh:claviger2' }, /does not match/],
    ['bytes follow', { trailing: Uint8Array.of(0) }, /left over/],
    ['it claims extensions', { flags: 0x81 }, /canonically/],
    ['it claims attested data', { flags: 0x41 }, /canonically/],
    ['it signed extensions along', { extensions: Uint8Array.of(0xa0) }, /does not match/],
  ])('is refused when %s', (_, change, reason) => {
    expect(signed(change)).toMatch(reason);
    expect(signed(change)).toMatch(/^bad-signature/);
  });

  it('is refused by a key of another application with the same point', () => {
    const other = { ...key, application: 'ssh:other' };
    expect(signed({ application: other.application })).toMatch(/^bad-signature/);
  });
});

describe('a signature in the browser', () => {
  const key = makeSoftwareKey('sk-ecdsa', APPROVAL);
  const make = (change: Partial<BrowserRequest> = {}) =>
    signInBrowser(key, { namespace: NAMESPACE, message, ...change });
  const challenge = /"challenge":"([^"]+)"/.exec(clientDataOf(make()))?.[1] ?? '';
  const start = `{"type":"webauthn.get","challenge":"${challenge}","origin":"https://${APPROVAL}"`;

  it.each([
    ['as Chromium writes it', {}],
    ['with further fields of the browser', { ending: ',"crossOrigin":false,"other_keys_can_be_added_here":"x"}' }],
    ['by a browser that does not name crossOrigin', { ending: '}' }],
    ['with extensions that the flags announce', { flags: 0x85, extensions: Uint8Array.of(0xa0) }],
    ['with the flags of a synchronised passkey', { flags: 0x1d }],
  ])('is accepted %s', (_, change) => {
    expect(answer(key, make(change))).toBe('accepted');
  });

  it.each([
    ['nobody touched the key', { flags: 0x04 }, /touched/],
    ['the key did not verify the person', { flags: 0x01 }, /verified/],
    ['the key signed for another application', { application: 'claviger.localhost' }, /does not match/],
    ['bytes follow', { trailing: Uint8Array.of(0) }, /left over/],
    ['it was made on another page', { origin: 'https://console.claviger.localhost' }, /another page/],
    ['it was made on a page of the same host without TLS', { origin: `http://${APPROVAL}` }, /another page/],
    ['it was made on another port', { origin: `https://${APPROVAL}:8443` }, /another page/],
    ['it states another origin than the browser', { statedOrigin: 'https://evil.example' }, /another page/],
    [
      'the browser states another origin than it',
      { origin: 'https://evil.example', statedOrigin: `https://${APPROVAL}` },
      /another page/,
    ],
    ['another challenge was signed', { challenge: 'AAAA' }, /something else/],
    ['the challenge is padded', { challenge: `${challenge}=` }, /something else/],
    ['it is a registration', { type: 'webauthn.create' }, /not about a signature/],
    ['it was made in a frame', { ending: ',"crossOrigin":true}' }, /inside another page/],
    ['crossOrigin is a text', { ending: ',"crossOrigin":"false"}' }, /inside another page/],
    ['crossOrigin is named twice', { ending: ',"crossOrigin":false,"crossOrigin":true}' }, /inside another page/],
    ['a page on top is named', { ending: ',"crossOrigin":false,"topOrigin":"https://a.b"}' }, /inside another page/],
    ['a second challenge follows', { ending: ',"crossOrigin":false,"challenge":"AAAA"}' }, /something else/],
    ['a second origin follows', { ending: ',"crossOrigin":false,"origin":"https://a.b"}' }, /another page/],
    ['crossOrigin comes late', { ending: ',"other":1,"crossOrigin":false}' }, /order/],
    ['the order of the fields is another', { clientData: reordered() }, /order/],
    ['the client data has blanks', { clientData: `${start.replace('{', '{ ')},"crossOrigin":false}` }, /order/],
    ['the client data is cut off', { clientData: start }, /cannot be read/],
    ['the client data is a list', { clientData: '[]' }, /cannot be read/],
    ['the client data is null', { clientData: 'null' }, /cannot be read/],
    ['the client data is not UTF-8', { clientData: Uint8Array.of(0x22, 0xff, 0x22) }, /cannot be read/],
    ['the client data starts with a byte order mark', { clientData: `\uFEFF${start}}` }, /cannot be read/],
    ['extensions are there and not announced', { extensions: Uint8Array.of(0xa0) }, /canonically/],
    ['extensions are announced and not there', { flags: 0x85 }, /canonically/],
    ['it claims attested data', { flags: 0x45 }, /canonically/],
  ])('is refused when %s', (_, change, reason) => {
    expect(answer(key, make(change))).toMatch(reason);
    expect(answer(key, make(change))).toMatch(/^bad-signature/);
  });

  it('is the only kind that a key of the approval page can make', () => {
    expect(answer(key, signWithSoftwareKey(key, { namespace: NAMESPACE, message, flags: 0x05 }))).toMatch(/algorithm/);
  });

  it('is refused by keys of other applications', () => {
    const other = makeSoftwareKey('sk-ecdsa', 'ssh:');
    expect(answer(other, signInBrowser(other, { namespace: NAMESPACE, message }))).toMatch(/algorithm/);
  });

  it('is accepted by stock ssh-keygen in every form that is accepted here', (context) => {
    if (WITHOUT_SSH_KEYGEN !== null) context.skip(WITHOUT_SSH_KEYGEN);
    const endings = ['}', ',"crossOrigin":false}', ',"crossOrigin":false,"other_keys_can_be_added_here":"x"}'];
    for (const ending of endings) expect(stock(key, make({ ending }))).toBe(true);
    expect(stock(key, make({ flags: 0x85, extensions: Uint8Array.of(0xa0) }))).toBe(true);
  });

  function reordered(): string {
    return `{"challenge":"${challenge}","origin":"https://${APPROVAL}","type":"webauthn.get","crossOrigin":false}`;
  }
  function clientDataOf(armored: string): string {
    return Buffer.from(armored.split('\n').slice(1, -2).join(''), 'base64').toString('latin1');
  }
});
