// The built application, started by Playwright: it drives Electron through its debugger, which the application itself
// refuses. So these two safeguards are left out here, in the test's own entry; the application has no switch for it.
import { app } from 'electron';
import { electronSafeguards } from '../../../dist/electron/main/hosts/electron/safeguards.js';
import { runElectron } from '../../../dist/electron/main/hosts/electron/run.js';
import { installSafeguards } from '../../../dist/electron/main/security/index.js';

const LEFT_OUT = ['debugger', 'command-line'];

const problem = installSafeguards(electronSafeguards().filter(({ name }) => !LEFT_OUT.includes(name)));
if (problem === null) {
  runElectron().catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    app.exit(1);
  });
} else {
  process.stderr.write(`${problem}\n`);
  app.exit(1);
}
