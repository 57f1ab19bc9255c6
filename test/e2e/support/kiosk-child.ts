import { openKiosk } from '../../../main/hosts/kiosk/index.ts';
import { openPages } from '../../../main/interface/index.ts';

// A console in a process of its own, for tests that end it: pages, browser and folder for profiles come as arguments.
const [pages = '', browser = '', profiles = ''] = process.argv.slice(2);
const opened = openPages(pages);
if (!opened.ok) throw new Error(opened.error.message);
const kiosk = await openKiosk({
  pages: opened.value,
  connect: () => ({ receive: async () => '{}', closed: () => undefined }),
  headless: true,
  browser,
  log: (line) => process.stderr.write(`${line}\n`),
  profiles,
});
if (!kiosk.ok) throw new Error(kiosk.error.message);
process.stdout.write('open\n');
await kiosk.value.closed;
process.stdout.write('closed\n');
