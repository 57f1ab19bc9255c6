import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { done, sampleSite, start, type Site } from './claviger.ts';
import { errorShape, keyShape, keysShape } from './shapes.ts';

type Key = z.infer<typeof keyShape>;
const shownShape = z.looseObject({
  key: keyShape.extend({
    versions: z.array(z.looseObject({ number: z.int(), id: z.string(), createdAt: z.string() })),
    dependants: z.array(z.looseObject({ kind: z.string(), name: z.string(), pins: z.string() })),
    lastUse: z.looseObject({ at: z.string(), operation: z.string(), principal: z.string() }).nullable(),
    history: z.array(z.looseObject({ entry: z.int(), what: z.string() })),
  }),
});

let site: Site;
let keys: readonly Key[] = [];
const named = (name: string): Key => keys.find((key) => key.name === name)!;
const shown = async (...args: string[]): Promise<z.infer<typeof shownShape>['key']> =>
  shownShape.parse(await done(site.claviger(['keys', 'show', ...args, '--json']))).key;

beforeAll(async () => {
  site = await sampleSite();
  keys = keysShape.parse(await done(site.claviger(['keys', '--json']))).keys;
});

describe.concurrent('the estate of the sample', () => {
  it('is a believable one: a dozen keys over three environments, with owners, ages and tags', () => {
    expect(keys.length).toBeGreaterThanOrEqual(12);
    const environments = keys.map(({ environment }) => environment);
    expect(new Set(environments)).toEqual(new Set(['practice', 'staging', 'production']));
    expect(keys.every(({ owner }) => owner !== null && owner !== '')).toBe(true);
    expect(keys.every(({ tags }) => tags['sample'] === 'true')).toBe(true);
    expect(new Set(keys.map(({ spec }) => spec)).size).toBeGreaterThanOrEqual(4);
    expect(new Set(keys.map(({ version }) => version)).size).toBeGreaterThanOrEqual(4);
    expect(new Set(keys.map(({ id }) => id)).size).toBe(keys.length);
  });

  it('has some keys that are due, exactly one that is overdue, and one that is retired', () => {
    expect(keys.filter(({ rotation }) => rotation.due === 'overdue').map(({ name }) => name)).toEqual([
      'production/payments-data',
    ]);
    expect(keys.filter(({ rotation }) => rotation.due === 'due').length).toBeGreaterThanOrEqual(2);
    expect(keys.filter(({ state }) => state === 'retired').map(({ name }) => name)).toEqual(['staging/old-reports']);
    expect(keys.every(({ provider }) => provider === 'practice')).toBe(true);
  });

  it('reads as a table: one row for each key, the overdue one marked', async () => {
    const { stdout, stderr } = await site.claviger(['keys']);
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^NAME +ENVIRONMENT +STATE +VERSION +KIND +OWNER +ROTATED +NEXT ROTATION$/);
    expect(rows.filter((row) => row.trim() !== '')).toHaveLength(keys.length);
    expect(stdout.match(/OVERDUE/g)).toHaveLength(1);
    expect(stderr).toBe('');
  });
});

describe.concurrent('keys --environment', () => {
  it.each(['practice', 'staging', 'production'])('lists the keys of %s and no others', async (environment) => {
    const listed = keysShape.parse(await done(site.claviger(['keys', '--environment', environment, '--json']))).keys;
    expect(listed).toEqual(keys.filter((key) => key.environment === environment));
  });

  it('is bad usage with an environment that does not exist', async () => {
    const tried = await site.claviger(['keys', '--environment', 'prod', '--json']);
    expect([tried.exit, errorShape.parse(tried.json).error.code]).toEqual([2, 'bad-usage']);
    expect(tried.stderr).toContain('practice, staging, production');
  });
});

describe.concurrent('keys show', () => {
  it('finds a key by alias, with or without "alias/", by id and by full name', async () => {
    const { id, arn, name } = named('production/orders-data');
    const found = await Promise.all([name, `alias/${name}`, id, arn].map((called) => shown(called)));
    for (const key of found) expect(key).toEqual(found[0]);
    expect(found[0]).toMatchObject({ id, arn, name });
  });

  it('shows versions, dependants, last use and that the journal has nothing yet', async () => {
    const key = await shown('production/orders-data');
    expect(key.versions.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(key.versions.map(({ createdAt }) => createdAt)).toEqual(
      key.versions.map(({ createdAt }) => createdAt).sort(),
    );
    expect(key.dependants.map(({ name, pins }) => [name, pins])).toContainEqual(['order-exports', 'key-id']);
    expect(key.lastUse).toMatchObject({ operation: 'Decrypt', principal: 'orders' });
    expect(key.history).toEqual([]);
    const { stdout } = await site.claviger(['keys', 'show', 'production/orders-data']);
    expect(stdout).toContain('The journal has nothing about it yet.');
  });

  it.each([
    ['a name that no key has', ['production/nothing']],
    ['a key of another environment', ['production/orders-data', '--environment', 'staging']],
    ['part of a name', ['production/orders']],
    ['an empty name', ['']],
    ['another prefix', ['key/production/orders-data']],
  ])('says so for %s', async (_, args) => {
    const tried = await site.claviger(['keys', 'show', ...args, '--json']);
    expect([tried.exit, errorShape.parse(tried.json).error.code]).toEqual([2, 'key-not-found']);
  });

  it('takes the environment before or after the name of the command', async () => {
    const before = ['keys', '--environment', 'staging', 'show', 'production/orders-data', '--json'];
    const tried = await site.claviger(before);
    expect([tried.exit, errorShape.parse(tried.json).error.code]).toEqual([2, 'key-not-found']);
    expect((await shown('production/orders-data', '--environment', 'production')).environment).toBe('production');
  });
});

describe.concurrent('reading a workspace', () => {
  it('that is not there is bad input, and makes nothing', async () => {
    for (const command of [
      ['keys'],
      ['health'],
      ['people', 'list'],
      ['journal', 'verify'],
      ['journal', 'checkpoint'],
    ]) {
      const elsewhere = site.path('nothing-here');
      const args = [...command, '--json', '--workspace', elsewhere];
      const tried = await start(args, { env: site.env }).answer;
      expect([command, tried.exit, errorShape.parse(tried.json).error.code]).toEqual([command, 2, 'workspace-missing']);
      expect(existsSync(elsewhere)).toBe(false);
    }
  });
});
