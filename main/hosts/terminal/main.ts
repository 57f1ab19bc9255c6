import { installSafeguards } from '../../security/index.ts';
import { consoleError } from '../../../shared/errors.ts';

// Whoever reads the output may stop reading (`| head`): what is under way goes on to its end, unheard. Other failures to
// write are told by the exit code, for there is nowhere left to say them.
let lost = false;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') lost = true;
  });
}
process.on('exit', () => {
  if (lost && process.exitCode === 0) process.exitCode = 1;
});

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
