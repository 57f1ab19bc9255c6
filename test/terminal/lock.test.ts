import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planArgs } from './cast.ts';
import {
  asSamplePeople,
  CHECKOUT,
  copyOf,
  done,
  NODE,
  sampleSite,
  start,
  type Running,
  type Site,
} from './claviger.ts';
import { errorShape } from './shapes.ts';

const holders: Running[] = [];

/** A process that holds the lock of a workspace; resolves once it does. */
async function hold(site: Site): Promise<Running> {
  const command = [NODE, join(CHECKOUT, 'test', 'terminal', 'hold-lock.ts')];
  const holder = start([site.workspace], { command });
  holders.push(holder);
  await new Promise<void>((resolve, reject) => {
    holder.child.stdout?.once('data', (text: Buffer) => {
      if (text.toString() === 'held\n') resolve();
      else reject(new Error(text.toString()));
    });
    holder.child.once('exit', () => {
      reject(new Error('the holder has ended'));
    });
  });
  return holder;
}

let sample: Site;
beforeAll(async () => {
  sample = await sampleSite();
  await done(sample.claviger(planArgs('rotate', { as: 'Kim Sample' })));
});
afterAll(async () => {
  for (const { child } of holders) child.kill('SIGKILL');
  await Promise.all(holders.map(({ answer }) => answer));
});

describe.concurrent('a workspace that somebody has open for writing', () => {
  it('refuses a second writer and says who has it, since when and what for; readers are let in', async () => {
    const site = copyOf(sample);
    const holder = await hold(site);
    for (const args of [
      planArgs('rotate', { as: 'Kim Sample', out: 'second.json' }),
      ['sign', 'plan.json', '--as', 'Ada Sample'],
      ['run', 'plan.json'],
      ['resume'],
      ['drill', 'rotation'],
    ]) {
      const tried = await site.claviger([...args, '--json'], asSamplePeople(site));
      const { error } = errorShape.parse(tried.json);
      expect([args[0], tried.exit, error.code]).toEqual([args[0], 1, 'workspace-locked']);
      expect(error.message).toContain(userInfo().username);
      expect(error.message).toContain(`process ${String(holder.child.pid)}`);
      expect(error.message).toContain('rotate something');
      expect(error.message).toMatch(/since \d{4}-\d\d-\d\dT/);
    }
    for (const args of [['keys'], ['journal', 'verify'], ['people', 'list'], ['journal', 'checkpoint']]) {
      expect([args, (await site.claviger(args)).exit]).toEqual([args, 0]);
    }
  });

  it('is free again as soon as the holder is killed, whatever it left behind', async () => {
    const site = copyOf(sample);
    const holder = await hold(site);
    holder.child.kill('SIGKILL');
    await holder.answer;
    expect((await site.claviger(planArgs('rotate', { as: 'Kim Sample', out: 'second.json' }))).exit).toBe(0);
  });

  it('lets exactly one of several writers in at a time, and loses no entry', async () => {
    const site = copyOf(sample);
    const tickets = ['CHG-1', 'CHG-2', 'CHG-3'];
    const answers = await Promise.all(
      tickets.map((ticket) =>
        site.claviger([...planArgs('rotate', { as: 'Kim Sample', ticket, out: `${ticket}.json` }), '--json']),
      ),
    );
    const entered = answers.filter(({ exit }) => exit === 0);
    for (const answer of answers.filter(({ exit }) => exit !== 0)) {
      expect([answer.exit, errorShape.parse(answer.json).error.code]).toEqual([1, 'workspace-locked']);
    }
    expect(entered.length).toBeGreaterThan(0);
    const verified = await site.claviger(['journal', 'verify', '--json']);
    expect([verified.exit, verified.json]).toMatchObject([0, { ok: true, size: 13 + entered.length }]);
  });
});
