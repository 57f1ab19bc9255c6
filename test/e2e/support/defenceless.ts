import type { Pages } from '../../../main/interface/index.ts';

const DEFENCES = ['content-security-policy', 'permissions-policy', 'cross-origin-embedder-policy'];

/** The same pages without what the browser would enforce inside them: what is left is what the host does. */
export function defenceless(pages: Pages): Pages {
  return {
    respond: (asked) => {
      const served = pages.respond(asked);
      const kept = Object.entries(served.headers).filter(([name]) => !DEFENCES.includes(name.toLowerCase()));
      return { ...served, headers: Object.fromEntries(kept) };
    },
  };
}
