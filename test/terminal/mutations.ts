import { isObject, type Json, type JsonObject } from '../../shared/canonical-json.ts';

/** A document that differs from the original in one place. */
export interface Mutation {
  /** Where and how, for the name of a finding: `quorum.needs.0.count = 3`. */
  readonly name: string;
  /** The path without positions in lists: `quorum.needs.*.count`. */
  readonly place: string;
  readonly document: JsonObject;
}

type Path = readonly (string | number)[];

/** Every document that comes from this one by changing, removing or adding one thing at any place. */
export function mutationsOf(document: JsonObject): readonly Mutation[] {
  return walk(document, []).flatMap(({ path, value }) => [
    ...(path.length === 0 ? [] : replacements(value).map((other) => change(document, path, other))),
    ...(path.length === 0 ? [] : [removed(document, path)]),
    ...(isObject(value)
      ? [change(document, [...path, 'unknown'], 'field'), change(document, [...path, 'zzz'], null)]
      : []),
    ...(Array.isArray(value) ? listChanges(document, path, value as readonly Json[]) : []),
  ]);
}

function walk(value: Json, path: Path): readonly { path: Path; value: Json }[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [
    { path, value },
    ...inner.flatMap(([key, item]: [string, Json]) => walk(item, [...path, Array.isArray(value) ? Number(key) : key])),
  ];
}

/** Other values for a place: of the same kind and plausible first, then of other kinds. */
function replacements(value: Json): readonly Json[] {
  if (value === null) return [0, 1, 'x', true];
  switch (typeof value) {
    case 'boolean':
      return [!value, null, value ? 1 : 0];
    case 'number':
      return [value + 1, ...(value > 0 ? [value - 1] : []), value * 1000 + 7, String(value), null];
    case 'string':
      return textReplacements(value);
    default:
      return [null];
  }
}

const SIBLINGS: readonly (readonly string[])[] = [
  ['practice', 'staging', 'production'],
  ['practice-vault', 'staging-vault', 'production-vault'],
  ['advisory', 'split', 'sealed'],
  ['custodian', 'witness', 'auditor'],
  ['rotate', 'create', 'revoke', 'schedule-deletion'],
  ['in-place', 'replacement'],
  ['changes-nothing', 'reversible', 'irreversible'],
  ['enabled', 'disabled', 'pending-deletion'],
  ['take-sample', 'rotate-key', 'verify-rotation', 'verify-sample'],
  ['SYMMETRIC_DEFAULT', 'RSA_3072', 'HMAC_256'],
  ['alias', 'key-id', 'application'],
  ['s1', 's2', 's3'],
  ['plan', 'step'],
];

function textReplacements(text: string): readonly Json[] {
  const time = Date.parse(text);
  const moved = /^\d{4}-.*Z$/.test(text)
    ? [new Date(time + 1).toISOString(), new Date(time + 86_400_000).toISOString()]
    : [];
  const flipped = /^[0-9a-f-]{16,}$/.test(text)
    ? [(text.startsWith('0') ? '1' : '0') + text.slice(1), text.toUpperCase()]
    : [];
  const siblings = SIBLINGS.filter((group) => group.includes(text)).flat();
  const all = [...moved, ...flipped, ...siblings, `${text}x`, text.slice(0, -1), '', null, 7];
  return all.filter((other) => other !== text);
}

function listChanges(document: JsonObject, path: Path, list: readonly Json[]): readonly Mutation[] {
  const [first] = list;
  if (first === undefined) return [change(document, path, ['x'])];
  return [
    change(document, path, []),
    change(document, path, [...list, first]),
    ...(list.length > 1 ? [change(document, path, [...list].reverse())] : []),
  ].filter((mutation) => JSON.stringify(mutation.document) !== JSON.stringify(document));
}

function change(document: JsonObject, path: Path, value: Json): Mutation {
  const name = `${path.join('.')} = ${(JSON.stringify(value) as string | undefined) ?? 'nothing'}`;
  return {
    name: name.slice(0, 120),
    place: placeOf(path),
    document: edited(document, path, () => value) as JsonObject,
  };
}

function removed(document: JsonObject, path: Path): Mutation {
  const without = edited(document, path, () => undefined) as JsonObject;
  return { name: `${path.join('.')} removed`, place: placeOf(path), document: without };
}

const placeOf = (path: Path): string => path.map((part) => (typeof part === 'number' ? '*' : part)).join('.');

function edited(value: Json | undefined, path: Path, make: () => Json | undefined): Json | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return make();
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item, index) => (index === key ? edited(item, rest, make) : item));
    return items.filter((item) => item !== undefined);
  }
  const before = value as JsonObject;
  const inner = edited(before[key], rest, make);
  const others = Object.fromEntries(Object.entries(before).filter(([name]) => name !== key));
  return inner === undefined ? others : { ...others, [key]: inner };
}
