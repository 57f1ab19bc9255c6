import { defineConfig } from 'vitest/config';

/** `npm run screenshots`: walks through every screen and keeps a picture of each in docs/screenshots. */
export default defineConfig({
  test: { include: ['test/screenshots/**/*.test.ts'], globalSetup: ['test/screenshots/setup.ts'], pool: 'forks' },
});
