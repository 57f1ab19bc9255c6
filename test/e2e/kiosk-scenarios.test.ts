import { describe, expect, it } from 'vitest';
import type { ConsoleInUse } from './support/in-use.ts';
import { startKiosk } from './support/kiosk.ts';

/** What happens in a console whatever its host: every function that a file in `scenarios/` exports. */
type Scenario = (console: ConsoleInUse) => Promise<void>;
const files = import.meta.glob<Record<string, unknown>>('./scenarios/*.ts', { eager: true });
const scenarios = Object.entries(files).flatMap(([file, exported]) =>
  Object.entries(exported)
    .filter((entry): entry is [string, Scenario] => typeof entry[1] === 'function')
    .map(([name, scenario]) => ({ name: `${file.replace(/^.*\/|\.ts$/g, '')}: ${name}`, scenario })),
);

describe('the console in the kiosk', () => {
  it.for(scenarios)('$name', async ({ scenario }) => {
    const console = await startKiosk();
    console.page.setDefaultTimeout(30_000);
    await scenario(console);
    expect(console.complaints()).toEqual([]);
  });
});
