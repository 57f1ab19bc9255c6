import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  enrolmentStatement,
  enrolWithPassphrase,
  mayAnswer,
  proposePersonAddition,
  proposePersonRemoval,
  runPlan,
} from '../../main/operations/index.ts';
import { unlockConsoleKey } from '../../main/people/index.ts';
import { statementOf } from '../../main/signoff/index.ts';
import { entry } from '../../main/workspace/index.ts';
import { changePlanSchema } from '../../shared/plan.ts';
import { packetOf, packetsOf } from '../support/cast.ts';
import { newLab, personOf, planRotation } from '../support/lab.ts';
import {
  addition,
  approvedAddition,
  carryOut,
  codeOf,
  DELAY_MS,
  enrolmentOf,
  proofsOf,
  propose,
  proposeRemoval,
  refusedAs,
  rosterOf,
  ROSTER_QUORUM,
} from '../support/roster-changes.ts';
import { soundness } from '../support/soundness.ts';
import { counts, lastTold } from '../support/told.ts';
import { present, unwrap } from '../support/unwrap.ts';
import { mutationsOf } from '../terminal/mutations.ts';

describe('an addition is refused', () => {
  test('without a proof by each key', () => {
    const desk = newLab().open();
    const two = { keys: ['lea', 'lea second key'] };
    expect(refusedAs(propose(desk, enrolmentOf(desk, two, ['lea'])))).toBe('bad-signature');
    expect(refusedAs(propose(desk, enrolmentOf(desk, two, [])))).toBe('bad-signature');
    expect(refusedAs(propose(desk, enrolmentOf(desk, {}, ['lea', 'mallory'])))).toBe('bad-signature');
    expect(refusedAs(propose(desk, enrolmentOf(desk, two)))).toBe('ok');
  });

  test('with a proof by another key', () => {
    const desk = newLab().open();
    expect(refusedAs(propose(desk, enrolmentOf(desk, {}, ['mallory'])))).toBe('unknown-key');
  });

  test('with a proof for another workspace, another person or another purpose', () => {
    const desk = newLab().open();
    const { id } = desk.workspace;
    const { person } = enrolmentOf(desk);
    const others = [
      enrolmentStatement('00'.repeat(32), person),
      enrolmentStatement(id, { ...person, id: 'leo' }),
      enrolmentStatement(id, { ...person, roles: ['security-lead'] }),
    ].map((message) => proofsOf(message, ['lea']));
    const misused = proofsOf(enrolmentStatement(id, person), ['lea'], 'claviger-signoff-v1');
    for (const proofs of [...others, misused]) {
      expect(refusedAs(propose(desk, { person, proofs, privateKey: null }))).toBe('bad-signature');
    }
    expect(counts(desk.workspace.journal)['plan.proposed']).toBeUndefined();
  });

  test('when a key is or was somebody’s: in the roster, waiting for it, or of a person who has left', async () => {
    const { lab, desk } = await approvedAddition();
    const again = { name: 'mia', keys: ['lea'] };
    expect(refusedAs(propose(desk, enrolmentOf(desk, again)))).toBe('not-possible');
    expect(refusedAs(propose(desk, enrolmentOf(desk, { name: 'mia', keys: ['ada second key'] })))).toBe('not-possible');
    lab.clock.pass(DELAY_MS);
    expect(refusedAs(propose(desk, enrolmentOf(desk, again)))).toBe('not-possible');
    expect(codeOf(await carryOut(desk, unwrap(proposeRemoval(desk, 'lea'))))).toBe('done');
    expect(rosterOf(desk)).not.toContain('lea');
    expect(refusedAs(propose(desk, enrolmentOf(desk, again)))).toBe('not-possible');
    desk.close();
    const next = lab.open();
    expect(refusedAs(propose(next, enrolmentOf(next, again)))).toBe('not-possible');
    const former = { ...enrolmentOf(next, { keys: ['lea anew'] }).person, id: 'lea' };
    const proofs = proofsOf(enrolmentStatement(next.workspace.id, former), ['lea anew']);
    expect(refusedAs(propose(next, { person: former, proofs, privateKey: null }))).toBe('not-possible');
    // Who comes back gets another id, and brings another key.
    expect(enrolmentOf(next, { keys: ['lea anew'] }).person.id).toBe('lea-2');
    expect(refusedAs(propose(next, enrolmentOf(next, { keys: ['lea anew'] })))).toBe('ok');
  });

  test('when what is said of a key is not what the key says', () => {
    const desk = newLab().open();
    const { person } = enrolmentOf(desk);
    const [key] = person.keys;
    const { fingerprint } = present(personOf(desk, 'ada').keys[0]);
    for (const lie of [{ fingerprint }, { custody: 'hardware' as const }]) {
      const other = { ...person, keys: [{ ...present(key), ...lie }] };
      const proofs = proofsOf(enrolmentStatement(desk.workspace.id, other), ['lea']);
      expect(refusedAs(propose(desk, { person: other, proofs, privateKey: null }))).toBe('not-possible');
    }
  });

  test.each(['ada', 'Ada'])('when somebody could be taken for somebody else: %s', async (name) => {
    const desk = newLab().open();
    const made = propose(desk, enrolmentOf(desk, { name, keys: ['mia'] }));
    expect(refusedAs(made)).toBe(name === 'ada' ? 'not-possible' : 'ok');
    expect(made.ok && made.value.plan.change.person.id).toBe(made.ok ? 'ada-2' : false);
  });

  test('when nobody of the roster vouches', () => {
    const desk = newLab().open();
    const enrolment = enrolmentOf(desk);
    const stranger = { ...personOf(desk, 'ivy'), id: 'nobody', name: 'Nobody' };
    const renamed = { ...personOf(desk, 'ivy'), name: 'Somebody Else' };
    const asked = { ticket: 'HR-12', reason: 'A test', validForMs: 60_000, requester: personOf(desk, 'kim') };
    for (const voucher of [stranger, renamed]) {
      expect(refusedAs(proposePersonAddition(desk.context, { ...asked, voucher, enrolment }))).toBe('person-not-found');
    }
  });

  test('when its name looks like a secret, or its ticket is empty', () => {
    const desk = newLab().open();
    const enrolment = enrolmentOf(desk);
    const asked = { ticket: 'HR-12', reason: 'password=hunter22', validForMs: 60_000 };
    const people = { requester: personOf(desk, 'kim'), voucher: personOf(desk, 'ivy'), enrolment };
    expect(refusedAs(proposePersonAddition(desk.context, { ...asked, ...people }))).toBe('looks-like-secret');
    expect(refusedAs(proposePersonAddition(desk.context, { ...asked, reason: 'x', ticket: ' ', ...people }))).toBe(
      'bad-input',
    );
  });

  test('when no rule of the policy allows it', () => {
    const desk = newLab().open();
    const { workspace } = desk;
    const policy = { ...workspace.authority.policy, rules: [] };
    const context = { ...desk.context, workspace: { ...workspace, authority: { ...workspace.authority, policy } } };
    expect(refusedAs(propose({ ...desk, context }, enrolmentOf(desk)))).toBe('no-rule');
  });

  test('when the same person was approved meanwhile by another plan', async () => {
    const desk = newLab().open();
    const [one, other] = [addition(desk), addition(desk)];
    expect(codeOf(await carryOut(desk, one))).toBe('done');
    const report = await carryOut(desk, other);
    expect(codeOf(report)).toBe('plan-not-ours');
    expect(report.error?.message).toContain('an id is never given again');
  });
});

describe('a removal from the roster', () => {
  test('is in force at once: a signature that was made before does not count any more', async () => {
    const desk = newLab().open();
    const rotation = await planRotation(desk, undefined, { as: 'ivy' });
    const removal = unwrap(proposeRemoval(desk, 'kim'));
    expect(removal.plan).toMatchObject({ delayHours: 0, quorum: { without: ['kim'] } });
    expect(codeOf(await carryOut(desk, removal))).toBe('done');
    expect(rosterOf(desk)).not.toContain('kim');
    expect(codeOf(await runPlan(desk.context, rotation.bytes, packetsOf(rotation, ['ada', 'ben'])))).toBe(
      'policy-changed',
    );
    expect(codeOf(await runPlan(desk.context, rotation.bytes, packetsOf(rotation, ['kim'])))).toBe('policy-changed');
    expect(await soundness(desk.workspace)).toBe('sound');
  });

  test.each(['fay', 'dan', 'jon'])('is refused when one more loss would then stop an operation: %s', (who) => {
    const made = proposeRemoval(newLab().open(), who);
    expect(refusedAs(made)).toBe('not-possible');
    expect(made.ok ? '' : made.error.message).toContain('one more loss');
  });

  test('is possible once somebody has come in their place', async () => {
    const lab = newLab();
    const desk = lab.open();
    await carryOut(desk, addition(desk, { roles: ['security-lead'] }));
    expect(refusedAs(proposeRemoval(desk, 'hal'))).toBe('not-possible');
    lab.clock.pass(DELAY_MS);
    expect(codeOf(await carryOut(desk, unwrap(proposeRemoval(desk, 'hal'))))).toBe('done');
    expect(await soundness(desk.workspace)).toBe('sound');
  });

  test('neither counts the person concerned nor lets them stop it', async () => {
    const lab = newLab();
    const desk = lab.open();
    await carryOut(desk, addition(desk, { roles: ['security-lead'] }));
    lab.clock.pass(DELAY_MS);
    const removal = unwrap(proposeRemoval(desk, 'hal'));
    const report = await carryOut(desk, removal, ['fay', 'hal', 'ada']);
    expect(report).toMatchObject({ error: { code: 'requester-not-allowed' }, signature: 'hal.sig' });
    expect(report.error?.message).toContain('is whom this is about');
    expect(refusedAs(mayAnswer(desk.context, removal.bytes, personOf(desk, 'hal'), { purpose: 'signoff' }))).toBe(
      'requester-not-allowed',
    );
    const against = packetOf(removal, 'hal', 'dissent');
    expect(codeOf(await carryOut(desk, removal, ROSTER_QUORUM, [against]))).toBe('done');
    expect(lastTold(desk.workspace.journal)?.kind).toBe('run.finished');
    expect(rosterOf(desk)).not.toContain('hal');
    expect(await soundness(desk.workspace)).toBe('sound');
  });

  test('of somebody who is not there is refused', () => {
    const desk = newLab().open();
    const nobody = { ...personOf(desk, 'kim'), id: 'nobody' };
    const asked = { ticket: 'HR-12', reason: 'A test', validForMs: 60_000, requester: personOf(desk, 'ivy') };
    expect(refusedAs(proposePersonRemoval(desk.context, { ...asked, person: nobody }))).toBe('person-not-found');
  });
});

describe('a newcomer without a key', () => {
  const wish = { name: 'Lea Stone', roles: ['custodian'] as const, passphrase: 'three dry riverbeds', rounds: 1 };

  test('gets one from the console, kept from the plan on under their passphrase', async () => {
    const lab = newLab();
    const desk = lab.open();
    const enrolment = unwrap(enrolWithPassphrase(desk.workspace, wish));
    expect(enrolment.person).toMatchObject({ id: 'lea-stone', keys: [{ custody: 'console-held' }] });
    const file = join(desk.workspace.layout.people, 'lea-stone.key');
    expect(existsSync(file)).toBe(false);
    const statement = unwrap(propose(desk, enrolment));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const signer = unwrap(unlockConsoleKey(readFileSync(file, 'utf8'), wish.passphrase));
    expect(signer.publicKey.fingerprint).toBe(enrolment.person.keys[0]?.fingerprint);
    expect(codeOf(await carryOut(desk, statement))).toBe('done');
    lab.clock.pass(DELAY_MS);
    expect(personOf(desk, 'lea-stone')).toMatchObject({ madeUp: false, roles: ['custodian'] });
  });

  test('does not get a file that another plan has filled: the next one has another id', () => {
    const desk = newLab().open();
    unwrap(propose(desk, unwrap(enrolWithPassphrase(desk.workspace, wish))));
    expect(unwrap(enrolWithPassphrase(desk.workspace, wish)).person.id).toBe('lea-stone-2');
  });

  test('leaves no file when nothing was planned', () => {
    const desk = newLab().open();
    const enrolment = unwrap(enrolWithPassphrase(desk.workspace, wish));
    const people = { requester: personOf(desk, 'kim'), voucher: personOf(desk, 'ivy'), enrolment };
    const asked = { ticket: 'HR-12', reason: 'A test', validForMs: 60_000 };
    const append: typeof desk.workspace.append = () => ({
      ok: false,
      error: { code: 'journal-full', message: 'Full.' },
    });
    const context = { ...desk.context, workspace: { ...desk.workspace, append } };
    expect(refusedAs(proposePersonAddition(context, { ...asked, ...people }))).toBe('journal-full');
    expect(existsSync(join(desk.workspace.layout.people, 'lea-stone.key'))).toBe(false);
  });

  test.each(['short', ' three dry riverbeds'])(
    'chooses a passphrase that is worth the name: %j is none',
    (passphrase) => {
      expect(refusedAs(enrolWithPassphrase(newLab().open().workspace, { ...wish, passphrase }))).toBe(
        'weak-passphrase',
      );
    },
  );
});

describe('a change of the roster that stands in the journal as if this console had made it', () => {
  // What people asked for and agreed to cannot be false; everything else is worked out again.
  const SAID_NOT_FOUND = /^(?:reason|ticket|nonce|notAfter|createdAt)$/;

  test.each(['addition', 'removal'])(
    'is refused although its quorum has signed it, whatever field was changed: %s',
    async (kind) => {
      const desk = newLab().open();
      const { plan } = kind === 'addition' ? addition(desk) : unwrap(proposeRemoval(desk, 'kim'));
      const wellFormed = mutationsOf(plan).flatMap(({ name, place, document }) => {
        const read = changePlanSchema.safeParse(document);
        return read.success && !SAID_NOT_FOUND.test(place) ? [{ name, statement: statementOf(read.data) }] : [];
      });
      expect(wellFormed.length).toBeGreaterThan(30);
      const carriedOut: string[] = [];
      for (const { name, statement } of wellFormed) {
        unwrap(desk.workspace.append([entry('plan.proposed', statement.digest, { plan: statement.plan })]));
        if ((await carryOut(desk, statement)).result !== 'refused') carriedOut.push(name);
      }
      expect(carriedOut).toEqual([]);
      expect(counts(desk.workspace.journal)['roster.changed']).toBeUndefined();
      // The same signers, the same console, the plan unchanged: so it was the change that was refused.
      expect(codeOf(await carryOut(desk, statementOf(plan)))).toBe('done');
    },
  );
});
