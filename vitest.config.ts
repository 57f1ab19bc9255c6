import { defineConfig } from 'vitest/config';

const project = (name: string, extra: object = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    environment: 'node',
    pool: 'forks' as const,
    testTimeout: 60_000,
    ...extra,
  },
});

export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: '.cache/test-results.json' }]],
    projects: [
      project('unit'),
      project('conformance'),
      project('interface', {
        include: ['test/interface/**/*.test.tsx', 'test/interface/**/*.test.ts'],
        environment: 'jsdom',
        setupFiles: ['test/interface/setup.ts'],
      }),
      project('terminal', { testTimeout: 180_000, hookTimeout: 180_000 }),
      project('e2e', {
        testTimeout: 240_000,
        hookTimeout: 240_000,
        globalSetup: ['test/e2e/setup.ts'],
        // One browser at a time: these machines have two cores.
        fileParallelism: false,
      }),
    ],
  },
});
