/** Exit codes of the terminal; scripts rely on them. */
export const EXIT = { done: 0, failed: 1, badInput: 2, refused: 3, verificationFailed: 4, unknown: 5 } as const;

type Exit = (typeof EXIT)[keyof typeof EXIT];

interface ErrorKind {
  readonly exit: Exit;
  /** What the person can do about it; follows the sentence that says what was wrong. */
  readonly remedy: string;
  /** The same for people in front of a window, where what they can do is another thing than in a terminal. */
  readonly onScreen?: string;
}

/**
 * Every error a person can meet. The list is closed: nothing else leaves the console, and texts of SDKs never do.
 */
export const ERRORS = {
  // Bad usage and bad input: nothing was changed.
  'bad-usage': {
    exit: EXIT.badInput,
    remedy: 'See "claviger help".',
    onScreen: 'Correct it and try again; nothing was changed.',
  },
  'bad-input': { exit: EXIT.badInput, remedy: 'Correct it and try again; nothing was changed.' },
  'bad-plan': {
    exit: EXIT.badInput,
    remedy: 'Give the file that "claviger plan" wrote, unchanged.',
    onScreen: 'Make a new plan; this version cannot read the old one.',
  },
  'looks-like-secret': {
    exit: EXIT.badInput,
    remedy: 'The journal keeps texts for years: say it without the secret. If it is real, treat it as leaked.',
  },
  'person-not-found': {
    exit: EXIT.badInput,
    remedy: '"claviger people list" shows who is in the roster.',
    onScreen: '"People" shows who is in the roster.',
  },
  'key-not-found': {
    exit: EXIT.badInput,
    remedy: '"claviger keys" lists the keys of every environment.',
    onScreen: '"Keys" lists the keys of every environment.',
  },
  'not-connected': {
    exit: EXIT.badInput,
    remedy: 'Choose an environment that has a connection.',
    onScreen: 'Choose an environment that has a connection; "Settings" lists them.',
  },
  'not-possible': { exit: EXIT.badInput, remedy: 'Nothing was changed.' },
  'weak-passphrase': { exit: EXIT.badInput, remedy: 'Choose another passphrase.' },
  'passphrase-needed': {
    exit: EXIT.badInput,
    remedy: 'Run it in a terminal to be asked, or name a file in CLAVIGER_PASSPHRASE_FILE.',
    onScreen: 'Type the passphrase, or bring in a signature made elsewhere.',
  },
  'wrong-passphrase': { exit: EXIT.badInput, remedy: 'Try again; nothing was signed.' },
  'workspace-missing': {
    exit: EXIT.badInput,
    remedy: 'Make one with "claviger init", or name another folder.',
    onScreen: 'Make one here with one click, or choose another folder.',
  },
  'workspace-exists': { exit: EXIT.badInput, remedy: 'Choose an empty or new folder.' },
  'workspace-unsuitable': { exit: EXIT.badInput, remedy: 'Choose a folder on a local disk of this computer.' },
  'workspace-key-missing': {
    exit: EXIT.failed,
    remedy: 'Reading and "journal verify" go on; bring the file back from a backup to change anything.',
    onScreen: 'Reading and verifying go on; bring the file back from a backup to change anything.',
  },
  'workspace-locked': { exit: EXIT.failed, remedy: 'Wait until it has finished, or end that program.' },
  // Refused by policy or quorum; each is journaled.
  'quorum-not-met': { exit: EXIT.refused, remedy: 'Gather the missing signatures and run the same plan again.' },
  'same-person': {
    exit: EXIT.refused,
    remedy: 'One person counts once: leave one of the files out.',
    onScreen: 'One person counts once; ask somebody else.',
  },
  'statement-changed': {
    exit: EXIT.refused,
    remedy: 'Use the plan exactly as it was written, or make a new one.',
    onScreen: 'Go back to the console and open the plan again.',
  },
  'bad-signature': {
    exit: EXIT.refused,
    remedy: 'Leave the file out, or have the person sign again.',
    onScreen: 'Sign again exactly what is shown here, and bring that signature in.',
  },
  'wrong-namespace': {
    exit: EXIT.refused,
    remedy: 'Sign the plan with "ssh-keygen -Y sign -n claviger-signoff-v1" or "claviger sign".',
    onScreen: 'Sign again with exactly the command that is shown here.',
  },
  'unknown-key': {
    exit: EXIT.refused,
    remedy: 'Only keys of the roster count: "claviger people list".',
    onScreen: 'Only keys of the roster count; "People" shows them.',
  },
  'role-missing': { exit: EXIT.refused, remedy: 'Ask somebody who holds one of the roles the plan names.' },
  'requester-not-allowed': { exit: EXIT.refused, remedy: 'Ask somebody else; the rule wants other eyes than these.' },
  expired: { exit: EXIT.refused, remedy: 'Make a new plan and have it signed.' },
  'already-run': { exit: EXIT.refused, remedy: 'A plan runs once. Make a new plan if it is to be done again.' },
  dissent: { exit: EXIT.refused, remedy: 'Talk to the person, then make a new plan.' },
  'plan-not-ours': { exit: EXIT.refused, remedy: 'Make a new plan from what is true now.' },
  'policy-changed': { exit: EXIT.refused, remedy: 'Make a new plan under the policy and roster now in force.' },
  'journal-rolled-back': {
    exit: EXIT.refused,
    remedy: 'This is an older copy of the workspace. Go on with the newest one; nothing is changed from here.',
  },
  'clock-behind': { exit: EXIT.refused, remedy: "Set this computer's clock right and try again." },
  'clock-ahead': {
    exit: EXIT.refused,
    remedy: 'If the clock is right, say so with --confirm-clock; if not, set it right first.',
    onScreen: 'If the clock is right, confirm it; if not, set it right first.',
  },
  'no-rule': { exit: EXIT.refused, remedy: 'What no rule allows is refused; the policy would have to be changed.' },
  'not-accepted': {
    exit: EXIT.refused,
    remedy: 'Have each person compare and sign the genesis: "claviger genesis show".',
    onScreen: 'Have each person compare and sign the genesis: "People" opens the window for it.',
  },
  'foreign-key': { exit: EXIT.refused, remedy: 'Taking a key over needs a signed plan of its own.' },
  // Failed on the way.
  'provider-failed': {
    exit: EXIT.failed,
    remedy: 'The journal says how far it came; make a new plan when it is mended.',
  },
  'state-changed': { exit: EXIT.failed, remedy: 'Somebody else changed it. Look at the key, then make a new plan.' },
  'not-verified': { exit: EXIT.failed, remedy: 'Look at the key before anybody relies on it.' },
  'journal-missing': {
    exit: EXIT.badInput,
    remedy: 'Name the folder that holds journal.db.',
    onScreen: 'Choose the folder that holds journal.db.',
  },
  'journal-unreadable': { exit: EXIT.verificationFailed, remedy: 'Keep the file as evidence and go back to a backup.' },
  'journal-from-the-future': {
    exit: EXIT.badInput,
    remedy: 'Open it with the newer version of Claviger that wrote it.',
  },
  'journal-read-only': { exit: EXIT.failed, remedy: 'Make the folder writable; nothing was executed.' },
  'journal-full': { exit: EXIT.failed, remedy: 'Make room on the disk; nothing was executed that is not recorded.' },
  'journal-pragma': { exit: EXIT.failed, remedy: 'Keep the workspace on a disk that can write durably.' },
  'journal-invalid': {
    exit: EXIT.failed,
    remedy: 'Run "claviger journal verify".',
    onScreen: 'Verify the journal; until it is sound nothing is changed.',
  },
  'vault-failed': {
    exit: EXIT.failed,
    remedy: 'Run "claviger health".',
    onScreen: '"Overview" shows the health of every connection.',
  },
  // Of the window and its boundary.
  'not-allowed': { exit: EXIT.refused, remedy: 'It was refused and noted; nothing was done.' },
  'bad-call': { exit: EXIT.badInput, remedy: 'Check what was entered; nothing was done.' },
  'too-large': { exit: EXIT.badInput, remedy: 'Make it shorter; nothing was done.' },
  'too-many-calls': { exit: EXIT.failed, remedy: 'Wait a moment and try again.' },
  'no-workspace': { exit: EXIT.badInput, remedy: 'Make or open a workspace first.' },
  'read-only': { exit: EXIT.badInput, remedy: 'Reading, searching and verifying go on.' },
  'practice-only': {
    exit: EXIT.refused,
    remedy: 'Start Claviger as an ordinary user; as root the browser has no sandbox.',
  },
  'nobody-unlocked': { exit: EXIT.badInput, remedy: 'Say who you are first: requests are made in a name.' },
  'plan-not-found': { exit: EXIT.badInput, remedy: 'Choose a plan from the list of approvals.' },
  'entry-not-found': { exit: EXIT.badInput, remedy: 'Choose an entry from the journal.' },
  'task-over': {
    exit: EXIT.refused,
    remedy: 'Close this window; open a new one from the console if it is still needed.',
  },
  'too-soon': { exit: EXIT.refused, remedy: 'Read first, then decide; the buttons wake up after a second.' },
  busy: { exit: EXIT.failed, remedy: 'Let it finish, then try again.' },
  stopped: { exit: EXIT.failed, remedy: 'Look at what was done so far, then make a new plan for the rest.' },
  'not-running': { exit: EXIT.badInput, remedy: 'Look at its present state.' },
  'not-run-yet': { exit: EXIT.badInput, remedy: 'There is a transcript once the plan has run.' },
  'export-failed': { exit: EXIT.failed, remedy: 'Make room on the disk or the folder writable, and try again.' },
  'settings-not-saved': { exit: EXIT.failed, remedy: 'They hold until the console is closed.' },
  'interface-missing': { exit: EXIT.failed, remedy: 'Build it with "npm run build".' },
  'browser-missing': {
    exit: EXIT.failed,
    remedy: 'Install Chromium, Chrome or Edge, or name one in CLAVIGER_BROWSER.',
  },
  'browser-failed': {
    exit: EXIT.failed,
    remedy: 'Start that browser by hand once to see why, or name another one in CLAVIGER_BROWSER.',
  },
  'security-failed': { exit: EXIT.failed, remedy: 'Claviger does not start without its safeguards.' },
  internal: { exit: EXIT.failed, remedy: 'This is a defect of Claviger. Please report it with the text above.' },
  'verification-failed': {
    exit: EXIT.verificationFailed,
    remedy: 'Keep the workspace as it is and compare with a kept head.',
  },
  'outcome-unknown': {
    exit: EXIT.unknown,
    remedy: 'Do not repeat it: "claviger resume" asks the provider what happened and settles it.',
    onScreen: 'Do not repeat it: "Resume" asks the provider what happened and settles it.',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** A failure as a person meets it. `message` says what was wrong and then what to do. */
export interface ConsoleError {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * @param what a full sentence saying what was wrong, without secrets and without text of an SDK
 */
export function consoleError(code: ErrorCode, what: string): ConsoleError {
  return { code, message: `${what} ${ERRORS[code].remedy}` };
}

/** What was wrong, without what to do about it: for places that offer the next step themselves. */
export function whatWasWrong({ code, message }: { readonly code: string; readonly message: string }): string {
  const remedy = Object.hasOwn(ERRORS, code) ? ERRORS[code as ErrorCode].remedy : '';
  return remedy !== '' && message.endsWith(` ${remedy}`) ? message.slice(0, -remedy.length - 1) : message;
}

/**
 * The same failure for people in front of a window: the sentence that says what was wrong is kept, and what it tells
 * them to do is what can be done there. Also reads failures that the journal recorded.
 */
export function screenMessage({ code, message }: { readonly code: string; readonly message: string }): string {
  if (!Object.hasOwn(ERRORS, code)) return message;
  const { remedy, onScreen }: ErrorKind = ERRORS[code as ErrorCode];
  return onScreen !== undefined && message.endsWith(remedy)
    ? `${message.slice(0, message.length - remedy.length)}${onScreen}`
    : message;
}
