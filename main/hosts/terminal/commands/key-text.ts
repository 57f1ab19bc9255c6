import type { InventoryKey, keyHistory } from '../../../compose.ts';
import { table } from '../output.ts';

/** What a narrow terminal does without, first things first. */
const DISPENSABLE = ['OWNER', 'KIND', 'ROTATED', 'VERSION'];

/**
 * The inventory as a table that fits the terminal; what was left out for that is named below it.
 * @param columns of the terminal; null: not a terminal, everything is printed
 * @param more the command line that shows the rest
 */
export function fittingTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { columns, more }: { readonly columns: number | null; readonly more: string },
): string {
  for (let count = 0; ; count += 1) {
    const left = DISPENSABLE.slice(0, count);
    const kept = (row: readonly string[]): string[] => row.filter((_, index) => !left.includes(head[index] ?? ''));
    const text = table(kept(head), rows.map(kept));
    const fits = columns === null || text.split('\n').every((row) => row.length <= columns);
    if (!fits && count < DISPENSABLE.length) continue;
    return count === 0 ? text : `${text}\n\nFor lack of room without ${left.join(', ')}: ${more}`;
  }
}

/** What `keys show` prints for people. */
export function keyText(
  key: InventoryKey,
  dependants: readonly { readonly kind: string; readonly name: string; readonly pins: string }[] | null,
  lastUse: { readonly at: string; readonly operation: string; readonly principal: string } | null,
  history: ReturnType<typeof keyHistory>,
): string {
  return [
    table(['KEY', key.name], facts(key, lastUse)),
    '',
    table(
      ['VERSION', 'MADE', 'HOW', 'ID'],
      key.description.versions
        .toReversed()
        .map((version) => [String(version.number), version.createdAt, version.origin, version.id]),
    ),
    '',
    (dependants?.length ?? 0) === 0
      ? 'Nothing is known to depend on it.'
      : table(
          ['DEPENDANT', 'KIND', 'REFERS TO THE'],
          (dependants ?? []).map(({ name, kind, pins }) => [name, kind, pins]),
        ),
    '',
    history.length === 0
      ? 'The journal has nothing about it yet.'
      : table(
          ['TIME (UTC)', 'ENTRY', 'WHAT'],
          history.map(({ time, entry, what }) => [time, String(entry), what]),
        ),
  ].join('\n');
}

function facts(
  key: InventoryKey,
  lastUse: { readonly at: string; readonly operation: string; readonly principal: string } | null,
): readonly (readonly string[])[] {
  const { description, schedule } = key;
  const tags = Object.entries(description.tags).map(([name, value]) => `${name}=${value}`);
  const used = lastUse === null ? 'never' : `${lastUse.at} ${lastUse.operation} by ${lastUse.principal}`;
  return [
    ['id', key.id],
    ['full name', description.arn],
    ['environment', key.environment],
    ['kind', `${description.spec}, ${description.usage}`],
    ['state', `${key.state} (provider: ${description.state})`],
    ['owner', key.owner ?? '-'],
    ['made', description.createdAt],
    ['next rotation', `${schedule.nextRotationAt} (${schedule.due}, every ${schedule.periodDays} days)`],
    ['last use', used],
    ['tags', tags.join(', ') || '-'],
  ];
}
