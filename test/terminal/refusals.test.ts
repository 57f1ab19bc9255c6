import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';
import { needsSshKeygen, planArgs, plannedSite, runArgs, signWith, type Who } from './cast.ts';
import { copyOf, done, until, type Site } from './claviger.ts';
import { FIRST_VERSION, journaledRefusals, planShape, recordedRefusals, runShape, versionOf } from './shapes.ts';

let planned: Site;

/** A run that is refused: exit 3, this code, nothing done, and the refusal in the journal. */
async function refused(site: Site, signatures: readonly string[], code: string, plan = 'plan.json'): Promise<string> {
  const ran = await site.claviger(runArgs(signatures, plan));
  const { result, error, steps } = runShape.parse(ran.json);
  expect({ exit: ran.exit, result, code: error?.code, steps }).toEqual({ exit: 3, result: 'refused', code, steps: [] });
  expect(ran.stderr).toContain(code);
  expect(await journaledRefusals(site, code)).toHaveLength(1);
  return error?.message ?? '';
}

beforeAll(async () => {
  if (WITHOUT_SSH_KEYGEN !== null) return;
  planned = await plannedSite();
  for (const who of ['ada', 'ben'] as const) signWith(planned, who);
});
beforeEach(needsSshKeygen);

describe.concurrent('a run is refused, with a code of its own and an entry in the journal', () => {
  const both = ['plan.json.ada.sig', 'plan.json.ben.sig'];

  it('with one signature', async () => {
    const site = copyOf(planned);
    expect(await refused(site, ['plan.json.ada.sig'], 'quorum-not-met')).toContain('Ada Lovell');
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it('with no signature', async () => {
    const site = copyOf(planned);
    expect(await refused(site, [], 'quorum-not-met')).toContain('Nobody has signed');
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it('when one person signs with two keys', async () => {
    const site = copyOf(planned);
    const twice = ['plan.json.ada.sig', signWith(site, 'ada-second')];
    expect(await refused(site, twice, 'same-person')).toContain('Ada Lovell');
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it('when one person signs with two keys although there are enough others', async () => {
    const site = copyOf(planned);
    await refused(site, [...both, signWith(site, 'ada-second')], 'same-person');
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it('when a signature was made for another purpose', async () => {
    const site = copyOf(planned);
    const file = signWith(site, 'ben', { namespace: 'file' });
    expect(await refused(site, ['plan.json.ada.sig', file], 'wrong-namespace')).toContain(file);
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it('when a signature is the acceptance of a genesis, or a request by somebody who did not ask', async () => {
    const site = copyOf(planned);
    const accepted = signWith(site, 'ben', { namespace: 'claviger-accept-v1' });
    await refused(site, ['plan.json.ada.sig', accepted], 'wrong-namespace');
    const asked = signWith(site, 'cleo', { namespace: 'claviger-request-v1' });
    const ran = await site.claviger(runArgs([...both, asked]));
    expect([ran.exit, runShape.parse(ran.json).error?.code]).toEqual([3, 'wrong-namespace']);
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it('with the key of a stranger, even beside a full quorum', async () => {
    const site = copyOf(planned);
    await refused(site, [...both, signWith(site, 'stranger')], 'unknown-key');
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it.each<readonly [string, Who, string]>([
    ['holds none of the roles', 'eve', 'Eve Castro'],
    ['is a witness where custodians are needed', 'dan', 'Dan Weiss'],
  ])('when a signer %s', async (_, who, name) => {
    const site = copyOf(planned);
    expect(await refused(site, ['plan.json.ada.sig', signWith(site, who)], 'role-missing')).toContain(name);
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it('when the requester approves too, although she is a custodian', async () => {
    const site = copyOf(planned);
    const kim = ['plan.json.ada.sig', signWith(site, 'kim')];
    expect(await refused(site, kim, 'requester-not-allowed')).toContain('Kim Reyes');
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it('once the plan has expired', async () => {
    const site = copyOf(planned);
    const short = [...planArgs('rotate', { out: 'short.json' }), '--valid-for', '1s', '--json'];
    const { plan } = planShape.parse(await done(site.claviger(short)));
    const signatures = (['ada', 'ben'] as const).map((who) => signWith(site, who, { file: 'short.json' }));
    await until(plan.notAfter);
    const minute = `${plan.notAfter.slice(0, 10)} ${plan.notAfter.slice(11, 16)} UTC`;
    expect(await refused(site, signatures, 'expired', 'short.json')).toContain(minute);
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });

  it('the second time, also with signatures of other people', async () => {
    const site = copyOf(planned);
    await done(site.claviger(runArgs(both)));
    await refused(site, both, 'already-run');
    const others = await site.claviger(runArgs([signWith(site, 'cleo'), 'plan.json.ben.sig']));
    expect([others.exit, runShape.parse(others.json).error?.code]).toEqual([3, 'already-run']);
    expect(await versionOf(site)).toBe(FIRST_VERSION + 1);
  });
});

describe.concurrent('a plan file that is not what was signed', () => {
  const changes: readonly (readonly [string, (text: string) => string])[] = [
    ['a letter of the reason', (text) => text.replace('Quarterly', 'Quarterlx')],
    ['a digit of the number of custodians', (text) => text.replace('{"count":2', '{"count":1')],
    ['a digit of the expiry', (text) => text.replace('"notAfter":"2', '"notAfter":"3')],
    ['the first brace, so that it is no JSON any more', (text) => text.replace('{', '[')],
    ['the last brace', (text) => text.replace(/\}$/, ' ')],
    ['a quotation mark in the middle', (text) => text.replace('"reason"', '"reason ')],
    ['a letter into a byte that is no UTF-8', (text) => text.replace('Quarterly', 'Quarterl\u00ff')],
    ['a line feed added at the end', (text) => `${text}\n`],
    ['everything but the first half', (text) => text.slice(0, text.length / 2)],
    ['everything: an empty file', () => ''],
  ];

  it.each(changes)('is refused as changed after one changed: %s', async (_, change) => {
    const site = copyOf(planned);
    const original = site.read('plan.json').toString('latin1');
    const changed = change(original);
    expect(changed).not.toBe(original);
    site.write('plan.json', Buffer.from(changed, 'latin1'));
    const ran = await site.claviger(runArgs(['plan.json.ada.sig', 'plan.json.ben.sig']));
    const { result, error } = runShape.parse(ran.json);
    expect({ exit: ran.exit, result, code: error?.code }).toEqual({
      exit: 3,
      result: 'refused',
      code: 'statement-changed',
    });
    expect(error?.message).toContain('plan.json.ada.sig');
    expect(recordedRefusals(site, 'statement-changed')).toBe(1);
    expect(await versionOf(site)).toBe(FIRST_VERSION);
  });
});
