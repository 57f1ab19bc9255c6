import type { OutputOf } from '../../../shared/contract/index.ts';
import { consoleError } from '../../../shared/errors.ts';
import { fail, ok } from '../../../shared/result.ts';
import { isWritten } from '../views/exports.ts';
import type { HandlersFor } from '../handlers.ts';
import type { Room } from '../room.ts';

type Written = OutputOf<'transcript.export'>;

/** So many transcripts are remembered. */
const REMEMBERED = 100;

/**
 * Transcripts cost much and stay on the disk: they are written for a person, one at a time, and not again while the
 * journal is as it was and the files are as they were written.
 */
export function onceAtATime(
  { session }: Room,
  handlers: HandlersFor<'transcript.export'>,
): HandlersFor<'transcript.export'> {
  const remembered = new Map<string, Written>();
  let isUnderWay = false;
  return {
    'transcript.export': async (input, caller) => {
      const open = session.peek();
      if (open === null) return fail(consoleError('no-workspace', 'No workspace is open.'));
      if (session.person() === null) return fail(consoleError('nobody-unlocked', 'Nobody is unlocked.'));
      const { journal, authority } = open.desk.workspace;
      // A change of the roster comes into force without an entry.
      const key = `${session.which() ?? ''} ${input.digest} ${journal.size()} ${authority.rosterDigest}`;
      const before = remembered.get(key);
      if (before !== undefined && isThere(before)) return ok(before);
      if (isUnderWay) return fail(consoleError('busy', 'A transcript is being written already.'));
      isUnderWay = true;
      try {
        const written = await handlers['transcript.export'](input, caller);
        if (written.ok) remembered.set(key, written.value);
        for (const oldest of remembered.keys()) if (remembered.size > REMEMBERED) remembered.delete(oldest);
        return written;
      } finally {
        isUnderWay = false;
      }
    },
  };
}

function isThere({ html, pdf }: Written): boolean {
  return [html, ...(pdf === null ? [] : [pdf])].every(isWritten);
}
