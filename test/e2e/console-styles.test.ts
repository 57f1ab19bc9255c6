import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUILT_PAGES } from './support/console.ts';

const ASSETS = join(BUILT_PAGES, 'assets');
/** Mantine's names of classes. */
const CLASS = /\bm_[0-9a-f]{6,8}\b/g;

function classesIn(text: string): ReadonlySet<string> {
  return new Set(text.match(CLASS));
}

function built(kind: string): string {
  const names = readdirSync(ASSETS).filter((name) => name.startsWith('console-') && name.endsWith(kind));
  return names.map((name) => readFileSync(join(ASSETS, name), 'utf8')).join('\n');
}

describe('the console’s style sheet', () => {
  it('has the styles of every Mantine component that the console’s code has', () => {
    const whole = readFileSync(createRequire(import.meta.url).resolve('@mantine/core/styles.css'), 'utf8');
    const styled = classesIn(whole);
    const used = [...classesIn(built('.js'))].filter((name) => styled.has(name));
    const ours = classesIn(built('.css'));
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter((name) => !ours.has(name))).toEqual([]);
  });

  it('has no styles of components that the console’s code has not', () => {
    const used = classesIn(built('.js'));
    expect([...classesIn(built('.css'))].filter((name) => !used.has(name))).toEqual([]);
  });
});
