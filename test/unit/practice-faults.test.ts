import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { SOMEBODY_ELSE, type Fault } from '../../main/providers/index.ts';
import {
  handClock,
  newCall,
  newKey,
  newVault,
  openVault,
  refusal,
  START,
  value,
  vaultFile,
  WRAPPING_KEY,
} from './practice-support.ts';

describe('a fault in a Practice vault', () => {
  it('throttles: refused, and nothing was done', async () => {
    const vault = newVault();
    const { id } = await newKey(vault);
    value(vault.setFaults([{ call: 'disableKey', kind: 'throttle', times: 1 }]));
    const call = newCall();
    expect(await vault.disableKey(id, call)).toEqual(refusal('throttled'));
    expect(value(await vault.describeKey(id)).state).toBe('enabled');
    expect(value(await vault.findEvent(call.intentId))).toBeNull();
  });

  it('denies: refused, and nothing was done', async () => {
    const vault = newVault();
    const { id } = await newKey(vault);
    value(vault.setFaults([{ call: 'rotateKey', kind: 'deny', times: 1 }]));
    expect(await vault.rotateKey(id, newCall())).toEqual(refusal('denied'));
    expect(value(await vault.describeKey(id)).versions).toHaveLength(1);
  });

  it('loses an answer: the change is there, the log has it, the caller knows neither', async () => {
    const vault = newVault();
    const { id } = await newKey(vault);
    value(vault.setFaults([{ call: 'rotateKey', kind: 'lose-answer', times: 1 }]));
    const call = newCall();
    expect(await vault.rotateKey(id, call)).toEqual(refusal('no-answer', false));
    expect(value(await vault.describeKey(id)).versions.at(-1)?.requestId).toBe(call.intentId);
    expect(value(await vault.findEvent(call.intentId))).toMatchObject({ call: 'RotateKeyOnDemand' });
  });

  it('loses a request: the same answer, but nothing was done', async () => {
    const vault = newVault();
    const { id } = await newKey(vault);
    value(vault.setFaults([{ call: 'rotateKey', kind: 'lose-request', times: 1 }]));
    const call = newCall();
    expect(await vault.rotateKey(id, call)).toEqual(refusal('no-answer', false));
    expect(value(await vault.describeKey(id)).versions).toHaveLength(1);
    expect(value(await vault.findEvent(call.intentId))).toBeNull();
  });

  it('answers stale reads, so many times, as things were before the last change', async () => {
    const vault = newVault();
    const { id } = await newKey(vault);
    const other = await newKey(vault);
    value(await vault.disableKey(id, newCall()));
    value(vault.setFaults([{ call: 'describeKey', kind: 'stale-read', times: 2 }]));
    const states = [];
    for (let read = 0; read < 3; read++) states.push(value(await vault.describeKey(id)).state);
    expect(states).toEqual(['enabled', 'enabled', 'disabled']);
    value(vault.setFaults([{ call: 'listKeys', kind: 'stale-read', times: 1 }]));
    const listed = value(await vault.listKeys()).map((key) => [key.id, key.state]);
    expect(Object.fromEntries(listed)).toEqual({ [id]: 'enabled', [other.id]: 'enabled' });
    expect(value(await vault.listKeys()).find((key) => key.id === id)?.state).toBe('disabled');
  });

  it('does not show a new key to a stale read', async () => {
    const vault = newVault();
    const { id } = await newKey(vault);
    value(vault.setFaults([{ call: '*', kind: 'stale-read', times: 2 }]));
    expect(await vault.describeKey(id)).toEqual(refusal('not-found'));
    expect(value(await vault.listKeys())).toEqual([]);
    expect(value(await vault.describeKey(id)).id).toBe(id);
  });

  it('resolves an alias to where it pointed before it moved', async () => {
    const vault = newVault();
    const [one, two] = [await newKey(vault), await newKey(vault)];
    value(await vault.createAlias('orders', one.id, newCall()));
    value(await vault.updateAlias('orders', two.id, newCall()));
    value(vault.setFaults([{ call: 'resolveAlias', kind: 'stale-read', times: 1 }]));
    expect(value(await vault.resolveAlias('orders'))).toBe(one.id);
    expect(value(await vault.resolveAlias('orders'))).toBe(two.id);
  });

  it('never lets the log be stale', async () => {
    const vault = newVault();
    const { id } = await newKey(vault);
    value(vault.setFaults([{ call: '*', kind: 'stale-read', times: 9 }]));
    const call = newCall();
    value(await vault.disableKey(id, call));
    expect(value(await vault.findEvent(call.intentId))).toMatchObject({ call: 'DisableKey' });
    expect(vault.faults()).toEqual([{ call: '*', kind: 'stale-read', times: 9 }]);
  });

  it('has somebody else do the same change just before, under another name and request id', async () => {
    const vault = newVault();
    const { id } = await newKey(vault);
    value(vault.setFaults([{ call: 'rotateKey', kind: 'foreign-change', times: 1 }]));
    const call = newCall();
    value(await vault.rotateKey(id, call));
    const { versions } = value(await vault.describeKey(id));
    expect(versions).toHaveLength(3);
    expect(versions[2]?.requestId).toBe(call.intentId);
    const foreign = value(await vault.findEvent(versions[1]?.requestId ?? ''));
    expect(foreign).toMatchObject({ call: 'RotateKeyOnDemand', principal: SOMEBODY_ELSE });
    expect(foreign?.requestId).not.toBe(call.intentId);
  });

  it('lets a foreign change and a lost request meet: the state changed, but not by us', async () => {
    const vault = newVault();
    const { id } = await newKey(vault);
    value(
      vault.setFaults([
        { call: 'disableKey', kind: 'lose-request', times: 1 },
        { call: 'disableKey', kind: 'foreign-change', times: 1 },
      ]),
    );
    const call = newCall();
    expect(await vault.disableKey(id, call)).toEqual(refusal('no-answer', false));
    expect(value(await vault.describeKey(id)).state).toBe('disabled');
    expect(value(await vault.findEvent(call.intentId))).toBeNull();
    expect(vault.events().at(-1)?.principal).toBe(SOMEBODY_ELSE);
  });

  it('does not put our tags on the key that somebody else makes', async () => {
    const vault = newVault();
    value(vault.setFaults([{ call: 'createKey', kind: 'foreign-change', times: 1 }]));
    const tags = { 'claviger-intent': 'ours' };
    value(await vault.createKey({ spec: 'SYMMETRIC_DEFAULT', description: 'd', tags }, newCall()));
    expect(value(await vault.listKeys()).map((key) => key.tags)).toEqual(expect.arrayContaining([{}, tags]));
  });

  it('goes by the order of the list, and each one as many times as it says', async () => {
    const vault = newVault();
    value(
      vault.setFaults([
        { call: 'listKeys', kind: 'throttle', times: 2 },
        { call: '*', kind: 'deny', times: 1 },
      ]),
    );
    const codes = [];
    for (let call = 0; call < 4; call++) {
      const answer = await vault.listKeys();
      codes.push(answer.ok ? 'ok' : answer.error.code);
    }
    expect(codes).toEqual(['throttled', 'throttled', 'denied', 'ok']);
    expect(vault.faults()).toEqual([]);
  });

  it('meets every call there is', async () => {
    const vault = newVault();
    const b = new Uint8Array(1);
    const calls = [
      () => vault.identify(),
      () => vault.listKeys(),
      () => vault.describeKey('k'),
      () => vault.resolveAlias('a'),
      () => vault.dependants('k'),
      () => vault.lastUse('k'),
      () => vault.findEvent('i'),
      () => vault.createKey({ spec: 'HMAC_256', description: '', tags: {} }, newCall()),
      () => vault.rotateKey('k', newCall()),
      () => vault.setAutomaticRotation('k', 90, newCall()),
      () => vault.createAlias('a', 'k', newCall()),
      () => vault.updateAlias('a', 'k', newCall()),
      () => vault.deleteAlias('a', newCall()),
      () => vault.enableKey('k', newCall()),
      () => vault.disableKey('k', newCall()),
      () => vault.scheduleKeyDeletion('k', 7, newCall()),
      () => vault.cancelKeyDeletion('k', newCall()),
      () => vault.encrypt('k', b, {}),
      () => vault.decrypt('k', b, {}),
      () => vault.generateDataKey('k', {}),
      () => vault.reEncrypt({ keyId: 'k', ciphertext: b, context: {} }, { keyId: 'k', context: {} }),
      () => vault.sign('k', b),
      () => vault.verify('k', b, b),
      () => vault.publicKey('k'),
      () => vault.generateMac('k', b),
      () => vault.verifyMac('k', b, b),
    ];
    value(vault.setFaults([{ call: '*', kind: 'throttle', times: calls.length }]));
    for (const call of calls) expect(await call()).toEqual(refusal('throttled'));
    expect(vault.faults()).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['an unknown call', { call: 'destroyEverything', kind: 'throttle', times: 1 }],
    ['an unknown kind', { call: '*', kind: 'explode', times: 1 }],
    ['no times', { call: '*', kind: 'throttle', times: 0 }],
    ['half a time', { call: '*', kind: 'throttle', times: 0.5 }],
    ['a stale log', { call: 'findEvent', kind: 'stale-read', times: 1 }],
    ['a foreign read', { call: 'listKeys', kind: 'foreign-change', times: 1 }],
  ])('is refused when it makes no sense: %s', (_, fault) => {
    const vault = newVault();
    expect(vault.setFaults([fault as Fault])).toEqual(refusal('invalid-input'));
    expect(vault.faults()).toEqual([]);
  });

  it('holds for every process, and is used up for all of them', async () => {
    const file = vaultFile();
    const vault = openVault(file, handClock(), { vaultId: 'test' });
    await newKey(vault);
    value(vault.setFaults([{ call: 'listKeys', kind: 'throttle', times: 2 }]));
    const script = `
      import { openPracticeVault } from ${JSON.stringify(new URL('../../main/providers/index.ts', import.meta.url).href)};
      const clock = { now: () => new Date('${START}') };
      const wrappingKey = Buffer.from('${Buffer.from(WRAPPING_KEY).toString('hex')}', 'hex');
      const opened = openPracticeVault({ file: ${JSON.stringify(file)}, clock, wrappingKey });
      const answer = await opened.value.listKeys();
      console.log(answer.ok ? 'ok' : answer.error.code);
      opened.value.close();`;
    const elsewhere = () =>
      execFileSync(process.execPath, ['--input-type=module-typescript', '--eval', script], { encoding: 'utf8' }).trim();
    expect(elsewhere()).toBe('throttled');
    expect(vault.faults()).toEqual([{ call: 'listKeys', kind: 'throttle', times: 1 }]);
    expect(await vault.listKeys()).toEqual(refusal('throttled'));
    expect(elsewhere()).toBe('ok');
  });
});
