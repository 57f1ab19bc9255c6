import { app } from 'electron';
import { consoleError, type ConsoleError } from '../../../shared/errors.ts';
import { installSafeguards } from '../../security/index.ts';
import { electronSafeguards } from './safeguards.ts';

// SECURITY: safeguards come before anything else is even loaded.
const problem = installSafeguards(electronSafeguards());
if (problem === null) {
  const { runElectron } = await import('./run.ts');
  // Not awaited: Electron becomes ready only once this module has been evaluated.
  runElectron().catch(fail);
} else {
  stop(consoleError('security-failed', `A safeguard is not in force: ${problem}.`));
}

function fail(thrown: unknown): void {
  const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'something that is no error was thrown';
  stop(consoleError('internal', what));
}

function stop({ code, message }: ConsoleError): void {
  process.stderr.write(`${code}: ${message}\n`);
  app.exit(1);
}
