import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../renderer/features/overview/figures.ts';
import { waitingText } from '../../renderer/features/overview/open-approvals.tsx';
import { filterOf, keysSearch, matching, searchable } from '../../renderer/features/keys/filter.ts';
import { nextPlace } from '../../renderer/inventory/index.ts';
import { addDays, weeksFrom } from '../../renderer/ui/charts/days.ts';
import { inventory, keyRow } from './key-fixtures.ts';

const TODAY = '2026-11-21';

describe('figures of the keys', () => {
  it('count overdue keys beside the calendar, never on it', () => {
    const { overdue, perDay } = figuresOf([keyRow('a', { daysLeft: -1 }), keyRow('b', { daysLeft: 0 })], TODAY);
    expect(overdue).toBe(1);
    expect([...perDay]).toEqual([[TODAY, 1]]);
  });

  it('leave out what is due after the calendar ends', () => {
    const { perDay } = figuresOf([keyRow('a', { daysLeft: 83 }), keyRow('b', { daysLeft: 84 })], TODAY);
    expect([...perDay.keys()]).toEqual([addDays(TODAY, 83)]);
  });

  it('put every scheduled key into exactly one bin of ages, and only late ones beyond 100 per cent', () => {
    const rows = Array.from({ length: 200 }, (_, at) => keyRow(`k${at}`, { daysLeft: at - 80 }));
    const { ages, overdue, scheduled } = figuresOf([...rows, keyRow('x', { due: 'not-scheduled' })], TODAY);
    const sum = (isOver: boolean): number =>
      ages.filter((bin) => bin.isOver === isOver).reduce((total, { count }) => total + count, 0);
    expect(scheduled).toBe(200);
    expect(sum(true)).toBe(overdue);
    expect(sum(true) + sum(false)).toBe(200);
  });
});

describe('weeks of the calendar', () => {
  it('begin on Monday and hold every day from the first to the last once', () => {
    const days = weeksFrom(TODAY, addDays(TODAY, 83)).flat();
    expect(days[0]).toBe('2026-11-16');
    expect(new Set(days).size).toBe(days.length);
    expect(days.length % 7).toBe(0);
    expect(days).toContain(addDays(TODAY, 83));
  });
});

describe('whom a plan waits for', () => {
  const bo = { id: 'bo-example', name: 'Bo', hasConsoleKey: true, signed: false } as const;

  it('is said by role, with those who could still sign', () => {
    const text = waitingText({
      seats: [
        { role: 'custodian', person: { id: 'ada-example', name: 'Ada' } },
        { role: 'custodian', person: null },
        { role: 'witness', person: null },
      ],
      candidates: [
        { ...bo, roles: ['custodian'], may: 'yes' },
        { ...bo, id: 'cy-example', name: 'Cy', roles: ['custodian'], may: 'yes', signed: true },
        { ...bo, id: 'di-example', name: 'Di', roles: ['witness'], may: 'requester-not-allowed' },
      ],
    });
    expect(text).toBe('1 custodian (Bo), 1 witness (nobody left who can)');
  });
});

describe('the filter of the list', () => {
  it('leaves out words of a saved view or an address that it does not know', () => {
    expect(filterOf({ search: 'x', states: ['active', 'made-up'], due: ['due', 'never'] })).toEqual({
      search: 'x',
      states: ['active'],
      due: ['due'],
    });
    expect(keysSearch({ due: 'overdue', states: ['nonsense'], extra: 1 })).toEqual({ due: ['overdue'] });
    expect(keysSearch({ due: { toString: 'overdue' } })).toEqual({});
  });

  it('lets a key through that has all words, one of the states and one of the due', () => {
    const rows = searchable([keyRow('a b'), keyRow('a'), keyRow('a b c', { state: 'retired', due: 'not-scheduled' })]);
    const found = matching(rows, { search: ' B a ', states: ['active', 'primary'], due: [] });
    expect(found.map(({ name }) => name)).toEqual(['a b']);
  });
});

describe('reading page by page', () => {
  it('ends with the last row, with an empty page, and with a page of another listing', () => {
    const answer = inventory(Array.from({ length: 900 }, (_, at) => keyRow(`k${at}`)));
    const first = answer({ listing: null, from: 0 });
    const second = answer({ listing: 1, from: 500 });
    expect(nextPlace([first])).toEqual({ listing: 1, from: 500 });
    expect(nextPlace([first, second])).toBeUndefined();
    expect(nextPlace([first, { ...second, rows: [] }])).toBeUndefined();
    expect(nextPlace([first, { ...second, rows: second.rows.slice(1), listing: 2 }])).toBeUndefined();
  });
});
