import { isObject, type Json } from './canonical-json.ts';
import { planSchema } from './plan.ts';
import { fail, ok, type Result } from './result.ts';

/** One line of a shown plan: the label says which field it is, the value is the whole value. */
export interface ShownLine {
  readonly section: string;
  readonly label: string;
  readonly value: string;
  /** A warning about the value, for example that it mixes alphabets. */
  readonly note: string | null;
}

/** Labels of every field a plan can have; `*` stands for a position in a list or a tag's name. */
const LABELS: Readonly<Record<string, readonly [section: string, label: string]>> = {
  type: ['Plan', 'Format'],
  operation: ['Plan', 'Operation'],
  environment: ['Plan', 'Environment'],
  ticket: ['Plan', 'Ticket'],
  reason: ['Plan', 'Reason'],
  'requester.name': ['Plan', 'Requested by'],
  'requester.id': ['Plan', 'Requester id'],
  createdAt: ['Plan', 'Made at (UTC)'],
  notAfter: ['Plan', 'Not after (UTC)'],
  'change.kind': ['What changes', 'Change of the roster'],
  'change.person.name': ['What changes', 'Person'],
  'change.person.id': ['What changes', 'Person id'],
  'change.person.roles.*': ['What changes', 'Role *'],
  'change.person.keys.*.publicKey': ['What changes', 'Key * (OpenSSH)'],
  'change.person.keys.*.fingerprint': ['What changes', 'Key * fingerprint'],
  'change.person.keys.*.custody': ['What changes', 'Key * is held in'],
  'change.voucher.name': ['What changes', 'Vouched for by'],
  'change.voucher.id': ['What changes', 'Voucher id'],
  'change.proofs.*': ['What changes', 'Proof of possession, key *'],
  delayHours: ['What changes', 'In force so many hours after approval'],
  'target.name': ['Key', 'Name'],
  'target.keyId': ['Key', 'Key id'],
  'target.arn': ['Key', 'Full name'],
  'target.spec': ['Key', 'Kind'],
  'target.state': ['Key', 'State now'],
  'target.version': ['Key', 'Version now'],
  'target.versionId': ['Key', 'Version id now'],
  'parameters.operation': ['What is asked', 'Operation'],
  'parameters.method': ['What is asked', 'Method'],
  'parameters.alias': ['What is asked', 'Alias of the new key'],
  'parameters.spec': ['What is asked', 'Kind of key'],
  'parameters.description': ['What is asked', 'Description'],
  'parameters.owner': ['What is asked', 'Owner'],
  'parameters.automaticDays': ['What is asked', 'Automatic rotation every (days)'],
  steps: ['Steps', 'Steps'],
  'steps.*.id': ['Steps', 'Step * id'],
  'steps.*.action': ['Steps', 'Step * does'],
  'steps.*.calls': ['Steps', 'Step * provider calls'],
  'steps.*.calls.*': ['Steps', 'Step * provider call *'],
  'steps.*.reversibility': ['Steps', 'Step * reversibility'],
  'steps.*.undo': ['Steps', 'Step * undo'],
  'steps.*.keyId': ['Steps', 'Step * key id'],
  'steps.*.key.from': ['Steps', 'Step * key comes from'],
  'steps.*.key.keyId': ['Steps', 'Step * key id'],
  'steps.*.key.step': ['Steps', 'Step * key made by step'],
  'steps.*.sample': ['Steps', 'Step * uses the sample of'],
  'steps.*.alias': ['Steps', 'Step * alias'],
  'steps.*.spec': ['Steps', 'Step * kind of key'],
  'steps.*.description': ['Steps', 'Step * description'],
  'steps.*.days': ['Steps', 'Step * period (days)'],
  'steps.*.tags': ['Steps', 'Step * tags'],
  'steps.*.tags.*': ['Steps', 'Step * tag *'],
  'steps.*.expect.state': ['Steps', 'Step * only if the key is'],
  'steps.*.expect.versionId': ['Steps', 'Step * only if the version is'],
  'steps.*.expect.aliasTarget': ['Steps', 'Step * only if the alias points at'],
  'steps.*.expect.automaticDays': ['Steps', 'Step * only if the period is'],
  'blastRadius.census': ['Blast radius', 'Things that depend on the key'],
  'blastRadius.dependants': ['Blast radius', 'Dependants'],
  'blastRadius.dependants.*.kind': ['Blast radius', 'Dependant * is a'],
  'blastRadius.dependants.*.name': ['Blast radius', 'Dependant * name'],
  'blastRadius.dependants.*.pins': ['Blast radius', 'Dependant * refers to the'],
  'blastRadius.lastUse': ['Blast radius', 'Last use'],
  'blastRadius.lastUse.at': ['Blast radius', 'Last used at (UTC)'],
  'blastRadius.lastUse.operation': ['Blast radius', 'Last used for'],
  'blastRadius.lastUse.principal': ['Blast radius', 'Last used by'],
  'budgets.rotationsLeft': ['Budgets', 'On-demand rotations left afterwards'],
  'budgets.sessionSeconds': ['Budgets', 'Session lasts (s)'],
  'budgets.estimateSeconds': ['Budgets', 'Estimated time (s)'],
  'quorum.needs.*.role': ['Who must agree', 'Need * role'],
  'quorum.needs.*.count': ['Who must agree', 'Need * persons'],
  'quorum.requesterCounts': ['Who must agree', 'The requester may be one of them'],
  'quorum.requesterSigns': ['Who must agree', 'The requester must sign the request'],
  'quorum.outsideConsole': ['Who must agree', 'Signatures from keys outside this console'],
  'quorum.without': ['Who must agree', 'Kept out because it is about them'],
  'quorum.without.*': ['Who must agree', 'Kept out because it is about them, *'],
  'connection.id': ['Where', 'Connection'],
  'connection.environment': ['Where', 'Environment of the connection'],
  'connection.enforcement': ['Where', 'Enforcement level'],
  'connection.identity.provider': ['Where', 'Provider'],
  'connection.identity.vault': ['Where', 'Vault'],
  'connection.identity.account': ['Where', 'Account'],
  'connection.identity.partition': ['Where', 'Partition'],
  'connection.identity.region': ['Where', 'Region'],
  'connection.identity.endpoint': ['Where', 'Endpoint'],
  'connection.identity.tenant': ['Where', 'Tenant'],
  'connection.identity.vaultUrl': ['Where', 'Vault URL'],
  workspace: ['Pinned', 'Workspace id'],
  rosterDigest: ['Pinned', 'Roster digest'],
  policyDigest: ['Pinned', 'Policy digest'],
  'journal.origin': ['Pinned', 'Journal'],
  'journal.size': ['Pinned', 'Journal size'],
  'journal.root': ['Pinned', 'Journal root'],
  nonce: ['Pinned', 'Nonce'],
};

const ORDER = Object.keys(LABELS);

interface Found {
  readonly path: readonly string[];
  readonly rank: number;
  readonly at: number;
  readonly line: ShownLine;
}

/**
 * Shows a plan, whole: every field becomes one line, in a fixed order. Total and one-to-one: two different plans
 * never look the same, and a plan with a field this version does not know is not shown at all.
 * @returns the lines, or a sentence saying which field cannot be shown
 */
export function showPlan(plan: Json): Result<readonly ShownLine[], string> {
  const checked = planSchema.safeParse(plan);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys : [];
    const where = [...(issue?.path ?? []), ...unknown].join('.');
    return fail(`The field "${where}" is not one that this version can show (${issue?.message ?? 'unknown'}).`);
  }
  const found: Found[] = [];
  for (const [path, value] of leaves(plan, [])) {
    const label = labelFor(path);
    if (label === null) return fail(`The field "${path.join('.')}" is not one that this version can show.`);
    const [rank, section, text] = label;
    found.push({
      path,
      rank,
      at: found.length,
      line: { section, label: text, value: showValue(value), note: noteOn(value) },
    });
  }
  return ok(inReadingOrder(found));
}

/**
 * Sections in the order of the table; in a section, what belongs to one step or dependant stays together; in that,
 * the order of the table again.
 */
function inReadingOrder(found: readonly Found[]): readonly ShownLine[] {
  const sections = [...new Set(ORDER.map((path) => LABELS[path]?.[0]))];
  const key = ({ path, rank, line }: Found): readonly number[] => {
    const position = path.findIndex((part) => /^\d+$/.test(part));
    const list = `${path.slice(0, position).join('.')}.*`;
    const group = position === -1 ? rank : ORDER.findIndex((pattern) => pattern.startsWith(list));
    return [sections.indexOf(line.section), group, Number(path[position] ?? 0), rank];
  };
  return found
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => firstNonZero(a.key.map((part, at) => part - (b.key[at] ?? 0))) || a.item.at - b.item.at)
    .map(({ item }) => item.line);
}

function firstNonZero(numbers: readonly number[]): number {
  return numbers.find((number) => number !== 0) ?? 0;
}

function* leaves(value: Json, path: readonly string[]): Generator<readonly [readonly string[], Json]> {
  const children = Array.isArray(value)
    ? (value as readonly Json[]).map((item, index): [string, Json] => [String(index + 1), item])
    : isObject(value)
      ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
      : null;
  if (children === null || children.length === 0) yield [path, value];
  else for (const [key, child] of children) yield* leaves(child, [...path, key]);
}

function labelFor(path: readonly string[]): readonly [number, string, string] | null {
  const rank = ORDER.findIndex((pattern) => matches(pattern.split('.'), path));
  const entry = LABELS[ORDER[rank] ?? ''];
  if (entry === undefined) return null;
  const stars = (ORDER[rank] ?? '').split('.').flatMap((part, index) => (part === '*' ? [path[index] ?? ''] : []));
  return [rank, entry[0], stars.reduce((label, star) => label.replace('*', () => star), entry[1])];
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length === path.length && pattern.every((part, index) => part === '*' || part === path[index]);
}

/** A text of a signed document as plans show it, with a warning if it deserves one. */
export function showText(text: string): Pick<ShownLine, 'value' | 'note'> {
  return { value: showValue(text), note: noteOn(text) };
}

/** Texts are shown as they are, unless they could be taken for another kind of value: then in quotes. */
function showValue(value: Json): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object') return Array.isArray(value) ? '(empty list)' : '(empty)';
  if (typeof value === 'number') return String(value);
  return /^(?:none|yes|no|-?\d+|".*|\(empty.*)$/.test(value) || / {2}/.test(value) ? JSON.stringify(value) : value;
}

const ALPHABETS = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Cherokee', 'Hebrew', 'Arabic'].map(
  (name) => [name, new RegExp(`\\p{Script=${name}}`, 'u')] as const,
);

// SECURITY: a Cyrillic letter in a Latin name looks the same to people; say it aloud instead of hoping to be noticed.
function noteOn(value: Json): string | null {
  if (typeof value !== 'string') return null;
  const seen = ALPHABETS.filter(([, shape]) => shape.test(value)).map(([name]) => name);
  return seen.length > 1 ? `mixes alphabets: ${seen.join(' and ')}` : null;
}
