import { layoutOf } from '../../main/workspace/paths.ts';
import { takeLock } from '../../main/workspace/lock.ts';

// Keeps a workspace locked until it is killed, as a console that is at work would.
const lock = takeLock(layoutOf(process.argv[2] ?? ''), 'rotate something', new Date());
process.stdout.write(lock.ok ? 'held\n' : `${lock.error.message}\n`);
setInterval(() => undefined, 60_000);
