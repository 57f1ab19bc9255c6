/** Sign-off: statements, the signatures over them, and whether they amount to a quorum. */
export { armoredSignature, compactSignature } from './compact.ts';
export { documentDigest, readStatement, sha256Hex, statementOf, wordsOf, type Statement } from './statement.ts';
export { fragileRules, isAbout, mayApprove, seat, type Admitting, type Fragility, type Seat } from './quorum.ts';
export {
  blocks,
  checkQuorum,
  judge,
  refusal,
  type Judged,
  type Packet,
  type Refusal,
  type SignedOff,
} from './packets.ts';
export { makeSshSignature, parseSshSignature, verifySshSignature } from './sshsig.ts';
