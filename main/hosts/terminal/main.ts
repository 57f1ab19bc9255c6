import { installSafeguards } from '../../security/index.ts';
import { consoleError } from '../../../shared/errors.ts';

// SECURITY: safeguards come before anything else is even loaded.
const problem = installSafeguards();
if (problem === null) {
  const { runTerminal } = await import('./program.ts');
  process.exitCode = await runTerminal(process.argv.slice(2));
} else {
  const error = consoleError('security-failed', `A safeguard is not in force: ${problem}.`);
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error })}\n`);
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exitCode = 1;
}
