import type { Safeguard } from './safeguard.ts';

/** SECURITY: files the console makes are for its user alone. (Windows has no such mask; folders inherit their ACL.) */
export const filesPrivate: Safeguard = {
  name: 'file-mode',
  install: () => {
    process.umask(0o077);
    // Setting it answers with the mask before: asking this way does not open a window in which there is none.
    return process.platform === 'win32' || process.umask(0o077) === 0o077 ? null : 'files would be readable by others';
  },
};
