import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NAMESPACES } from '../../shared/plan.ts';
import { signerOf } from '../support/cast.ts';
import { consoleAt } from '../support/console-at.ts';
import { newLab, REPLACED, type Lab } from '../support/lab.ts';
import { ROSTER_QUORUM } from '../support/roster-changes.ts';
import { DAY_MS } from '../support/test-clock.ts';
import { recordsOf } from '../support/told.ts';
import { unwrap } from '../support/unwrap.ts';
import { windowAt, type Window } from '../support/window-at.ts';
import {
  approve,
  askApproval,
  broughtBy,
  bytesOf,
  planned,
  readyPlan,
  runToEnd,
  unlock,
} from '../support/window-steps.ts';

/** Runs each check command of a transcript where it says; the people whose signatures are good. */
function verified(html: string): readonly string[] {
  const text = readFileSync(html, 'utf8').replaceAll('&lt;', '<');
  const commands = [...text.matchAll(/^(?:<pre>)?(ssh-keygen .*?)(?:<\/pre>)?$/gm)].map(([, command]) => command ?? '');
  return commands.map((command) => {
    const said = execFileSync('/bin/sh', ['-c', command], { cwd: dirname(html), encoding: 'utf8' });
    return /^Good "[a-z0-9-]+" signature for (\S+)/.exec(said)?.[1] ?? said;
  });
}

async function exported(window: Window, digest: string): Promise<{ readonly file: string; readonly text: string }> {
  const { html } = await window.get('transcript.export', { digest });
  return { file: html.file, text: readFileSync(html.file, 'utf8') };
}

async function done(lab: Lab): Promise<{ readonly window: Window; readonly digest: string }> {
  const window = windowAt(lab);
  const digest = await readyPlan(window);
  await runToEnd(window, digest);
  return { window, digest };
}

/** Lea's addition is approved and waits for its day. */
async function leaWaits(window: Window): Promise<string> {
  await unlock(window, 'kim');
  const { publicKey } = signerOf('lea').publicKey;
  const asked = { roles: ['custodian' as const], voucher: 'ada', ticket: 'T', reason: 'R' };
  await window.get('people.add', { ...asked, name: 'lea', key: { kind: 'own', publicKey } });
  const task = await window.get('approval.task', {});
  if (task.kind !== 'enrol') throw new Error('another task');
  await window.pass(1000);
  const proof = broughtBy('lea', Buffer.from(task.statement ?? ''), NAMESPACES.enrol);
  const { digest } = await window.get('approval.enrol', { proof });
  for (const person of ROSTER_QUORUM) await approve(window, digest, person);
  await runToEnd(window, digest);
  return digest;
}

describe('a transcript', () => {
  it('lies in a new folder of its own, for its owner only, each time it is exported', async () => {
    const lab = newLab();
    const { window, digest } = await done(lab);
    const files = [(await exported(window, digest)).file];
    // The journal goes on, so that it is written anew.
    await planned(window, REPLACED);
    files.push((await exported(window, digest)).file);
    const folders = files.map((file) => dirname(file));
    const name = `transcript-${digest.slice(0, 16)}`;
    expect(folders.map((folder) => basename(folder))).toEqual([`${name}-1`, `${name}-2`]);
    for (const folder of folders) {
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      const short = digest.slice(0, 16);
      expect(readdirSync(folder).sort()).toEqual([
        'allowed_signers',
        `plan-${short}.ada.signoff.sig`,
        `plan-${short}.ben.signoff.sig`,
        `plan-${short}.json`,
        `transcript-${short}.html`,
      ]);
    }
  });

  it('is checked against what was written with it, whatever stood in the exports before', async () => {
    const lab = newLab();
    const { window, digest } = await done(lab);
    const exports = join(lab.folder, 'exports');
    const planted = join(exports, `transcript-${digest.slice(0, 16)}-1`);
    mkdirSync(planted, { recursive: true });
    const mallory = `ada namespaces="claviger-signoff-v1" ${signerOf('lea').publicKey.publicKey}\n`;
    for (const folder of [exports, planted]) {
      writeFileSync(join(folder, 'allowed_signers'), mallory);
      writeFileSync(join(folder, `plan-${digest.slice(0, 16)}.json`), '{}');
    }
    const { file } = await exported(window, digest);
    expect(verified(file)).toEqual(['ada', 'ben']);
  });

  it('says who started the run, as the journal does, and that is not known of a command', async () => {
    const lab = newLab();
    const { window, digest } = await done(lab);
    expect((await exported(window, digest)).text).toMatch(/Started by<\/\w+>\s*<\w+[^>]*>kim \(kim\)/);
    await window.close();
    const reading = unwrap(consoleAt(lab.home, lab.clock).read(lab.folder));
    expect(recordsOf(reading.workspace.journal, 'run.approved')).toMatchObject([{ startedBy: 'kim' }]);
    reading.close();
  });

  it('holds when an approver has left the roster since', async () => {
    const lab = newLab();
    const { window, digest } = await done(lab);
    // Somebody must come before one of three custodians can go.
    await leaWaits(window);
    await window.pass(DAY_MS);
    await unlock(window, 'ivy');
    const removal = await window.get('people.remove', { person: 'ben', ticket: 'T', reason: 'R' });
    for (const person of ROSTER_QUORUM) await approve(window, removal.digest, person);
    await runToEnd(window, removal.digest);
    expect((await window.get('people.read', {})).people.map(({ id }) => id)).not.toContain('ben');
    expect(verified((await exported(window, digest)).file)).toEqual(['ada', 'ben']);
    expect((await exported(window, removal.digest)).text).toMatch(/Result<\/\w+>\s*<\w+[^>]*>in force since 2/);
  });

  it('of an addition says that it waits, and from when on it is in force', async () => {
    const window = windowAt(newLab());
    const digest = await leaWaits(window);
    const waiting = await exported(window, digest);
    const at = (await window.get('people.read', {})).pending[0]?.inForceAt ?? 'nothing waits';
    expect(waiting.text).toContain(`approved, in force from ${at}`);
    expect(waiting.text).not.toMatch(/Result<\/\w+>\s*<\w+[^>]*>done/);
    await window.pass(DAY_MS);
    await unlock(window, 'kim');
    expect((await exported(window, digest)).text).toContain(`in force since ${at}`);
  });

  it('of an addition that was stopped says by whom', async () => {
    const window = windowAt(newLab());
    const digest = await leaWaits(window);
    await askApproval(window, digest, 'gus');
    const proof = broughtBy('gus', await bytesOf(window, digest), NAMESPACES.dissent);
    await window.get('approval.dissent', { digest, person: 'gus', reason: null, proof });
    expect((await exported(window, digest)).text).toContain('stopped by gus&#39;s no');
  });
});
