import { FuseV1Options } from '@electron/fuses';
import { describe, expect, it } from 'vitest';
import { FUSES, fusesFor, programIn } from '../../build/fuses.ts';

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
});
