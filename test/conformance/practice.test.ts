import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openPracticeVault } from '../../main/providers/index.ts';
import { conform } from './suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'claviger-conformance-'));
const opened = openPracticeVault({
  file: join(folder, 'vault.db'),
  wrappingKey: new Uint8Array(32).fill(7),
  clock: { now: () => new Date('2026-11-02T09:00:00.000Z') },
  create: { vaultId: 'conformance' },
});
if (!opened.ok) throw new Error(opened.error.message);
const vault = opened.value;

afterAll(() => {
  vault.close();
  rmSync(folder, { recursive: true });
});

let count = 0;

conform('the Practice vault', () =>
  Promise.resolve({
    provider: vault,
    specs: {
      encryption: 'SYMMETRIC_DEFAULT',
      signing: ['RSA_3072', 'RSA_4096', 'ECC_NIST_P256', 'ECC_NIST_P384'],
      mac: 'HMAC_256',
    },
    unknownKeyId: '00000000-0000-4000-8000-000000000000',
    newCall: () => ({ intentId: `intent-${++count}`, principal: 'ada' }),
    newAlias: () => `conformance/alias-${++count}`,
    eventually: (check) => check(),
  }),
);
