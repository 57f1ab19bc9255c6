import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compose, thisMachine } from '../../main/compose.ts';
import { canonicalBytes } from '../../shared/canonical-json.ts';
import { sshKeygen, WITHOUT_SSH_KEYGEN } from '../vectors/sshsig/ssh-keygen.ts';
import { makeKeyFile, needsSshKeygen, publicKeyOf, runArgs } from './cast.ts';
import { copyOf, done, newSite, type Site } from './claviger.ts';
import { planShape, runShape, search, verifyShape } from './shapes.ts';

const PEOPLE = [
  ['ada', 'Ada Lovell', 'custodian'],
  ['ben', 'Ben Okafor', 'custodian'],
  ['cleo', 'Cleo Marsh', 'custodian'],
  ['fay', 'Fay Ruiz', 'security-lead'],
  ['gus', 'Gus Andersen', 'security-lead'],
  ['hal', 'Hal Ito', 'security-lead'],
  ['kim', 'Kim Reyes', 'responder'],
] as const;
const QUORUM = ['fay', 'gus', 'ada'];
const DAY_MS = 86_400_000;

const listShape = z.object({
  people: z.array(z.looseObject({ id: z.string() })),
  pending: z.array(z.looseObject({ plan: z.string(), inForceAt: z.string(), what: z.string() })),
});

let cast: Site;

function sign(site: Site, who: string, file: string, namespace = 'claviger-signoff-v1'): string {
  const signed = sshKeygen(site.folder, ['-Y', 'sign', '-f', who, '-n', namespace], site.read(file));
  if (!signed.ok) throw new Error(signed.err);
  const out = `${file}.${who}.${namespace}.sig`;
  site.write(out, signed.out);
  return out;
}

const asked = ['--as', 'Kim Reyes', '--ticket', 'HR-12', '--reason', 'She joins the custodians', '--out', 'plan.json'];
const adding = ['plan', 'people', '--add', 'lea.json', '--voucher', 'Hal Ito', ...asked];

async function list(site: Site) {
  return listShape.parse(await done(site.claviger(['people', 'list', '--json'])));
}

/** A site in which Lea has proved to hold her key and her addition is planned. */
async function planned(): Promise<Site> {
  const site = copyOf(cast);
  await done(site.claviger([...adding, '--enrolment-out', 'enrolment.json']));
  const proof = sign(site, 'lea', 'enrolment.json', 'claviger-enrol-v1');
  await done(site.claviger([...adding, '--proof', proof]));
  return site;
}

const approve = (site: Site) => site.claviger(runArgs(QUORUM.map((who) => sign(site, who, 'plan.json'))));

/** Who is in the roster when so much time has gone by, as a console at that time has it. */
function rosterAfter(site: Site, ms: number): readonly string[] {
  const machine = thisMachine(site.home);
  const clock = {
    now: () => new Date(machine.clock.now().getTime() + ms),
    uptimeMs: () => machine.clock.uptimeMs() + ms,
    boot: () => machine.clock.boot(),
  };
  const desk = compose({ ...machine, clock }).read(site.workspace);
  if (!desk.ok) throw new Error(desk.error.message);
  try {
    return desk.value.workspace.authority.roster.people.map(({ id }) => id);
  } finally {
    desk.value.close();
  }
}

describe.concurrent('a person is added to the roster with ssh-keygen', () => {
  beforeAll(async () => {
    if (WITHOUT_SSH_KEYGEN !== null) return;
    cast = newSite();
    for (const [file] of PEOPLE) makeKeyFile(cast, file);
    makeKeyFile(cast, 'lea');
    makeKeyFile(cast, 'stranger');
    const people = PEOPLE.map(([file, name, role]) => ({ name, roles: [role], publicKeys: [publicKeyOf(cast, file)] }));
    cast.write('people.json', JSON.stringify(people));
    cast.write(
      'lea.json',
      JSON.stringify({ name: 'Lea Stone', roles: ['custodian'], publicKeys: [publicKeyOf(cast, 'lea')] }),
    );
    await done(cast.claviger(['init', '--people', 'people.json']));
  });
  beforeEach(needsSshKeygen);

  it('first proves to hold the key: what to sign is written, and nothing is planned', async () => {
    const site = copyOf(cast);
    const first = await site.claviger([...adding, '--enrolment-out', 'enrolment.json', '--json']);
    expect([first.exit, first.json]).toMatchObject([0, { plan: null, person: { id: 'lea-stone' } }]);
    const statement = JSON.parse(site.read('enrolment.json').toString()) as Record<string, string>;
    expect(statement).toMatchObject({ type: 'claviger.enrolment.v1', person: { name: 'Lea Stone' } });
    expect(site.read('enrolment.json')).toEqual(Buffer.from(canonicalBytes(statement)));
    expect(existsSync(site.path('plan.json'))).toBe(false);
    expect(await search(site, 'plan.proposed')).toEqual([]);
    const told = await site.claviger([...adding, '--enrolment-out', 'enrolment.json']);
    expect(told.stdout).toContain('Nothing is planned yet');
    expect(told.stdout).toContain('-n claviger-enrol-v1');
    const bare = await site.claviger(adding);
    expect(Buffer.from(bare.stdout)).toEqual(site.read('enrolment.json'));
  });

  it('is planned, approved, announced, and in the roster a day later', async () => {
    const site = await planned();
    const shown = await site.claviger(['show', 'plan.json']);
    for (const text of ['Lea Stone', 'lea-stone', 'Hal Ito', 'custodian', 'SHA256:']) {
      expect(shown.stdout).toContain(text);
    }
    const ran = await approve(site);
    expect([ran.exit, runShape.parse(ran.json)]).toMatchObject([0, { result: 'done', operation: 'people', steps: [] }]);
    const { people, pending } = await list(site);
    expect(people.map(({ id }) => id)).not.toContain('lea-stone');
    expect(pending).toMatchObject([{ kind: 'add', person: { id: 'lea-stone' } }]);
    const text = await site.claviger(['people', 'list']);
    expect(text.stdout).toContain(pending[0]?.inForceAt);
    expect(rosterAfter(site, DAY_MS - 60_000)).not.toContain('lea-stone');
    expect(rosterAfter(site, DAY_MS + 60_000)).toContain('lea-stone');
    const verified = verifyShape.parse(await done(site.claviger(['journal', 'verify', '--json'])));
    expect(verified).toMatchObject({ ok: true, authorisation: { executions: 1 } });
    expect((await site.claviger(['resume'])).stdout).toContain('Nothing is open');
  });

  it('is not added when a security lead says no within the day', async () => {
    const site = await planned();
    await approve(site);
    const { pending } = await list(site);
    const words = { type: 'claviger.dissent.v1', plan: pending[0]?.plan ?? '', reason: 'I do not know her' };
    site.write('hal.dissent', canonicalBytes(words));
    site.write('hal.dissent.sig', site.read(sign(site, 'hal', 'hal.dissent', 'claviger-dissent-v1')));
    const said = await site.claviger(runArgs(['hal.dissent.sig']));
    expect([said.exit, runShape.parse(said.json).error?.code]).toEqual([3, 'dissent']);
    expect((await list(site)).pending).toEqual([]);
    expect(rosterAfter(site, DAY_MS + 60_000)).not.toContain('lea-stone');
    expect((await site.claviger(['journal', 'verify'])).exit).toBe(0);
  });

  it.each<readonly [string, (site: Site) => readonly string[], number, string]>([
    ['by another key', (site) => ['--proof', sign(site, 'stranger', 'e.json', 'claviger-enrol-v1')], 3, 'unknown-key'],
    ['made for another purpose', (site) => ['--proof', sign(site, 'lea', 'e.json')], 3, 'bad-signature'],
    [
      'over something else',
      (site) => ['--proof', sign(site, 'lea', 'lea.json', 'claviger-enrol-v1')],
      3,
      'bad-signature',
    ],
  ])('is refused with a proof %s', async (_, proof, exit, code) => {
    const site = copyOf(cast);
    await done(site.claviger([...adding, '--enrolment-out', 'e.json']));
    const made = await site.claviger([...adding, ...proof(site), '--json']);
    expect([made.exit, made.json]).toMatchObject([exit, { error: { code } }]);
  });

  it.each<readonly [string, readonly string[], string]>([
    ['without a voucher', ['--add', 'lea.json'], 'bad-usage'],
    ['with a voucher who is not there', ['--add', 'lea.json', '--voucher', 'Nobody'], 'person-not-found'],
    ['with both --add and --remove', ['--add', 'lea.json', '--remove', 'Kim Reyes'], 'bad-usage'],
    ['with neither', [], 'bad-usage'],
    ['from a file that says something else', ['--add', 'people.json', '--voucher', 'Hal Ito'], 'bad-input'],
    ['from a file that is not there', ['--add', 'nowhere.json', '--voucher', 'Hal Ito'], 'bad-input'],
    ['when the person to remove is not there', ['--remove', 'Lea Stone'], 'person-not-found'],
    ['when the person to remove cannot be spared', ['--remove', 'Fay Ruiz'], 'not-possible'],
  ])('is refused %s', async (_, args, code) => {
    const site = copyOf(cast);
    const made = await site.claviger(['plan', 'people', ...args, ...asked, '--json']);
    expect([made.exit, made.json]).toMatchObject([2, { error: { code } }]);
    expect(existsSync(site.path('plan.json'))).toBe(false);
  });

  it('gets a key from the console when she brings none', async () => {
    const site = copyOf(cast);
    site.write('lea.json', JSON.stringify({ name: 'Lea Stone', roles: ['custodian'] }));
    site.write('secret', 'three dry riverbeds\n');
    const env = { CLAVIGER_PASSPHRASE_FILE: site.path('secret') };
    const made = planShape.parse(await done(site.claviger([...adding, '--json'], { env })));
    expect(made.steps).toEqual([]);
    expect(site.read('plan.json').toString()).not.toContain('riverbeds');
    expect(existsSync(join(site.workspace, 'people', 'lea-stone.key'))).toBe(true);
    expect((await approve(site)).exit).toBe(0);
    const early = await site.claviger(['sign', 'plan.json', '--as', 'Lea Stone', '--json'], { env });
    expect([early.exit, early.json]).toMatchObject([2, { error: { code: 'person-not-found' } }]);
  });

  it('is removed at once', async () => {
    const site = copyOf(cast);
    const args = ['--remove', 'Kim Reyes', '--as', 'Ben Okafor', '--ticket', 'HR-13', '--reason', 'Has left'];
    await done(site.claviger(['plan', 'people', ...args, '--out', 'plan.json']));
    expect((await approve(site)).exit).toBe(0);
    const { people, pending } = await list(site);
    expect([people.map(({ id }) => id).includes('kim-reyes'), pending]).toEqual([false, []]);
    const asking = await site.claviger(['plan', 'people', '--remove', 'Hal Ito', ...asked, '--json']);
    expect(asking.json).toMatchObject({ error: { code: 'person-not-found' } });
    expect((await site.claviger(['journal', 'verify'])).exit).toBe(0);
  });
});
