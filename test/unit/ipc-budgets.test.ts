import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COSTLY, RATE, rateLimit } from '../../main/ipc/rate.ts';
import { presence, TELL_EVERY_MS } from '../../renderer/app/here.ts';
import { CONTRACT, LONGEST_MESSAGE } from '../../shared/contract/index.ts';
import { newLab } from '../support/lab.ts';
import { MINUTE_MS } from '../support/test-clock.ts';
import { windowAt } from '../support/window-at.ts';
import { planned, readyPlan, runToEnd, unlock } from '../support/window-steps.ts';

const refusal = (code: string): object => ({ ok: false, error: { code } });

describe('what a window may ask for', () => {
  it('counts also when it is malformed or unknown, before it is read', async () => {
    const window = windowAt(newLab());
    const codes = new Set<string>();
    for (let n = 0; n <= RATE.calls.burst; n += 1) {
      const answer = JSON.parse(await window.send(window.sender('console'), '{')) as { error: { code: string } };
      codes.add(answer.error.code);
    }
    expect([...codes]).toEqual(['bad-call', 'too-many-calls']);
  });

  it('is bounded in characters too', () => {
    const rate = rateLimit(() => 0);
    const times = RATE.characters.burst / LONGEST_MESSAGE;
    const taken = Array.from({ length: times + 1 }, () => rate.take('w', LONGEST_MESSAGE));
    expect(taken.filter(Boolean)).toHaveLength(times);
  });

  it('is not used up by what else is in the window', () => {
    const rate = rateLimit(() => 0);
    for (let n = 0; n <= RATE.calls.burst; n += 1) rate.take('w', 1, false);
    expect([rate.take('w', 1, false), rate.take('w', 1, true)]).toEqual([false, true]);
  });

  it('has a budget of its own where it costs much', async () => {
    const lab = newLab();
    const window = windowAt(lab);
    const wish = { person: 'ada', ticket: 'T', reason: 'R' };
    for (let n = 0; n < 30; n += 1)
      expect(await window.ask('people.remove', wish)).toMatchObject(refusal('nobody-unlocked'));
    expect(await window.ask('people.remove', wish)).toMatchObject(refusal('too-many-calls'));
    await window.pass(MINUTE_MS);
    expect(await window.ask('people.remove', wish)).toMatchObject(refusal('nobody-unlocked'));
    expect(Object.keys(COSTLY).every((call) => call in CONTRACT)).toBe(true);
  });
});

describe('a transcript', () => {
  it('is written for a person, and once while nothing has changed', async () => {
    const lab = newLab();
    const window = windowAt(lab);
    const digest = await readyPlan(window);
    await runToEnd(window, digest);
    const first = await window.get('transcript.export', { digest });
    const files = readdirSync(join(lab.folder, 'exports'));
    lab.clock.pass(MINUTE_MS);
    expect(await window.get('transcript.export', { digest })).toEqual(first);
    expect(readdirSync(join(lab.folder, 'exports'))).toEqual(files);
    expect(window.host.printed).toEqual([readFileSync(first.html.file, 'utf8')]);
    await window.get('person.lock', {});
    expect(await window.ask('transcript.export', { digest })).toMatchObject(refusal('nobody-unlocked'));
  });
});

describe('the person at the screen', () => {
  it('is not kept there by anything that pages read, nor by an approval window', async () => {
    const window = windowAt(newLab());
    await unlock(window, 'kim');
    const digest = await planned(window);
    await window.get('approval.ask', { digest, person: 'ada' });
    for (let n = 0; n < 4; n += 1) {
      await window.pass(5 * MINUTE_MS);
      await window.get('plans.list', { which: 'open' });
      await window.get('approval.task', {});
    }
    expect((await window.get('session.read', {})).person).toBeNull();
  });

  it('is told to be there at most now and then, and by no made-up key press', () => {
    let now = 0;
    const told: number[] = [];
    const hear = presence(
      () => now,
      () => told.push(now),
    );
    for (const isTrusted of [false, true, true]) hear({ isTrusted });
    now = TELL_EVERY_MS;
    hear({ isTrusted: true });
    expect(told).toEqual([0, TELL_EVERY_MS]);
  });
});
