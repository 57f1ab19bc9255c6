import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsSchema, type Settings } from '../../../shared/contract/index.ts';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';

export const DEFAULT_SETTINGS: Settings = {
  appearance: 'system',
  density: 'comfortable',
  lockAfterMinutes: 15,
  savedViews: [],
};

/** How a person likes the console; a file of the application folder. */
export interface SettingsKeeper {
  read(): Settings;
  save(settings: Settings): Result<Settings, ConsoleError>;
}

/** Reads the settings once. A file that cannot be read as settings is kept aside, and the defaults hold. */
export function settingsKeeper(home: string): SettingsKeeper {
  const file = join(home, 'settings.json');
  let current = load(file);
  return {
    read: () => current,
    save(settings) {
      current = settings;
      try {
        mkdirSync(home, { recursive: true, mode: 0o700 });
        writeFileSync(`${file}.new`, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600, flush: true });
        renameSync(`${file}.new`, file);
        return ok(settings);
      } catch {
        return fail(consoleError('settings-not-saved', `The settings could not be written to ${file}.`));
      }
    },
  };
}

function load(file: string): Settings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return DEFAULT_SETTINGS;
  }
  try {
    const parsed = settingsSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Not JSON: kept aside like any other file that holds no settings.
  }
  keepAside(file);
  return DEFAULT_SETTINGS;
}

function keepAside(file: string): void {
  try {
    renameSync(file, `${file}.broken`);
  } catch {
    // Where nothing can be renamed nothing is lost either: the file stays as it is until settings are saved.
  }
}
