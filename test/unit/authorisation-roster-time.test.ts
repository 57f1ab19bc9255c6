import { describe, expect, test } from 'vitest';
import { verifyAuthorisation } from '../../main/operations/index.ts';
import { documentDigest, type Statement } from '../../main/signoff/index.ts';
import { rosterAfter } from '../../main/workspace/index.ts';
import type { Change } from '../../shared/change.ts';
import type { ChangePlan } from '../../shared/plan.ts';
import { dissented, draft, forger, stored, type Draft, type Forger } from '../support/forger.ts';
import { planAndRun, SIGNERS } from '../support/forgeries.ts';
import {
  adding,
  AT,
  changePlan,
  dated,
  DAY_LATER,
  HOUR_MS,
  newcomer,
  removing,
  rotation,
  whole,
} from '../support/roster-forger.ts';

describe('after an addition', () => {
  function withLea(): { forging: Forger; change: Change; statement: Statement<ChangePlan> } {
    const forging = forger();
    const change = adding(forging);
    const statement = changePlan(forging, change);
    forging.write(whole(statement));
    expect(forging.verdict()).toBe('ok');
    return { forging, change, statement };
  }
  const run = (plan: Statement, signers: readonly string[], at: number): readonly Draft[] =>
    planAndRun(plan, signers).map((one) => ({ ...one, at }));

  test('the new person’s approval does not count before it is in force', () => {
    const { forging } = withLea();
    forging.write(run(rotation(forging, null), ['ada', 'lea'], DAY_LATER - 1));
    expect(forging.verdict()).toMatch(/^unauthorised 6: .*does not hold/);
  });

  test('a plan of the coming roster is refused before it is in force', () => {
    const { forging, change } = withLea();
    forging.write(run(rotation(forging, change), SIGNERS, DAY_LATER - 1));
    expect(forging.verdict()).toMatch(/^unauthorised 6: .*roster or policy that was not in force/);
  });

  test('it counts from the moment on at which it is in force', () => {
    const { forging, change } = withLea();
    forging.write(run(rotation(forging, change), ['ada', 'lea'], DAY_LATER));
    expect(forging.verdict()).toBe('ok');
  });

  test('a plan of the former roster is refused from that moment on', () => {
    const { forging } = withLea();
    forging.write(run(rotation(forging, null), SIGNERS, DAY_LATER));
    expect(forging.verdict()).toMatch(/^unauthorised 6: .*roster or policy that was not in force/);
  });

  /** Somebody vouches for a clock that had jumped ahead. */
  const vouched = (aheadSeconds: number, at: number): readonly Draft[] =>
    dated([draft('clock.confirmed', null, { aheadSeconds })], at);
  const HOUR_S = 3600;

  test('a jump of the clock that somebody vouched for postpones it by the jump', () => {
    for (const [at, verdict] of [
      [DAY_LATER + HOUR_MS - 1, /^unauthorised 7: .*not in force/],
      [DAY_LATER + HOUR_MS, /^ok$/],
    ] as const) {
      const { forging, change } = withLea();
      forging.write(vouched(HOUR_S, AT + 2 * HOUR_MS));
      forging.write(run(rotation(forging, change), ['ada', 'lea'], at));
      expect(forging.verdict()).toMatch(verdict);
    }
  });

  test('a jump beyond its moment does not bring it into force, and neither do many jumps', () => {
    const { forging, change } = withLea();
    forging.write(vouched(25 * HOUR_S, AT + 25 * HOUR_MS));
    forging.write(vouched(24 * HOUR_S, AT + 49 * HOUR_MS));
    forging.write(run(rotation(forging, change), ['ada', 'lea'], AT + 73 * HOUR_MS - 1));
    expect(forging.verdict()).toMatch(/^unauthorised 8: .*not in force/);
  });

  test('what had waited long enough before the jump stays in force', () => {
    const { forging, change } = withLea();
    forging.write(vouched(HOUR_S, DAY_LATER + HOUR_MS));
    forging.write(run(rotation(forging, change), ['ada', 'lea'], DAY_LATER + HOUR_MS));
    expect(forging.verdict()).toBe('ok');
  });

  test.each([-24 * HOUR_S, Number.MAX_SAFE_INTEGER, 8e12, 250e9])(
    'a confirmation of %i s brings nothing into force sooner',
    (aheadSeconds) => {
      const { forging, change } = withLea();
      forging.write(vouched(aheadSeconds, AT + HOUR_MS));
      forging.write(run(rotation(forging, change), ['ada', 'lea'], DAY_LATER - 1));
      expect(forging.verdict()).toMatch(/^unauthorised 7: .*not in force/);
    },
  );

  test('a no in between means that it never counts', () => {
    const { forging, change, statement } = withLea();
    forging.write(dated([dissented(statement, 'hal', 'I do not know her')], DAY_LATER - 1));
    expect(forging.verdict()).toBe('ok');
    forging.write(run(rotation(forging, change), ['ada', 'lea'], DAY_LATER));
    expect(forging.verdict()).toMatch(/^unauthorised 7: .*not in force/);
  });

  test('a no that comes later changes nothing', () => {
    const { forging, change, statement } = withLea();
    forging.write(dated([dissented(statement, 'hal', 'Too late')], DAY_LATER));
    forging.write(run(rotation(forging, change), ['ada', 'lea'], DAY_LATER));
    expect(forging.verdict()).toBe('ok');
  });

  test.each([
    ['one that stops it, recorded as one that does not', 'hal', false],
    ['one that does not stop it, recorded as one that does', 'dan', true],
  ])('a no is named when it is %s', (_, who, blocks) => {
    const { forging, statement } = withLea();
    forging.write(dated([dissented(statement, who, 'No', { blocks })], AT + 1));
    expect(forging.verdict()).toMatch(/^unauthorised 5: .*something it is not/);
  });
});

test('a removal counts at once, and the key of who has left is never taken again', () => {
  const forging = forger();
  const change = removing('kim');
  forging.write(whole(changePlan(forging, change)));
  forging.write(
    planAndRun(rotation(forging, change, { requester: { id: 'ivy', name: 'ivy' } })).map((one) => ({ ...one, at: AT })),
  );
  expect(forging.verdict()).toBe('ok');
  const again = adding(forging, newcomer('kim'), 'kim');
  const rosterDigest = documentDigest(rosterAfter(forging.genesis.roster, change));
  forging.write(whole(changePlan(forging, again, { rosterDigest, requester: { id: 'ivy', name: 'ivy' } }), AT + 1000));
  expect(forging.verdict()).toMatch(/^unauthorised 9: .*is or was in the roster/);
});

test('a change whose contents were erased leaves a journal of which nobody knows the roster', () => {
  const forging = forger();
  forging.write(whole(changePlan(forging, removing('kim'))));
  const { journal } = forging;
  const erased = {
    ...journal,
    *entries(query: Parameters<typeof journal.entries>[0]) {
      for (const entry of journal.entries(query)) {
        yield entry.skeleton.kind === 'roster.changed' ? { ...entry, payload: null } : entry;
      }
    },
  } as typeof journal;
  expect(forging.verdict()).toBe('ok');
  expect(verifyAuthorisation(erased)).toMatchObject({ ok: false, problem: { kind: 'unreadable', entry: 3 } });
});

test('on real providers a change of the roster wants the requester’s signature, and no acceptance of the genesis', () => {
  const cloud = {
    id: 'cloud',
    environment: 'staging',
    enforcement: 'advisory',
    identity: { provider: 'azure', tenant: 'tenant', vaultUrl: 'https://vault.example' },
  } as const;
  const history = (request: boolean): string => {
    const forging = forger({ connections: [cloud] });
    const statement = changePlan(forging, adding(forging));
    const signed = request ? { request: stored('kim', statement.bytes, 'request') } : {};
    const [plan, admission, ...rest] = whole(statement) as [Draft, Draft, ...Draft[]];
    forging.write([plan, { ...admission, payload: { ...admission.payload, ...signed } }, ...rest]);
    return forging.verdict();
  };
  expect(history(true)).toBe('ok');
  expect(history(false)).toMatch(/^unauthorised 2: .*The requester/);
});
