/** One hardening rule: puts it in place, or says why it is not. */
export interface Safeguard {
  readonly name: string;
  /** @returns null when in force; else a sentence saying what is wrong */
  readonly install: () => string | null;
}
