import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useElementSize } from '@mantine/hooks';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import {
  memo,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react';

/** A column of a table. */
export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  /** A CSS grid track, for example `2fr` or `120px`. */
  readonly width: string;
  readonly render: (row: Row) => ReactNode;
  /** Makes the column sortable. */
  readonly sortBy?: (row: Row) => string | number;
  readonly align?: 'end';
  /** Left out while the table is narrower than so many CSS pixels. */
  readonly needs?: number;
}

/** By which column a table is sorted. */
export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

const ROW_HEIGHT = { comfortable: 40, compact: 32 } as const;
/** Height of the head, which stays on top of the rows, with its line. */
const HEAD_HEIGHT = 35;

interface Props<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly onOpen?: (row: Row) => void;
  /** Shown instead of rows when there are none. */
  readonly empty: ReactNode;
  /** More rows may be fetched. */
  readonly onEndReached?: () => void;
  readonly sorted?: Sorting | null;
  /** Hears how the rows were sorted by the person. */
  readonly onSorted?: (sorting: Sorting) => void;
  /** Key of the row to begin at: it is in sight and the arrows start from it. */
  readonly startAt?: string | null;
  readonly density?: 'comfortable' | 'compact';
  readonly height?: number | string;
}

/**
 * A table of any length: only the rows in sight are in the page. By keyboard: arrows, Page Up/Down, Home and End move,
 * Enter opens.
 */
export function DataTable<Row>({
  label,
  rows,
  columns: all,
  rowKey,
  onOpen,
  empty,
  onEndReached,
  sorted = null,
  onSorted,
  startAt = null,
  density = 'comfortable',
  height = '100%',
}: Props<Row>) {
  const [sorting, setSorting] = useState<Sorting | null>(sorted);
  const { ref: frame, width } = useElementSize();
  const columns = useMemo(() => all.filter(({ needs = 0 }) => width === 0 || width >= needs), [all, width]);
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const shown = useMemo(() => inOrder(rows, all, sorting), [rows, all, sorting]);
  const [at, setActive] = useActive(shown, rowKey, startAt);
  const rowHeight = ROW_HEIGHT[density];
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualiser is what makes long tables possible
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollPaddingEnd: HEAD_HEIGHT,
    initialRect: { width: 800, height: 480 },
    initialOffset: startAt === null ? 0 : Math.max(0, (at - 4) * rowHeight),
    // The row that `aria-activedescendant` names has to be in the page, in sight or not.
    rangeExtractor: (range) => withRow(defaultRangeExtractor(range), Math.min(at, range.count - 1)),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= shown.length - 20) onEndReached?.();
  }, [last, shown.length, onEndReached]);
  const open = useCallback(
    (row: Row) => {
      setActive(row);
      onOpen?.(row);
    },
    [setActive, onOpen],
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = destination(event.key, at, shown.length);
    const row = shown[to ?? at];
    if (row === undefined || (to === null && event.key !== 'Enter')) return;
    event.preventDefault();
    if (to === null) return onOpen?.(row);
    setActive(row);
    virtual.scrollToIndex(to);
  };
  const template = useMemo(() => tracks(columns), [columns]);
  return (
    <div className="data-table" style={{ height }} ref={frame}>
      <div
        ref={scroller}
        className="data-table-scroller"
        role="grid"
        aria-label={label}
        aria-rowcount={shown.length + 1}
        aria-activedescendant={shown.length === 0 ? undefined : `${id}-${at}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div role="row" aria-rowindex={1} className="data-table-head" style={{ gridTemplateColumns: template }}>
          {columns.map((column) => (
            <Head
              key={column.id}
              column={column}
              sorting={sorting}
              onSort={() => {
                const again = sorting?.column === column.id;
                const next = { column: column.id, descending: again && !sorting.descending };
                setSorting(next);
                onSorted?.(next);
              }}
            />
          ))}
        </div>
        {shown.length === 0 ? <EmptyRow>{empty}</EmptyRow> : null}
        <div role="rowgroup" className="data-table-body" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = shown[index];
            return row === undefined ? null : (
              <TableRow
                key={rowKey(row)}
                id={`${id}-${index}`}
                row={row}
                index={index}
                isActive={index === at}
                start={start}
                height={rowHeight}
                columns={columns}
                template={template}
                {...(onOpen === undefined ? {} : { onOpen: open })}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The row that the arrows are at. It stays the same row when rows come, go or are sorted. */
function useActive<Row>(
  rows: readonly Row[],
  rowKey: (row: Row) => string,
  startAt: string | null,
): readonly [at: number, set: (row: Row) => void] {
  const [active, setKey] = useState<string | null>(startAt);
  const at = useMemo(
    () =>
      active === null
        ? 0
        : Math.max(
            0,
            rows.findIndex((row) => rowKey(row) === active),
          ),
    [rows, rowKey, active],
  );
  const set = useCallback(
    (row: Row) => {
      setKey(rowKey(row));
    },
    [rowKey],
  );
  return [at, set];
}

interface RowProps<Row> {
  readonly id: string;
  readonly row: Row;
  readonly index: number;
  readonly isActive: boolean;
  readonly start: number;
  readonly height: number;
  readonly columns: readonly Column<Row>[];
  readonly template: string;
  readonly onOpen?: (row: Row) => void;
}

function PlainRow<Row>({ id, row, index, isActive, start, height, columns, template, onOpen }: RowProps<Row>) {
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isActive}
      className="data-table-row"
      data-openable={onOpen !== undefined}
      style={{ transform: `translateY(${start}px)`, height, gridTemplateColumns: template }}
      onClick={() => {
        onOpen?.(row);
      }}
    >
      {columns.map(({ id: column, render, align }) => (
        <div key={column} role="gridcell" className="data-table-cell" data-align={align}>
          {render(row)}
        </div>
      ))}
    </div>
  );
}

/** Scrolling draws the rows that come into sight, not those that were in sight already. */
const TableRow = memo(PlainRow) as typeof PlainRow;

function withRow(range: number[], at: number): number[] {
  return at < 0 || range.includes(at) ? range : [...range, at].sort((a, b) => a - b);
}

function EmptyRow({ children }: { readonly children: ReactNode }) {
  return (
    <div role="row">
      <div role="gridcell">{children}</div>
    </div>
  );
}

function Head<Row>({
  column,
  sorting,
  onSort,
}: {
  readonly column: Column<Row>;
  readonly sorting: Sorting | null;
  readonly onSort: () => void;
}) {
  const direction = sorting?.column === column.id ? (sorting.descending ? 'descending' : 'ascending') : 'none';
  if (column.sortBy === undefined) {
    return (
      <div role="columnheader" className="data-table-cell" data-align={column.align}>
        {column.header}
      </div>
    );
  }
  return (
    <div role="columnheader" aria-sort={direction} className="data-table-cell" data-align={column.align}>
      <UnstyledButton className="data-table-sort" onClick={onSort}>
        {column.header}
        {direction === 'ascending' ? <IconArrowUp size={12} /> : null}
        {direction === 'descending' ? <IconArrowDown size={12} /> : null}
      </UnstyledButton>
    </div>
  );
}

function tracks(columns: readonly { readonly width: string }[]): string {
  return columns.map(({ width }) => (width.endsWith('fr') ? `minmax(0, ${width})` : width)).join(' ');
}

function destination(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'PageDown':
      return Math.min(count - 1, at + 10);
    case 'PageUp':
      return Math.max(0, at - 10);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

function inOrder<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sorting: Sorting | null): readonly Row[] {
  const sortBy = columns.find(({ id }) => id === sorting?.column)?.sortBy;
  if (sortBy === undefined || sorting === null) return rows;
  const sign = sorting.descending ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: sortBy(row) }));
  keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0));
  return keyed.map(({ row }) => row);
}
