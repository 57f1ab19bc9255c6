import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

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
}

interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

const ROW_HEIGHT = { comfortable: 40, compact: 32 } as const;

/**
 * A table of any length: only the rows in sight are in the page. By keyboard: arrows, Page Up/Down, Home and End move,
 * Enter opens.
 */
export function DataTable<Row>({
  label,
  rows,
  columns,
  rowKey,
  onOpen,
  empty,
  onEndReached,
  sorted = null,
  density = 'comfortable',
  height = '100%',
}: {
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
  readonly density?: 'comfortable' | 'compact';
  readonly height?: number | string;
}) {
  const [sorting, setSorting] = useState<Sorting | null>(sorted);
  const [active, setActive] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const shown = useMemo(() => inOrder(rows, columns, sorting), [rows, columns, sorting]);
  const rowHeight = ROW_HEIGHT[density];
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualiser is what makes long tables possible
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialRect: { width: 800, height: 480 },
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= shown.length - 20) onEndReached?.();
  }, [last, shown.length, onEndReached]);
  const at = Math.min(active, Math.max(0, shown.length - 1));
  const isEmpty = shown.length === 0;
  const move = (to: number): void => {
    const next = Math.max(0, Math.min(shown.length - 1, to));
    setActive(next);
    virtual.scrollToIndex(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = destination(event.key, at, shown.length);
    const row = shown[at];
    if (to !== null) {
      event.preventDefault();
      move(to);
    } else if (event.key === 'Enter' && row !== undefined && event.target === event.currentTarget) {
      event.preventDefault();
      onOpen?.(row);
    }
  };
  const template = tracks(columns);
  return (
    <div className="data-table" style={{ height }}>
      <div
        ref={scroller}
        className="data-table-scroller"
        role="grid"
        aria-label={label}
        aria-rowcount={shown.length + 1}
        aria-activedescendant={isEmpty ? undefined : `${id}-${at}`}
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
                setSorting({ column: column.id, descending: again && !sorting.descending });
              }}
            />
          ))}
        </div>
        {isEmpty ? <EmptyRow>{empty}</EmptyRow> : null}
        <div role="rowgroup" className="data-table-body" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = shown[index];
            if (row === undefined) return null;
            return (
              <div
                key={rowKey(row)}
                id={`${id}-${index}`}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={index === at}
                className="data-table-row"
                data-openable={onOpen !== undefined}
                style={{ transform: `translateY(${start}px)`, height: rowHeight, gridTemplateColumns: template }}
                onClick={() => {
                  setActive(index);
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
          })}
        </div>
      </div>
    </div>
  );
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
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'PageDown':
      return at + 10;
    case 'PageUp':
      return at - 10;
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
