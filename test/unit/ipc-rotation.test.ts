import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IN_PLACE, newLab, REPLACED } from '../support/lab.ts';
import { windowAt } from '../support/window-at.ts';
import { approve, planned, readyPlan, runToEnd, unlock, until } from '../support/window-steps.ts';

describe('a rotation in the window', () => {
  it('waits for its signatures, is ready when the quorum is met, and runs to its end', async () => {
    const window = windowAt(newLab());
    await unlock(window, 'kim');
    const digest = await planned(window);
    expect((await window.get('plan.read', { digest })).summary).toMatchObject({
      state: 'waiting',
      seats: 2,
      seated: 0,
    });
    await approve(window, digest, 'ada');
    expect((await window.get('plan.read', { digest })).summary).toMatchObject({ state: 'waiting', seated: 1 });
    await approve(window, digest, 'ben');
    expect((await window.get('plan.read', { digest })).summary).toMatchObject({ state: 'ready', seated: 2 });
    const view = await runToEnd(window, digest);
    expect(view.summary.state).toBe('done');
    expect(view.run?.steps.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expect(view.run?.result).toBe('done');
    expect(window.defects).toEqual([]);
  });

  it('is told step by step in events', async () => {
    const window = windowAt(newLab());
    const digest = await readyPlan(window);
    const { last } = await window.get('events.next', { after: null });
    await runToEnd(window, digest);
    const { events } = await window.get('events.next', { after: last });
    const steps = events.flatMap((event) => (event.type === 'run.told' && event.step !== null ? [event.step] : []));
    expect([...new Set(steps)]).toEqual(['s1', 's2', 's3']);
    expect(events).toContainEqual({ type: 'plan.changed', digest });
  });

  it('is in the open list until it has run, and in the recent one for good', async () => {
    const window = windowAt(newLab());
    const digest = await readyPlan(window);
    const digests = async (which: 'open' | 'recent') =>
      (await window.get('plans.list', { which })).plans.map((plan) => plan.digest);
    expect(await digests('open')).toEqual([digest]);
    await runToEnd(window, digest);
    expect(await digests('open')).toEqual([]);
    expect(await digests('recent')).toEqual([digest]);
  });

  it('by replacement stands in the history of both keys', async () => {
    const window = windowAt(newLab());
    const digest = await readyPlan(window, REPLACED);
    const old = (await window.get('plan.read', { digest })).plan;
    expect((await runToEnd(window, digest)).summary.state).toBe('done');
    const shown = await window.get('keys.show', { environment: 'practice', key: REPLACED });
    expect(shown.history.map(({ what }) => what)).toEqual(['rotate made this key (CHG-1)', 'rotate done']);
    const keyId = old.type === 'claviger.plan.v1' ? (old.target.keyId ?? '') : '';
    const before = await window.get('keys.show', { environment: 'practice', key: keyId });
    expect(before.history.map(({ what }) => what)).toEqual([
      'rotate planned (CHG-1)',
      'rotate approved',
      'rotate done',
    ]);
  });

  it('cannot be started twice', async () => {
    const window = windowAt(newLab());
    const digest = await readyPlan(window);
    const first = window.ask('run.start', { digest });
    const second = window.ask('run.start', { digest });
    expect(await first).toMatchObject({ ok: true });
    expect(await second).toMatchObject({ ok: false, error: { code: 'busy' } });
    await until(window, digest, ({ summary }) => summary.state === 'done');
    expect(await window.ask('approval.ask', { digest, person: null })).toMatchObject({
      error: { code: 'already-run' },
    });
  });

  it('says why it was refused, and stays as it was', async () => {
    const window = windowAt(newLab());
    await unlock(window, 'kim');
    const digest = await planned(window);
    await window.get('run.start', { digest });
    const view = await until(window, digest, ({ summary, run }) => summary.state === 'waiting' && run === null);
    expect(view.summary.state).toBe('waiting');
    expect(view.because).toContain('Nobody has signed');
  });

  it('leaves a transcript whose commands verify each approval with stock ssh-keygen', async () => {
    const window = windowAt(newLab());
    const digest = await readyPlan(window);
    expect(await window.ask('transcript.export', { digest })).toMatchObject({ error: { code: 'not-run-yet' } });
    await runToEnd(window, digest);
    const { html, pdf } = await window.get('transcript.export', { digest });
    expect(pdf).toBeNull();
    const text = readFileSync(html.file, 'utf8');
    expect(window.host.printed).toEqual([text]);
    const unescaped = text.replaceAll('&lt;', '<');
    const commands = [...unescaped.matchAll(/^(?:<pre>)?(ssh-keygen .*?)(?:<\/pre>)?$/gm)].map(
      ([, command]) => command!,
    );
    expect(commands).toHaveLength(2);
    for (const command of commands) {
      const said = execFileSync('/bin/sh', ['-c', command], { cwd: dirname(html.file), encoding: 'utf8' });
      expect(said).toContain('Good "claviger-signoff-v1" signature');
    }
  });

  it('leaves a transcript that needs nothing else and shows every field of the plan', async () => {
    const window = windowAt(newLab());
    const digest = await readyPlan(window);
    await runToEnd(window, digest);
    const { html } = await window.get('transcript.export', { digest });
    const text = readFileSync(html.file, 'utf8');
    const { lines, words } = await window.get('plan.read', { digest });
    for (const { label } of lines) expect(text).toContain(label);
    expect(text).toContain(words.slice(0, 8).join(' '));
    expect(text).not.toMatch(/<script|<link|<img|<iframe|src=|href=|@import|url\(| on\w+=/i);
    const again = await window.get('transcript.export', { digest });
    expect(readdirSync(dirname(html.file))).toContain('allowed_signers');
    expect(again.html.file === html.file || again.html.file.endsWith('-2.html')).toBe(true);
  });

  it('cannot be asked for by nobody, nor for a key that is not there', async () => {
    const window = windowAt(newLab());
    const wish = { environment: 'practice' as const, key: IN_PLACE, ticket: 'T', reason: 'R', validForHours: 1 };
    expect(await window.ask('rotation.plan', wish)).toMatchObject({ error: { code: 'nobody-unlocked' } });
    await unlock(window, 'kim');
    expect(await window.ask('rotation.plan', { ...wish, key: 'nowhere' })).toMatchObject({
      error: { code: 'key-not-found' },
    });
    expect(await window.ask('rotation.plan', { ...wish, reason: 'password: hunter22' })).toMatchObject({
      error: { code: 'looks-like-secret' },
    });
  });
});
