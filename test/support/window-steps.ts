import { readFileSync } from 'node:fs';
import { makeSshSignature } from '../../main/signoff/index.ts';
import type { InputOf, PlanView, Proof } from '../../shared/contract/index.ts';
import { NAMESPACES } from '../../shared/plan.ts';
import { signerOf } from './cast.ts';
import { IN_PLACE } from './lab.ts';
import { present } from './unwrap.ts';
import type { Window } from './window-at.ts';

/** A signature that somebody of the cast makes on their own machine, as the page hands it in. */
export function broughtBy(person: string, message: Uint8Array, namespace: string): Proof {
  return { by: 'signature', signature: makeSshSignature({ namespace, message, signer: signerOf(person) }) };
}

/** The passphrase of the sample's made-up people. */
export const PRACTICE: Proof = { by: 'passphrase', passphrase: 'practice makes perfect' };

/** Somebody of the cast says who they are. */
export async function unlock(window: Window, person: string): Promise<void> {
  await window.get('person.unlock', { person });
  const task = await window.get('approval.task', {});
  if (task.kind !== 'unlock') throw new Error('another task');
  await window.pass(1000);
  await window.get('approval.unlock', {
    proof: broughtBy(person, Buffer.from(task.statement ?? ''), 'claviger-unlock-v1'),
  });
}

/** A made-up person of the sample says who they are. */
export async function unlockSample(window: Window, person: string): Promise<void> {
  await window.get('person.unlock', { person });
  await window.get('approval.task', {});
  await window.pass(1000);
  await window.get('approval.unlock', { proof: PRACTICE });
}

export const ASKED = { ticket: 'CHG-1', reason: 'A test asks for it', validForHours: 24 };

/** Plans the rotation of a key, as whoever is unlocked. @returns the plan's digest */
export async function planned(window: Window, name = IN_PLACE): Promise<string> {
  const { rows } = await window.get('keys.list', { environment: 'practice', listing: null, from: 0 });
  const key = present(rows.find((row) => row.name === name)).id;
  return (await window.get('rotation.plan', { environment: 'practice', key, ...ASKED })).digest;
}

/** The exact bytes of a plan. */
export async function bytesOf(window: Window, digest: string): Promise<Uint8Array> {
  return readFileSync((await window.get('plan.export', { digest })).file);
}

/** Opens an approval window for a plan and waits until its buttons are awake. */
export async function askApproval(window: Window, digest: string, person: string | null = null): Promise<void> {
  await window.get('approval.ask', { digest, person });
  await window.get('approval.task', {});
  await window.pass(1000);
}

/** What somebody of the cast would hand in to sign a plan. */
export async function signing(window: Window, digest: string, person: string): Promise<InputOf<'approval.sign'>> {
  const proof = broughtBy(person, await bytesOf(window, digest), NAMESPACES.signoff);
  return { digest, person, purpose: 'signoff', proof };
}

/** Somebody of the cast signs a plan in an approval window of their own. */
export async function approve(window: Window, digest: string, person: string): Promise<void> {
  const input = await signing(window, digest, person);
  await askApproval(window, digest, person);
  await window.get('approval.sign', input);
}

/** A rotation that is planned by Kim and signed by Ada and Ben. */
export async function readyPlan(window: Window, name?: string): Promise<string> {
  await unlock(window, 'kim');
  const digest = await planned(window, name);
  await approve(window, digest, 'ada');
  await approve(window, digest, 'ben');
  return digest;
}

/** Hears main's events until the plan is as wished. */
export async function until(window: Window, digest: string, isSo: (view: PlanView) => boolean): Promise<PlanView> {
  let { last } = await window.get('events.next', { after: null });
  for (;;) {
    const view = await window.get('plan.read', { digest });
    if (isSo(view)) return view;
    ({ last } = await window.get('events.next', { after: last }));
  }
}

/** Starts a plan and waits for its end. */
export async function runToEnd(window: Window, digest: string): Promise<PlanView> {
  await window.get('run.start', { digest });
  return until(window, digest, ({ summary }) => summary.state === 'done' || summary.state === 'failed');
}
