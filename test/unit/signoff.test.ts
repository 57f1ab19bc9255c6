import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { firstRoster } from '../../main/people/index.ts';
import {
  armoredSignature,
  compactSignature,
  documentDigest,
  judge,
  makeSshSignature,
  readStatement,
  sha256Hex,
  statementOf,
  wordsOf,
  type Packet,
  type Statement,
} from '../../main/signoff/index.ts';
import { canonicalBytes, canonicalJson, type JsonObject } from '../../shared/canonical-json.ts';
import { NAMESPACES } from '../../shared/plan.ts';
import { castInputs, packetOf, signerOf } from '../support/cast.ts';
import { newLab, planCreation, planRotation } from '../support/lab.ts';
import { anyPlan, leavesOf, objectsOf, withAt } from '../support/plans-made-up.ts';
import { present, unwrap } from '../support/unwrap.ts';

const roster = unwrap(firstRoster(castInputs(), false, () => ({ ok: false, error: 'nobody is without a key' }))).roster;

let made: { readonly plan: Statement; readonly other: Statement } | null = null;

beforeAll(async () => {
  const desk = newLab().open();
  made = { plan: await planRotation(desk), other: await planCreation(desk) };
});

const statement = (): Statement => present(made).plan;
const other = (): Statement => present(made).other;

/** Code and file of a refusal, or who signed what. */
function verdict(packet: Packet, over: Statement = statement()): string {
  const judged = judge(packet, over, roster);
  if (!judged.ok) return `${judged.error.code} ${judged.error.signature ?? '-'}`;
  return `${judged.value.person.id} ${judged.value.purpose}`;
}

function dissentOf(who: string, plan: string, reason = 'Not today', more: JsonObject = {}): Packet {
  const dissent = canonicalBytes({ type: 'claviger.dissent.v1', plan, reason, ...more });
  const armored = makeSshSignature({ namespace: NAMESPACES.dissent, message: dissent, signer: signerOf(who) });
  return { label: `${who}.dissent.sig`, armored, dissent };
}

describe('a signature over a plan', () => {
  test.each(['signoff', 'request', 'dissent'] as const)('says who, and that it is a %s', (purpose) => {
    expect(verdict(packetOf(statement(), 'ada', purpose))).toBe(`ada ${purpose}`);
  });

  test('counts for the person, whichever of their keys made it', () => {
    const second = { ...packetOf(statement(), 'ada second key'), label: 'ada2.sig' };
    expect(verdict(second)).toBe('ada signoff');
    const first = unwrap(judge(packetOf(statement(), 'ada'), statement(), roster));
    expect(unwrap(judge(second, statement(), roster)).fingerprint).not.toBe(first.fingerprint);
    expect(first).toMatchObject({ custody: 'own-file', dissent: null });
  });

  test('over another plan is refused', () => {
    expect(verdict(packetOf(other(), 'ada'))).toBe('bad-signature ada.sig');
  });

  test('over the same plan with one byte changed is refused, wherever the byte stands', () => {
    const packet = packetOf(statement(), 'ada');
    fc.assert(
      fc.property(fc.nat({ max: statement().bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const bytes = Uint8Array.from(statement().bytes);
        bytes[at] = (bytes[at] ?? 0) ^ by;
        expect(judge(packet, { ...statement(), bytes }, roster).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('by a stranger is refused', () => {
    expect(verdict(packetOf(statement(), 'mallory'))).toBe('unknown-key mallory.sig');
  });

  test.each(['claviger-accept-v1', 'git', 'claviger-signoff-v2', 'CLAVIGER-SIGNOFF-V1'])(
    'for the purpose %s is refused',
    (namespace) => {
      const armored = makeSshSignature({ namespace, message: statement().bytes, signer: signerOf('ada') });
      expect(verdict({ label: 'ada.sig', armored, dissent: null })).toBe('wrong-namespace ada.sig');
    },
  );

  test.each(['', 'hello', '-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n', 'x'.repeat(20_000)])(
    'that is none is refused',
    (armored) => {
      expect(verdict({ label: 'file.sig', armored, dissent: null })).toBe('bad-signature file.sig');
    },
  );

  test('survives being kept as one line, byte for byte', () => {
    const { armored } = packetOf(statement(), 'ada');
    const compact = compactSignature(armored);
    expect(compact).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
    expect(armoredSignature(compact)).toBe(armored);
  });
});

describe('a dissent', () => {
  test('carries its reason, signed with the plan’s digest', () => {
    const judged = unwrap(judge(dissentOf('ben', statement().digest, 'Too early'), statement(), roster));
    expect(judged).toMatchObject({ purpose: 'dissent', person: { id: 'ben' }, dissent: { reason: 'Too early' } });
  });

  test('from another plan is refused as one', () => {
    expect(verdict(dissentOf('ben', other().digest))).toBe('statement-changed ben.dissent.sig');
  });

  test('whose reason was changed afterwards is refused', () => {
    const packet = dissentOf('ben', statement().digest, 'Too early');
    const changed = canonicalBytes({ type: 'claviger.dissent.v1', plan: statement().digest, reason: 'Fine' });
    expect(verdict({ ...packet, dissent: changed })).toBe('bad-signature ben.dissent.sig');
  });

  test('with a field that no dissent has is refused', () => {
    expect(verdict(dissentOf('ben', statement().digest, 'No', { novelty: 1 }))).toBe('bad-signature ben.dissent.sig');
  });

  test('cannot be passed off as an approval', () => {
    const dissent = canonicalBytes({ type: 'claviger.dissent.v1', plan: statement().digest, reason: 'No' });
    const armored = makeSshSignature({ namespace: NAMESPACES.signoff, message: dissent, signer: signerOf('ada') });
    expect(verdict({ label: 'ada.sig', armored, dissent })).toBe('bad-signature ada.sig');
    expect(verdict({ label: 'ada.sig', armored, dissent: null })).toBe('bad-signature ada.sig');
    const no = packetOf(statement(), 'ada', 'dissent');
    expect(verdict(no)).toBe('ada dissent');
  });
});

describe('a statement', () => {
  test('is read back from its bytes as it was made', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { bytes, digest } = statementOf(plan);
        expect(unwrap(readStatement(bytes))).toMatchObject({ digest, plan: JSON.parse(canonicalJson(plan)) as object });
        expect(digest).toBe(sha256Hex(bytes));
        expect(documentDigest(plan)).toBe(digest);
      }),
      { numRuns: 60 },
    );
  });

  test('has another digest whenever any value in it is another', () => {
    fc.assert(
      fc.property(anyPlan, fc.nat(), (plan, place) => {
        const leaves = leavesOf(plan);
        const [path, value] = leaves[place % leaves.length] ?? [[], null];
        const changed = withAt(plan, path, value === 'changed' ? 'changed again' : 'changed') as JsonObject;
        expect(documentDigest(changed)).not.toBe(documentDigest(plan));
      }),
      { numRuns: 100 },
    );
  });

  test('with an unknown field at any depth is not read', () => {
    fc.assert(
      fc.property(anyPlan, fc.nat(), (plan, place) => {
        const paths = objectsOf(plan).filter((path) => path.at(-1) !== 'tags');
        const path = paths[place % paths.length] ?? [];
        const odd = withAt(plan, [...path, 'zzz'], 1) as JsonObject;
        expect(readStatement(canonicalBytes(odd)).ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  test.each<[string, (text: string) => string]>([
    ['a line break at the end', (text) => `${text}\n`],
    ['a blank after the first brace', (text) => text.replace('{', '{ ')],
    ['an escape that canonical JSON does not use', (text) => text.replace('"rotate"', '"\\u0072otate"')],
    ['a byte order mark', (text) => `\uFEFF${text}`],
    ['a field said twice', (text) => text.replace('{', '{"ticket":"CHG-1",')],
    ['nothing at all', () => ''],
  ])('with %s is not read: what is signed is exactly these bytes', (_, change) => {
    const text = new TextDecoder().decode(statement().bytes);
    expect(change(text)).not.toBe(text);
    expect(readStatement(new TextEncoder().encode(change(text))).ok).toBe(false);
  });

  test('is named by 24 words', () => {
    expect(wordsOf(statement().digest)).toHaveLength(24);
    expect(wordsOf(statement().digest)).not.toEqual(wordsOf(other().digest));
  });
});
