import { Button, Text } from '@mantine/core';
import {
  IconApps,
  IconArchive,
  IconDatabase,
  IconKey,
  IconPin,
  IconServer2,
  IconTag,
  IconUserShield,
  type Icon,
} from '@tabler/icons-react';
import { useState } from 'react';
import styles from './blast-radius.module.css';

/** Something that depends on a key. */
export interface Dependant {
  readonly kind: 'alias' | 'application' | 'storage' | 'database' | 'backup' | 'grant';
  readonly name: string;
  /** What it holds on to: an alias follows when a key is replaced, a key id does not. */
  readonly pins: 'alias' | 'key-id';
}

const KIND: Readonly<Record<Dependant['kind'], readonly [icon: Icon, label: string]>> = {
  alias: [IconTag, 'alias'],
  application: [IconApps, 'application'],
  storage: [IconServer2, 'storage'],
  database: [IconDatabase, 'database'],
  backup: [IconArchive, 'backup'],
  grant: [IconUserShield, 'grant'],
};

/** Height of one row of the picture, and width of the space the lines are drawn in, in CSS pixels. */
const ROW = 34;
const WIRE = 40;
const AT_FIRST = 8;
const MORE = 50;

/**
 * What hangs on a key, as a picture: the key, the aliases that lead to it, what comes through them, and what goes
 * around them and holds the key id.
 */
export function BlastRadius({
  name,
  dependants,
  aliases = [],
}: {
  readonly name: string;
  readonly dependants: readonly Dependant[];
  readonly aliases?: readonly string[];
}) {
  const [shown, setShown] = useState(AT_FIRST);
  const tags = aliasesOf(dependants, aliases);
  const others = dependants.filter(({ kind }) => kind !== 'alias');
  const following = others.filter(({ pins }) => pins === 'alias');
  const pinning = others.filter(({ pins }) => pins === 'key-id');
  const upper = Math.max(tags.length === 0 ? 0 : Math.min(tags.length, shown), rowsOf(following, shown));
  const lower = rowsOf(pinning, shown);
  const height = Math.max(1, upper + lower) * ROW;
  const more = Math.max(tags.length, following.length, pinning.length) > shown;
  return (
    <figure className={styles['figure']}>
      <figcaption>
        <Text size="sm">{caption(tags.length, following.length, pinning.length)}</Text>
      </figcaption>
      <div className={styles['picture']} style={{ minHeight: height }}>
        <div className={styles['key']} title={name}>
          <IconKey size={18} aria-hidden />
          <span className={styles['name']}>{name}</span>
        </div>
        <div className={styles['lanes']}>
          {upper === 0 ? null : (
            <Through tags={tags} rows={following} shown={shown} height={upper * ROW} keyAt={height / 2} />
          )}
          {lower === 0 ? null : (
            <Around rows={pinning} shown={shown} height={lower * ROW} keyAt={height / 2 - upper * ROW} />
          )}
          {upper + lower === 0 ? (
            <Text size="sm" c="dimmed" className={styles['nothing']}>
              Nothing known hangs on this key.
            </Text>
          ) : null}
        </div>
      </div>
      {more ? (
        <Button
          size="compact-xs"
          variant="default"
          mt={4}
          onClick={() => {
            setShown(shown + MORE);
          }}
        >
          Show more of {tags.length + others.length}
        </Button>
      ) : null}
    </figure>
  );
}

function rowsOf(rows: readonly Dependant[], shown: number): number {
  return Math.min(rows.length, shown);
}

/** The names of a key's aliases, each once, however it was written down. */
function aliasesOf(dependants: readonly Dependant[], aliases: readonly string[]): readonly string[] {
  const plain = (alias: string): string => alias.replace(/^alias\//, '');
  const found = dependants.filter(({ kind }) => kind === 'alias').map((alias) => alias.name);
  return [...new Set([...aliases, ...found].map(plain))];
}

function caption(aliases: number, following: number, pinning: number): string {
  const through = aliases === 0 ? 'no alias' : aliases === 1 ? 'one alias' : `${aliases} aliases`;
  const first =
    following === 0
      ? `It has ${through}; nothing known comes through ${aliases === 1 ? 'it' : 'one'}.`
      : `${things(following)} through ${through}.`;
  const second =
    pinning === 0
      ? 'Nothing known holds on to its key id.'
      : `${pinning === 1 ? 'One holds' : `${pinning} hold`} on to its key id and would not follow to another key.`;
  return `${first} ${second}`;
}

function things(count: number): string {
  return count === 1 ? 'One thing reaches it' : `${count} things reach it`;
}

/** What reaches the key through its aliases. Which alias each one uses is known only when there is one. */
function Through({
  tags,
  rows,
  shown,
  height,
  keyAt,
}: {
  readonly tags: readonly string[];
  readonly rows: readonly Dependant[];
  readonly shown: number;
  readonly height: number;
  readonly keyAt: number;
}) {
  const visible = tags.slice(0, shown);
  const middle = height / 2;
  const tagAt = (at: number): number => middle + (at - (visible.length - 1) / 2) * ROW;
  const first = middle - (rowsOf(rows, shown) * ROW) / 2;
  return (
    <div className={styles['through']} style={{ height }}>
      <Wires height={height} paths={visible.map((_, at) => curve(0, keyAt, WIRE, tagAt(at)))} />
      <ul className={styles['column']} aria-label="Aliases">
        {visible.map((alias) => (
          <li key={alias} className={styles['row']} title={alias}>
            <span className={styles['chip']} data-kind="alias">
              <IconTag size={15} aria-hidden />
              <span className={styles['name']}>{alias}</span>
            </span>
          </li>
        ))}
        {visible.length === 0 ? <li className={styles['row']}>no alias</li> : null}
      </ul>
      {rows.length === 0 ? null : (
        <Wires
          height={height}
          paths={[
            ...visible.map((_, at) => curve(0, tagAt(at), WIRE / 2, middle)),
            ...rows.slice(0, shown).map((_, at) => curve(WIRE / 2, middle, WIRE, first + (at + 0.5) * ROW)),
          ]}
        />
      )}
      <Rows label="Through an alias" rows={rows} shown={shown} />
    </div>
  );
}

/** What holds the key id: its lines go around the aliases. */
function Around({
  rows,
  shown,
  height,
  keyAt,
}: {
  readonly rows: readonly Dependant[];
  readonly shown: number;
  readonly height: number;
  readonly keyAt: number;
}) {
  const visible = rows.slice(0, shown);
  const middle = height / 2;
  return (
    <div className={styles['around']} style={{ height }}>
      <Wires height={height} pinned paths={[curve(0, keyAt, WIRE, middle)]} />
      <span className={styles['bypass']} aria-hidden />
      <Wires height={height} pinned paths={visible.map((_, at) => curve(0, middle, WIRE, (at + 0.5) * ROW))} />
      <Rows label="Hold the key id" rows={rows} shown={shown} />
    </div>
  );
}

function Rows({
  label,
  rows,
  shown,
}: {
  readonly label: string;
  readonly rows: readonly Dependant[];
  readonly shown: number;
}) {
  return (
    <ul className={styles['column']} aria-label={label}>
      {rows.slice(0, shown).map(({ kind, name, pins }, at) => {
        const [KindIcon, text] = KIND[kind];
        return (
          <li key={at} className={styles['row']} title={`${text}: ${name}`}>
            <span className={styles['chip']} data-pins={pins}>
              <KindIcon size={15} aria-hidden />
              <span className={styles['kind']}>{text}</span>
              <span className={styles['name']}>{name}</span>
              {pins === 'key-id' ? (
                <span className={styles['pin']}>
                  <IconPin size={13} aria-hidden /> key id
                </span>
              ) : null}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Wires({
  height,
  paths,
  pinned = false,
}: {
  readonly height: number;
  readonly paths: readonly string[];
  readonly pinned?: boolean;
}) {
  return (
    <svg
      className={styles['wires']}
      data-pinned={pinned}
      width={WIRE}
      height={height}
      viewBox={`0 0 ${WIRE} ${height}`}
      aria-hidden
    >
      {paths.map((path, at) => (
        <path key={at} d={path} />
      ))}
    </svg>
  );
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  const half = (x1 + x2) / 2;
  return `M${x1} ${y1} C${half} ${y1} ${half} ${y2} ${x2} ${y2}`;
}
