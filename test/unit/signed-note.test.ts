import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkpointBody,
  cosignCheckpoint,
  openCheckpoint,
  parseCheckpointBody,
  peekCheckpoint,
  signCheckpoint,
} from '../../main/journal/checkpoint.ts';
import { EMPTY_EDGE, edgeRoot, extendEdge } from '../../main/journal/merkle-edge.ts';
import { leafHash } from '../../main/journal/merkle.ts';
import {
  formatVkey,
  NOTE_LIMITS,
  openNote,
  parseNote,
  parseVkey,
  SIGNATURE_TYPE,
  signNote,
  verifierKey,
} from '../../main/journal/signed-note.ts';
import { formatTlogProof, parseTlogProof, verifyTlogProof } from '../../main/journal/tlog-proof.ts';
import { signerOf, unwrap } from './journal-fixture.ts';

// The example of golang.org/x/mod/sumdb/note.
const NEUMANN = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const NOTE =
  'If you think cryptography is the answer to your problem,\n' +
  "then you don't know what your problem is.\n" +
  '\n' +
  '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
// The example of c2sp.org/tlog-cosignature.
const COSIGNED =
  'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
  '\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n' +
  '\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n';

const ORIGIN = 'example.test/log';
const log = signerOf('log');
const logKey = verifierKey(ORIGIN, SIGNATURE_TYPE.ed25519, log.publicKey);
const witness = { name: 'example.test/witness', signer: signerOf('witness') };
const witnessKey = verifierKey(witness.name, SIGNATURE_TYPE.cosignature, witness.signer.publicKey);
const TEXT = 'some text\n\nand more\n';

describe('a signed note', () => {
  it('made by another implementation is accepted', () => {
    const opened = unwrap(openNote(NOTE, [unwrap(parseVkey(NEUMANN))]));
    expect(opened.text).toMatch(/^If you think .* problem is\.\n$/s);
    expect(formatVkey(unwrap(parseVkey(NEUMANN)))).toBe(NEUMANN);
  });

  it('keeps its text when it is signed and opened', () => {
    const opened = unwrap(openNote(signNote(TEXT, ORIGIN, log), [logKey]));
    expect(opened).toEqual({ text: TEXT, verified: [{ key: logKey, time: null }] });
  });

  it('is refused without a signature of a known key', () => {
    const note = signNote(TEXT, ORIGIN, log);
    expect(openNote(note, []).ok).toBe(false);
    expect(openNote(note, [witnessKey]).ok).toBe(false);
    // The same name with another key, and the same key under another name, are other keys.
    expect(openNote(note, [verifierKey(ORIGIN, 1, witness.signer.publicKey)]).ok).toBe(false);
    expect(openNote(note, [verifierKey('example.test/other', 1, log.publicKey)]).ok).toBe(false);
    expect(openNote(note, [verifierKey(ORIGIN, 4, log.publicKey)]).ok).toBe(false);
  });

  it('may carry signatures of unknown keys, of any type', () => {
    const note = `${signNote(TEXT, ORIGIN, log)}\u2014 quantum.example ${Buffer.alloc(2500, 7).toString('base64')}\n`;
    expect(openNote(note, [logKey]).ok).toBe(true);
  });

  it('is refused for one bad signature of a known key, whatever good ones it has', () => {
    const other = signNote('other text\n', witness.name, witness.signer).split('\n\n')[1]!;
    const note = signNote(TEXT, ORIGIN, log) + other;
    expect(openNote(note, [logKey]).ok).toBe(true);
    expect(openNote(note, [logKey, verifierKey(witness.name, 1, witness.signer.publicKey)]).ok).toBe(false);
  });

  it('is refused when any bit of its text or signature is flipped', () => {
    const note = Buffer.from(signNote(TEXT, ORIGIN, log));
    for (let index = 0; index < note.length; index += 1) {
      for (const mask of [1, 4, 32, 128]) {
        const changed = Uint8Array.from(note);
        changed[index] = (changed[index] ?? 0) ^ mask;
        expect(openNote(new TextDecoder('utf-8').decode(changed), [logKey]).ok).toBe(false);
      }
    }
  });

  it.each([
    ['nothing', ''],
    ['no signature', 'text\n\n'],
    ['no blank line', `text\n${NOTE.split('\n\n')[1]!}`],
    ['no last newline', NOTE.slice(0, -1)],
    ['a carriage return', NOTE.replace('problem,', 'problem,\r')],
    ['a tab', NOTE.replace('you think', 'you\tthink')],
    ['a lone surrogate', NOTE.replace('think', '\ud800')],
    ['a hyphen for the dash', NOTE.replace('\u2014', '-')],
    ['two spaces', NOTE.replace('PeterNeumann ', 'PeterNeumann  ')],
    ['a plus in the name', NOTE.replace('PeterNeumann', 'Peter+Neumann')],
    ['a no-break space in the name', NOTE.replace('PeterNeumann', 'Peter\u00a0Neumann')],
    ['base64 without padding', NOTE.replace('=', '')],
    ['base64 with idle bits set', NOTE.replace('wJnAM=', 'wJnAN=')],
    ['URL base64', NOTE.replace('/ZJk', '_ZJk')],
    ['a signature of nothing', 'text\n\n\u2014 PeterNeumann x08gow==\n'],
    ['a text behind the signatures', `${NOTE}text\n`],
    ['too many signatures', NOTE + NOTE.split('\n\n')[1]!.repeat(NOTE_LIMITS.signatures)],
    ['no end', `${'x'.repeat(NOTE_LIMITS.characters)}${NOTE}`],
  ])('is refused with %s', (_, note) => {
    expect(parseNote(note).ok).toBe(false);
  });

  it('never makes the parser throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void openNote(text, [logKey])));
  });
});

describe('a verifier key', () => {
  it('reads back as written', () => {
    for (const key of [logKey, witnessKey])
      expect(formatVkey(unwrap(parseVkey(formatVkey(key))))).toBe(formatVkey(key));
  });

  it.each([
    ['another id', NEUMANN.replace('c74f20a3', 'c74f20a4')],
    ['an id in capitals', NEUMANN.replace('c74f20a3', 'C74F20A3')],
    ['another name', NEUMANN.replace('PeterNeumann', 'PeterNewmann')],
    ['an unknown type', `x+00000000+${Buffer.alloc(33, 9).toString('base64')}`],
    ['a short key', NEUMANN.slice(0, -4)],
    ['a space in the name', NEUMANN.replace('PeterNeumann', 'Peter Neumann')],
    ['no name', NEUMANN.replace('PeterNeumann', '')],
    ['too much text', 'x'.repeat(1000)],
  ])('is refused with %s', (_, text) => {
    expect(parseVkey(text).ok).toBe(false);
  });
});

describe('a checkpoint', () => {
  const checkpoint = { origin: ORIGIN, size: 3, root: leafHash(Buffer.from('x')) };

  it('of the specification is read', () => {
    const read = unwrap(peekCheckpoint(COSIGNED));
    expect([read.origin, read.size]).toEqual(['example.com/behind-the-sofa', 20_852_163]);
    expect(Buffer.from(read.root).toString('base64')).toBe('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=');
    expect(unwrap(parseNote(COSIGNED)).signatures.map(({ name }) => name)).toEqual([
      'example.com/behind-the-sofa',
      'witness.example.com/w1',
    ]);
  });

  it('reads back as signed', () => {
    const note = signCheckpoint(checkpoint, log);
    expect(unwrap(openCheckpoint(note, logKey))).toEqual({
      ...checkpoint,
      root: Buffer.from(checkpoint.root),
      cosigners: [],
    });
  });

  it('names the witnesses that cosigned it, with their times', () => {
    const note = unwrap(cosignCheckpoint(signCheckpoint(checkpoint, log), witness, 1_679_315_147));
    expect(unwrap(openCheckpoint(note, logKey, [witnessKey])).cosigners).toEqual([
      { name: witness.name, time: 1_679_315_147 },
    ]);
    expect(unwrap(openCheckpoint(note, logKey)).cosigners).toEqual([]);
  });

  it('is refused when a cosignature of a known witness was given for another time', () => {
    const note = unwrap(cosignCheckpoint(signCheckpoint(checkpoint, log), witness, 1_679_315_147));
    const signature = Buffer.from(note.trimEnd().split(' ').at(-1)!, 'base64');
    signature[11] = (signature[11] ?? 0) ^ 1;
    const changed = note.replace(note.trimEnd().split(' ').at(-1)!, signature.toString('base64'));
    expect(openCheckpoint(changed, logKey).ok).toBe(true);
    expect(openCheckpoint(changed, logKey, [witnessKey]).ok).toBe(false);
  });

  it('is refused when only a witness has signed it, or when it is of another log', () => {
    const unsigned = signCheckpoint(checkpoint, signerOf('stranger'));
    const cosigned = unwrap(cosignCheckpoint(unsigned, witness, 1));
    expect(openCheckpoint(cosigned, logKey, [witnessKey]).ok).toBe(false);
    const foreign = signNote(checkpointBody({ ...checkpoint, origin: 'example.test/other' }), ORIGIN, log);
    expect(openCheckpoint(foreign, logKey).ok).toBe(false);
  });

  it.each([
    ['a leading zero', `${ORIGIN}\n03\n${'A'.repeat(43)}=\n`],
    ['a size beyond 2^53', `${ORIGIN}\n9007199254740993\n${'A'.repeat(43)}=\n`],
    ['a negative size', `${ORIGIN}\n-1\n${'A'.repeat(43)}=\n`],
    ['a short root', `${ORIGIN}\n3\nAAAA\n`],
    ['no root', `${ORIGIN}\n3\n`],
    ['no origin', `\n3\n${'A'.repeat(43)}=\n`],
    ['an empty extension line', `${ORIGIN}\n3\n${'A'.repeat(43)}=\n\n`],
    ['no last newline', `${ORIGIN}\n3\n${'A'.repeat(43)}=`],
  ])('is refused with %s', (_, body) => {
    expect(parseCheckpointBody(body).ok).toBe(false);
  });

  it('may carry extension lines, which say nothing', () => {
    expect(parseCheckpointBody(`${ORIGIN}\n3\n${'A'.repeat(43)}=\nmore\n`).ok).toBe(true);
  });
});

describe('a tlog-proof', () => {
  const leaf = Buffer.from('the leaf');
  const sibling = leafHash(Buffer.from('its sibling'));
  const root = edgeRoot(extendEdge(extendEdge(EMPTY_EDGE, sibling).edge, leafHash(leaf)).edge);
  const checkpoint = signCheckpoint({ origin: ORIGIN, size: 2, root }, log);
  const proof = { index: 1, path: [sibling], checkpoint, extra: null };
  const text = formatTlogProof(proof);

  it('reads back as written, with and without extra data', () => {
    expect(unwrap(parseTlogProof(text))).toEqual({ ...proof, path: [Buffer.from(sibling)] });
    const more = { ...proof, path: [Buffer.from(sibling)], extra: Buffer.from('more') };
    expect(unwrap(parseTlogProof(formatTlogProof(more)))).toEqual(more);
  });

  it('proves its leaf and no other', () => {
    expect(unwrap(verifyTlogProof(text, leaf, logKey)).index).toBe(1);
    expect(verifyTlogProof(text, Buffer.from('other'), logKey).ok).toBe(false);
    expect(verifyTlogProof(text, leaf, witnessKey).ok).toBe(false);
    expect(verifyTlogProof(text.replace('index 1', 'index 0'), leaf, logKey).ok).toBe(false);
  });

  it.each([
    ['another first line', text.replace('@v1', '@v2')],
    ['no index', text.replace('index 1\n', '')],
    ['a leading zero', text.replace('index 1', 'index 01')],
    ['a malformed hash', text.replace(Buffer.from(sibling).toString('base64'), 'AAAA')],
    ['empty extra data', text.replace('index', 'extra \nindex')],
    ['an endless path', text.replace('index 1\n', `index 1\n${`${'A'.repeat(43)}=\n`.repeat(54)}`)],
    ['no checkpoint', text.slice(0, text.indexOf('\n\n'))],
  ])('is refused with %s', (_, changed) => {
    expect(parseTlogProof(changed).ok).toBe(false);
  });
});
