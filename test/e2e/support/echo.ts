import type { Boundary, Sender, WindowHost } from '../../../main/compose.ts';

/** A boundary that does nothing but say who called it. */
export interface Echo {
  readonly connect: (host: WindowHost) => Boundary;
  /** Everything that arrived. */
  readonly heard: readonly { readonly sender: Sender; readonly message: string }[];
  /** Windows that were said to be gone. */
  readonly gone: readonly string[];
}

export function echo(): Echo {
  const heard: { sender: Sender; message: string }[] = [];
  const gone: string[] = [];
  const boundary: Boundary = {
    receive: async (sender, message) => {
      heard.push({ sender, message });
      return JSON.stringify({ ok: true, value: sender });
    },
    closed: (window) => void gone.push(window),
  };
  return { connect: () => boundary, heard, gone };
}
