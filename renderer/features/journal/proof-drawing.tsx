import { Code, Spoiler, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { EntryDetail } from '../../../shared/contract/index.ts';
import { CopyButton, Digest, groupsOf } from '../../ui/digest.tsx';
import styles from './journal.module.css';
import { proofPath, spanText, type ProofStep, type Span } from './proof-path.ts';

const ROW = 46;
const WIDTH = 420;
const BOX = { width: 124, height: 32 };
const MIDDLE = WIDTH / 2;

/** An entry's inclusion proof, drawn: the leaf below, the neighbours it is joined with, the root on top. */
export function ProofDrawing({ entry }: { readonly entry: EntryDetail }) {
  const { proof, seq, leaf } = entry;
  const path = proofPath(seq, proof.size);
  const isWhole = path.length === proof.hashes.length;
  return (
    <div>
      <Text component="p" size="sm" className={styles['verdict']} data-holds={proof.holds}>
        {proof.holds ? <IconCircleCheck size={18} aria-hidden /> : <IconCircleX size={18} aria-hidden />}
        {proof.holds
          ? `The proof holds: entry ${seq} stands in the journal of ${proof.size} entries, exactly as shown.`
          : `The proof does not hold: entry ${seq} is not what the signed head of ${proof.size} entries covers.`}
      </Text>
      {isWhole ? (
        <Drawing path={path} hashes={proof.hashes} seq={seq} leaf={leaf} root={proof.root} holds={proof.holds} />
      ) : (
        <Text size="sm" role="alert">
          The proof has {proof.hashes.length} hashes where {path.length} are needed; it cannot be drawn.
        </Text>
      )}
      <Text size="sm" mt="xs">
        Root
      </Text>
      <Digest digest={proof.root} label="Copy root" />
      <Text size="sm" mt="xs">
        Leaf
      </Text>
      <Digest digest={leaf} label="Copy leaf" />
      {proof.hashes.length === 0 ? null : (
        <Spoiler maxHeight={0} showLabel="Show the hashes of the path" hideLabel="Hide the hashes" mt="xs">
          <ol className={styles['hashes']} aria-label="Hashes of the path, from the leaf up">
            {proof.hashes.map((hash, at) => (
              <li key={at}>
                <Code className="wrap">{groupsOf(hash).join(' ')}</Code> <CopyButton text={hash} label="Copy hash" />
              </li>
            ))}
          </ol>
        </Spoiler>
      )}
    </div>
  );
}

interface DrawingProps {
  readonly path: readonly ProofStep[];
  readonly hashes: readonly string[];
  readonly seq: number;
  readonly leaf: string;
  readonly root: string;
  readonly holds: boolean;
}

function Drawing({ path, hashes, seq, leaf, root, holds }: DrawingProps) {
  const levels = path.length;
  const height = (levels + 1) * ROW + 8;
  const y = (level: number): number => height - ROW / 2 - 4 - level * ROW;
  const said = path.map(({ side, neighbour }, at) => `step ${at + 1} joins ${spanText(neighbour)} on the ${side}`);
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${height}`}
      className={styles['drawing']}
      data-holds={holds}
      role="img"
      aria-label={`From the leaf of entry ${seq} ${levels} steps up to the root${levels === 0 ? '' : `: ${said.join('; ')}`}`}
    >
      {path.map(({ side, neighbour }, at) => {
        const x = side === 'left' ? BOX.width / 2 + 4 : WIDTH - BOX.width / 2 - 4;
        return (
          <g key={at}>
            <path
              className={styles['joined']}
              d={`M${x} ${y(at) - BOX.height / 2} V${y(at) - ROW / 2} H${MIDDLE} V${y(at + 1)}`}
            />
            <path className={styles['way']} d={`M${MIDDLE} ${y(at)} V${y(at + 1)}`} data-last={at === levels - 1} />
            <Node x={x} y={y(at)} hash={hashes[at] ?? ''} span={neighbour} />
          </g>
        );
      })}
      {path.slice(0, -1).map(({ above }, at) => (
        <g key={at}>
          <circle className={styles['node']} cx={MIDDLE} cy={y(at + 1)} r={5} />
          <title>{spanText(above)}</title>
        </g>
      ))}
      <Node x={MIDDLE} y={y(0)} hash={leaf} span={{ from: seq, to: seq }} name={`leaf ${seq}`} isOwn />
      {levels === 0 ? null : <Node x={MIDDLE} y={y(levels)} hash={root} span={null} name="root" isOwn />}
    </svg>
  );
}

function Node({
  x,
  y,
  hash,
  span,
  name,
  isOwn = false,
}: {
  readonly x: number;
  readonly y: number;
  readonly hash: string;
  readonly span: Span | null;
  readonly name?: string;
  readonly isOwn?: boolean;
}) {
  const label = name ?? (span === null ? '' : span.from === span.to ? `${span.from}` : `${span.from}–${span.to}`);
  return (
    <g data-own={isOwn}>
      <title>{groupsOf(hash).join(' ')}</title>
      <rect
        className={styles['box']}
        x={x - BOX.width / 2}
        y={y - BOX.height / 2}
        width={BOX.width}
        height={BOX.height}
        rx={4}
      />
      <text className={styles['span']} x={x} y={y - 3} textAnchor="middle">
        {label}
      </text>
      <text className={styles['hash']} x={x} y={y + 11} textAnchor="middle">
        {groupsOf(hash).slice(0, 3).join(' ')}…
      </text>
    </g>
  );
}
