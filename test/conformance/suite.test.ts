import { describe, expect, it } from 'vitest';
import { statements } from './statements.ts';
import type { Statement, Subject } from './subject.ts';
import { judge } from './suite.ts';

const holds: Statement = { id: 'x', title: 'holds', run: () => Promise.resolve() };
const fails: Statement = { id: 'x', title: 'does not hold', run: () => Promise.reject(new Error('it does not')) };
const anybody = {} as Subject;
const divergence = { id: 'x', reason: 'known' };

describe('the conformance suite', () => {
  it('passes what holds and fails what does not', async () => {
    await expect(judge(holds, anybody, undefined)).resolves.toBeUndefined();
    await expect(judge(fails, anybody, undefined)).rejects.toThrow('it does not');
  });

  it('passes a known divergence, and fails once it has disappeared', async () => {
    await expect(judge(fails, anybody, divergence)).resolves.toBeUndefined();
    await expect(judge(holds, anybody, divergence)).rejects.toThrow('take it off the list');
  });

  it('names every statement once', () => {
    expect(new Set(statements.map((it) => it.id)).size).toBe(statements.length);
  });
});
