import type { Sender } from '../../compose.ts';
import type { WindowBook } from './window-book.ts';

/** A frame, as far as a sender needs it (part of Electron's WebFrameMain). */
export interface Frame {
  readonly origin: string;
  readonly detached: boolean;
  readonly frameTreeNodeId: number;
}

/** A call as Electron tells of it (part of IpcMainInvokeEvent). */
export interface Invocation {
  readonly sender: { readonly id: number; readonly mainFrame: Frame };
  /** Null when the frame has gone since. */
  readonly senderFrame: (Frame & { readonly parent: Frame | null }) | null;
}

/** Where a call came from, as Electron saw it. A frame that is gone is nobody's main frame and has no origin. */
export function senderOf(invocation: Invocation, book: WindowBook): Sender {
  const { id } = invocation.sender;
  const entry = book.find(id);
  const known = { window: String(id), page: entry?.page ?? null, document: entry?.document ?? null };
  try {
    const { sender, senderFrame: frame } = invocation;
    if (frame === null || frame.detached) return { ...known, origin: 'null', isMainFrame: false };
    const isMainFrame = frame.parent === null && frame.frameTreeNodeId === sender.mainFrame.frameTreeNodeId;
    return { ...known, origin: frame.origin, isMainFrame };
  } catch {
    // Electron throws when a frame is asked that ends at this moment.
    return { ...known, origin: 'null', isMainFrame: false };
  }
}
