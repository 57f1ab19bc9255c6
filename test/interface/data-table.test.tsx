import { MantineProvider } from '@mantine/core';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { DataTable, type Column } from '../../renderer/ui/data-table.tsx';

interface Row {
  readonly id: string;
  readonly size: number;
}
let drawn: string[] = [];
const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'id',
    header: 'Id',
    width: '1fr',
    sortBy: ({ id }) => id,
    render: ({ id }) => {
      drawn.push(id);
      return id;
    },
  },
  { id: 'size', header: 'Size', width: '80px', sortBy: ({ size }) => size, render: ({ size }) => size },
];
const rowKey = ({ id }: Row): string => id;
const rowsOf = (count: number): readonly Row[] =>
  Array.from({ length: count }, (_, at) => ({ id: `row-${String(at).padStart(4, '0')}`, size: (at * 7) % count }));

beforeEach(() => {
  drawn = [];
});

function Table({
  rows,
  onOpen,
  startAt = null,
}: {
  readonly rows: readonly Row[];
  readonly onOpen?: (row: Row) => void;
  readonly startAt?: string | null;
}) {
  return (
    <MantineProvider env="test">
      <DataTable
        label="Rows"
        rows={rows}
        columns={COLUMNS}
        rowKey={rowKey}
        empty="nothing here"
        startAt={startAt}
        {...(onOpen === undefined ? {} : { onOpen })}
      />
    </MantineProvider>
  );
}

const grid = (): HTMLElement => screen.getByRole('grid', { name: 'Rows' });
/** The row that the arrows are at, as a screen reader finds it. */
const active = (): string | null =>
  document.getElementById(grid().getAttribute('aria-activedescendant') ?? '')?.firstChild?.textContent ?? null;

describe('a table', () => {
  it('says how many rows it has and keeps in the page those in sight', () => {
    render(<Table rows={rowsOf(5000)} />);
    expect(grid().getAttribute('aria-rowcount')).toBe('5001');
    const inPage = within(grid()).getAllByRole('row').length;
    expect(inPage).toBeGreaterThan(10);
    expect(inPage).toBeLessThan(60);
  });

  it('moves by arrows, pages, Home and End, stops at both ends, and opens by Enter', async () => {
    const opened: string[] = [];
    render(<Table rows={rowsOf(30)} onOpen={({ id }) => opened.push(id)} />);
    grid().focus();
    await userEvent.keyboard('{ArrowUp}{ArrowDown}{ArrowDown}');
    expect(active()).toBe('row-0002');
    await userEvent.keyboard('{PageDown}');
    expect(active()).toBe('row-0012');
    await userEvent.keyboard('{End}{ArrowDown}');
    expect(active()).toBe('row-0029');
    await userEvent.keyboard('{Enter}{Home}{Enter}');
    expect(opened).toEqual(['row-0029', 'row-0000']);
  });

  it('keeps the row that the arrows are at in the page, also when it is out of sight', async () => {
    render(<Table rows={rowsOf(5000)} />);
    grid().focus();
    await userEvent.keyboard('{End}');
    // jsdom does not scroll, so the last row is far out of sight.
    expect(active()).toBe('row-4999');
  });

  it('stays at its row when rows come before it and when it is sorted', async () => {
    function Growing() {
      const [rows, setRows] = useState<readonly Row[]>(rowsOf(20).slice(10));
      return (
        <>
          <button
            type="button"
            onClick={() => {
              setRows(rowsOf(20));
            }}
          >
            more
          </button>
          <Table rows={rows} />
        </>
      );
    }
    render(<Growing />);
    grid().focus();
    await userEvent.keyboard('{ArrowDown}');
    expect(active()).toBe('row-0011');
    await userEvent.click(screen.getByRole('button', { name: 'more' }));
    expect(active()).toBe('row-0011');
    await userEvent.click(screen.getByRole('button', { name: 'Size' }));
    expect(active()).toBe('row-0011');
  });

  it('sorts by a column, and the other way when asked again', async () => {
    render(<Table rows={rowsOf(5)} />);
    const ids = () =>
      within(grid())
        .getAllByRole('row')
        .slice(1)
        .map((row) => row.firstChild?.textContent);
    await userEvent.click(screen.getByRole('button', { name: 'Id' }));
    await userEvent.click(screen.getByRole('button', { name: 'Id' }));
    expect(ids()).toEqual(['row-0004', 'row-0003', 'row-0002', 'row-0001', 'row-0000']);
    expect(screen.getByRole('columnheader', { name: 'Id' }).getAttribute('aria-sort')).toBe('descending');
  });

  it('begins at the row it is told to', () => {
    render(<Table rows={rowsOf(100)} startAt="row-0003" />);
    expect(active()).toBe('row-0003');
  });

  it('does not draw rows again that did not change when the arrows move', async () => {
    render(<Table rows={rowsOf(12)} />);
    grid().focus();
    drawn = [];
    await userEvent.keyboard('{ArrowDown}');
    expect(new Set(drawn)).toEqual(new Set(['row-0000', 'row-0001']));
  });

  it('leaves Enter on the head of a column to that column', async () => {
    const opened: string[] = [];
    render(<Table rows={rowsOf(3)} onOpen={({ id }) => opened.push(id)} />);
    screen.getByRole('button', { name: 'Size' }).focus();
    await userEvent.keyboard('{Enter}');
    expect(opened).toEqual([]);
    expect(screen.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort')).toBe('ascending');
  });

  it('says what there is when it has no rows', () => {
    render(<Table rows={[]} />);
    expect(screen.getByText('nothing here')).toBeTruthy();
    expect(grid().hasAttribute('aria-activedescendant')).toBe(false);
  });
});
