import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FUSES, fusesFor, programIn, setFuses } from '../../build/fuses.ts';
import { temporaryFolder } from '../support/temporary.ts';

const known = Object.values(FuseV1Options).filter((value) => typeof value === 'number');
const name = (fuse: FuseV1Options): string => FuseV1Options[fuse];

describe('the fuses of the packaged application', () => {
  it.each(known.map((fuse) => [name(fuse), fuse] as const))('set %s explicitly', (_, fuse) => {
    expect(typeof FUSES[fuse]).toBe('boolean');
  });

  it('fail the packaging of a program that has more of them', () => {
    expect(FUSES.strictlyRequireAllFuses).toBe(true);
  });

  it('are no looser than intended', () => {
    const on = known.filter((fuse) => FUSES[fuse]).map(name);
    expect(on).toEqual([
      'EnableCookieEncryption',
      'EnableEmbeddedAsarIntegrityValidation',
      'OnlyLoadAppFromAsar',
      'WasmTrapHandlers',
    ]);
  });

  it('leave a program on macOS with a signature it starts with', () => {
    expect(fusesFor('darwin').resetAdHocDarwinSignature).toBe(true);
    expect(fusesFor('linux').resetAdHocDarwinSignature).toBe(false);
    expect(fusesFor('win32')).toMatchObject(FUSES);
  });

  it.each([
    ['darwin', 'Claviger.app'],
    ['win32', 'Claviger.exe'],
    ['linux', 'claviger'],
  ])('are set in the program that %s starts', (platform, file) => {
    const program = programIn({ folder: 'out', platform, product: 'Claviger', executable: 'claviger' });
    expect(program.split(/[\\/]/)).toEqual(['out', file]);
  });

  // The place for the fuses as it stands in Electron's program: a mark, a version, how many, and one character for each.
  const packed = (fuses: number) => {
    const wire = [1, fuses, ...Array<number>(fuses).fill(FuseState.DISABLE)];
    const program = Buffer.concat([Buffer.from('before'), Buffer.from(MARK), Buffer.from(wire), Buffer.from('after')]);
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'claviger'), program);
    return { folder, platform: 'linux', product: 'Claviger', executable: 'claviger' };
  };

  it('stand in the program as they were meant', async () => {
    const application = packed(known.length);
    await setFuses(application);
    const wire = await getCurrentFuseWire(programIn(application));
    for (const fuse of known) {
      expect([name(fuse), wire[fuse]]).toEqual([name(fuse), FUSES[fuse] ? FuseState.ENABLE : FuseState.DISABLE]);
    }
  });

  it('are refused to a program that has one which is not listed', async () => {
    await expect(setFuses(packed(known.length + 1))).rejects.toThrow(/strictlyRequireAllFuses/);
  });
});

/** Where Electron's program has its fuses (electron/electron, docs/tutorial/fuses.md). */
const MARK = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
