import { act, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useNow } from '../../renderer/ui/now.ts';
import { renderScreen } from './render.tsx';

function Clock() {
  return <time>{new Date(useNow(1000)).toISOString()}</time>;
}

/** A clock from the beginning, and one that comes later. */
function Clocks() {
  const [isLater, setLater] = useState(false);
  return (
    <>
      <Clock />
      {isLater ? <Clock /> : null}
      <button
        onClick={() => {
          setLater(true);
        }}
      >
        Later
      </button>
    </>
  );
}

const times = () => screen.getAllByRole('time').map(({ textContent }) => textContent);
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe('now by main’s clock', () => {
  beforeEach(() => {
    // This computer is an hour behind what main says.
    vi.useFakeTimers({ now: Date.parse('2026-11-21T09:00:00.000Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('goes on from what main said, by the second', async () => {
    renderScreen(<Clocks />, {});
    await pass(0);
    expect(times()).toEqual(['2026-11-21T10:00:00.000Z']);
    await pass(3000);
    expect(times()).toEqual(['2026-11-21T10:00:03.000Z']);
  });

  it('is the same in what comes to the page late', async () => {
    renderScreen(<Clocks />, {});
    await pass(90_000);
    act(() => {
      screen.getByRole('button').click();
    });
    expect(times()).toEqual(['2026-11-21T10:01:30.000Z', '2026-11-21T10:01:30.000Z']);
  });
});
