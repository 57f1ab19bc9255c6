import type { PageName } from '../../shared/contract/index.ts';

/**
 * Where a message came from, as the host itself saw it; nothing here is claimed by the message. A host fills in every
 * field from its own knowledge of windows and frames.
 */
export interface Sender {
  /** The host's id of the window. */
  readonly window: string;
  /** The page this window was opened for by main; null for a window that main did not open. */
  readonly page: PageName | null;
  /** Origin of the calling frame's document, `null` for an opaque one (srcdoc, data, sandboxed). */
  readonly origin: string;
  /** Whether the caller is the window's main frame. */
  readonly isMainFrame: boolean;
  /** The token that main put into the document now shown in this window when it served it; null when it served none. */
  readonly document: string | null;
}

/** The boundary as a host sees it: text goes in, text comes out. */
export interface Boundary {
  /**
   * Takes one message, `{"call","input","document"}` as JSON. Always answers with `{"ok":true,"value"}` or
   * `{"ok":false,"error"}` as JSON; never throws.
   */
  receive(sender: Sender, message: string): Promise<string>;
  /** A window is gone: what it had been opened for is over. */
  closed(window: string): void;
}

/** What the boundary asks of the host that shows the windows. */
export interface WindowHost {
  readonly kind: 'electron' | 'kiosk';
  /** Whether the pages run in the browser's sandbox; without it only Practice workspaces open. */
  readonly sandboxed: boolean;
  /** The program that shows the pages, as an absolute path; null when it came with Claviger. */
  readonly browser: string | null;
  /** Opens a window with the approval page, or brings none if it cannot. @returns its id */
  openApproval(): Promise<string>;
  /** Closes a window that main opened. Closing one that is gone does nothing. */
  close(window: string): Promise<void>;
  /** Brings a window to the front. */
  focus(window: string): Promise<void>;
  /** Prints a self-contained HTML document (no scripts, no references) as PDF; null when this host cannot. */
  pdf(html: string): Promise<Uint8Array | null>;
}
