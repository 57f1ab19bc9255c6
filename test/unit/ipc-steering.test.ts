import { describe, expect, it } from 'vitest';
import { steering } from '../../main/operations/index.ts';
import { newLab, type Lab } from '../support/lab.ts';
import { story } from '../support/told.ts';
import { windowAt, type Window } from '../support/window-at.ts';
import { readyPlan, unlock, until } from '../support/window-steps.ts';

const isOver = ({ summary }: { summary: { state: string } }): boolean =>
  summary.state === 'done' || summary.state === 'failed';

async function ready(): Promise<{ lab: Lab; window: Window; digest: string }> {
  const lab = newLab();
  const window = windowAt(lab);
  return { lab, window, digest: await readyPlan(window) };
}

function storyOf(lab: Lab, digest: string): readonly string[] {
  return story(lab.open().workspace.journal, digest);
}

describe('a run that is steered', () => {
  it('is stopped before its first step: nothing was sent, and the journal says who stopped it', async () => {
    const { lab, window, digest } = await ready();
    await window.get('run.start', { digest });
    await window.get('run.steer', { digest, wish: 'stop' });
    const view = await until(window, digest, isOver);
    expect(view.summary.state).toBe('failed');
    expect(view.run?.error).toMatchObject({ code: 'stopped' });
    expect(view.run?.error?.message).toContain('kim stopped the run before s1');
    await window.close();
    expect(storyOf(lab, digest)).toEqual(['finished failed']);
  });

  it('holds before its next step, and goes on when it is told to', async () => {
    const { window, digest } = await ready();
    await window.get('run.start', { digest });
    expect((await window.get('run.steer', { digest, wish: 'hold' })).holding).toBe('asked');
    const held = await until(window, digest, ({ run }) => run?.holding === 'held');
    expect(held.summary.state).toBe('running');
    expect(held.run?.steps.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting']);
    await window.get('run.steer', { digest, wish: 'go-on' });
    expect((await until(window, digest, isOver)).summary.state).toBe('done');
  });

  it('is stopped while it holds', async () => {
    const { lab, window, digest } = await ready();
    await window.get('run.start', { digest });
    await window.get('run.steer', { digest, wish: 'hold' });
    await until(window, digest, ({ run }) => run?.holding === 'held');
    await window.get('run.steer', { digest, wish: 'stop' });
    expect((await until(window, digest, isOver)).run?.error).toMatchObject({ code: 'stopped' });
    await window.close();
    expect(storyOf(lab, digest)).toEqual(['finished failed']);
  });

  it('that was held when the console was closed is interrupted, and resuming finishes it', async () => {
    const { lab, window, digest } = await ready();
    await window.get('run.start', { digest });
    await window.get('run.steer', { digest, wish: 'hold' });
    await until(window, digest, ({ run }) => run?.holding === 'held');
    await window.close();
    const later = windowAt(lab);
    expect((await later.get('session.read', {})).workspace?.openRuns).toEqual([digest]);
    expect((await later.get('plan.read', { digest })).summary.state).toBe('interrupted');
    await unlock(later, 'kim');
    await later.get('run.resume', {});
    expect((await until(later, digest, isOver)).summary.state).toBe('done');
  });

  it('that was killed while it held is finished from what is on the disk', async () => {
    const { lab, window, digest } = await ready();
    await window.get('run.start', { digest });
    await window.get('run.steer', { digest, wish: 'hold' });
    await until(window, digest, ({ run }) => run?.holding === 'held');
    // What a process leaves behind that is killed now.
    const left = lab.copy();
    const later = windowAt(left);
    await unlock(later, 'kim');
    await later.get('run.resume', {});
    expect((await until(later, digest, isOver)).summary.state).toBe('done');
    await later.close();
    expect(storyOf(left, digest).filter((word) => word === 's2 intent')).toHaveLength(1);
  });

  it('comes to a safe point when the console is closed in the middle', async () => {
    const { lab, window, digest } = await ready();
    await window.get('run.start', { digest });
    await window.close();
    const told = storyOf(lab, digest);
    const intents = told.filter((word) => word.endsWith('intent')).length;
    const outcomes = told.filter((word) => word.endsWith('done') && !word.startsWith('finished')).length;
    expect(outcomes).toBe(intents);
  });

  it('cannot be steered when nothing is at work on it', async () => {
    const { window, digest } = await ready();
    expect(await window.ask('run.steer', { digest, wish: 'hold' })).toMatchObject({ error: { code: 'not-running' } });
  });

  it('keeps its workspace: no other is opened meanwhile', async () => {
    const { window, digest } = await ready();
    await window.get('run.start', { digest });
    await window.get('run.steer', { digest, wish: 'hold' });
    expect(await window.ask('workspace.open', { folder: '/nowhere' })).toMatchObject({ error: { code: 'busy' } });
    await window.get('run.steer', { digest, wish: 'go-on' });
    await until(window, digest, isOver);
  });
});

describe('a gate', () => {
  it('lets a run through that nobody steers', async () => {
    expect(await steering(() => undefined).gate.before('a')).toBeNull();
  });

  it('holds one run and not another', async () => {
    const steered = steering(() => undefined);
    steered.wish('a', 'hold', 'Kim');
    const held = steered.gate.before('a');
    expect(await steered.gate.before('b')).toBeNull();
    expect(steered.holding('a')).toBe('held');
    steered.wish('a', 'go-on', 'Kim');
    expect(await held).toBeNull();
  });

  it('stays shut for a run that was stopped, whatever is wished afterwards', async () => {
    const steered = steering(() => undefined);
    steered.wish('a', 'stop', 'Kim');
    steered.wish('a', 'hold', 'Lea');
    steered.wish('a', 'go-on', 'Lea');
    expect(await steered.gate.before('a')).toEqual({ by: 'Kim' });
    expect(await steered.gate.before('a')).toEqual({ by: 'Kim' });
  });
});
