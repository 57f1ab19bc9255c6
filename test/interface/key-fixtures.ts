import type { KeyDetail, KeyRow, OutputOf } from '../../shared/contract/index.ts';

const DAY_MS = 86_400_000;
/** When the session of `render.tsx` says that it is. */
export const NOW = Date.parse('2026-11-21T10:00:00.000Z');

/** The day so many days from now, as main writes it. */
export function daysFromNow(days: number): string {
  return new Date(NOW + days * DAY_MS).toISOString();
}

/** A key as the inventory lists it; due in `daysLeft` days. */
export function keyRow(name: string, part: Partial<KeyRow> = {}): KeyRow {
  const { daysLeft = 40, periodDays = 90 } = part;
  return {
    id: `id-of-${name}`,
    name,
    environment: 'practice',
    connection: 'practice-vault',
    provider: 'practice',
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    description: '',
    aliases: [name],
    state: 'active',
    version: 1,
    owner: 'Payments',
    createdAt: daysFromNow(-400),
    lastRotatedAt: daysFromNow(daysLeft - periodDays),
    nextRotationAt: daysFromNow(daysLeft),
    daysLeft,
    periodDays,
    due: daysLeft < 0 ? 'overdue' : daysLeft <= 7 ? 'due' : 'ok',
    ...part,
  };
}

/** Answers `keys.list` from rows, in pages of 500, with a new number for every listing. */
export function inventory(
  rows: readonly KeyRow[],
  problems: OutputOf<'keys.list'>['problems'] = [],
): (input: { listing: number | null; from: number }) => OutputOf<'keys.list'> {
  let listings = 0;
  return ({ listing, from }) => {
    if (listing === null) listings += 1;
    return {
      listing: listing ?? listings,
      at: daysFromNow(0),
      total: rows.length,
      rows: rows.slice(from, from + 500),
      problems,
    };
  };
}

/** Everything about one key. */
export function keyDetail(row: KeyRow, part: Partial<KeyDetail> = {}): KeyDetail {
  return {
    ...row,
    arn: `practice:vault:key/${row.id}`,
    versions: [
      { id: 'material-1', number: 1, createdAt: daysFromNow(-400), origin: 'created' },
      { id: 'material-2', number: 2, createdAt: row.lastRotatedAt, origin: 'rotated-on-demand' },
    ],
    dependants: [],
    lastUse: null,
    history: [],
    tags: [],
    rotation: { method: 'in-place', automaticDays: null, onDemandUsed: 3, onDemandLimit: 25, blocked: null },
    deletionDate: null,
    ...part,
  };
}

/** The settings as they are at first. */
export const SETTINGS: OutputOf<'settings.read'> = {
  appearance: 'system',
  density: 'comfortable',
  lockAfterMinutes: 15,
  savedViews: [],
};
