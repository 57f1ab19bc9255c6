import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signFileCommand, signLineCommand } from '../../main/ipc/views/challenge.ts';
import { keyDetail, type KeyFacts } from '../../main/ipc/views/key-view.ts';
import { inventoryOf } from '../../main/keys/index.ts';
import { health } from '../../main/operations/index.ts';
import type { KeyProvider } from '../../main/providers/index.ts';
import { CONTRACT, keyDetailSchema, type KeyDetail } from '../../shared/contract/index.ts';
import { ok } from '../../shared/result.ts';
import { clip } from '../../shared/text.ts';
import { connectionOf, IN_PLACE, newLab, vaultOf, type Desk } from '../support/lab.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { DAY_MS, testClock } from '../support/test-clock.ts';
import { present, unwrap } from '../support/unwrap.ts';
import { windowAt } from '../support/window-at.ts';

/** A provider with so many keys like one of the vault's, each under a long name of its own. */
async function manyKeys(desk: Desk, count: number): Promise<KeyProvider> {
  const vault = await vaultOf(desk);
  const all = unwrap(await vault.listKeys());
  const like = present(all.find(({ aliases }) => aliases.includes(IN_PLACE)));
  const keys = Array.from({ length: count }, (_, n) => ({
    ...like,
    id: `${like.id}-${n}`,
    aliases: [`${'a-long-name/'.repeat(20)}${n}`],
  }));
  return { ...vault, listKeys: () => Promise.resolve(ok(keys)) };
}

describe('health', () => {
  it('names ten keys that are overdue and counts the others, however many and long they are', async () => {
    const lab = newLab();
    const desk = lab.open();
    const provider = await manyKeys(desk, 700);
    lab.clock.pass(400 * DAY_MS);
    const { checks } = await health({
      workspace: desk.workspace,
      provider: () => Promise.resolve(ok(provider)),
      monotonic: () => 0,
    });
    const overdue = checks.find(({ check }) => check === 'rotation practice')?.detail ?? '';
    expect(overdue).toMatch(/^overdue: a-long-name.* and 690 more; due soon: none$/);
    expect(overdue.split(', a-long-name')).toHaveLength(10);
    const schema = CONTRACT['health.read'].output;
    expect(schema.safeParse({ status: 'degraded', checks }).success).toBe(true);
  });
});

describe('a key', () => {
  async function facts(desk: Desk): Promise<KeyFacts> {
    const vault = await vaultOf(desk);
    const { policy } = desk.workspace.authority;
    const keys = unwrap(await inventoryOf(connectionOf(desk, 'practice'), vault, policy, new Date(0)));
    const key = present(keys.find(({ name }) => name === IN_PLACE));
    const { capabilities } = vault;
    return { key, capabilities, dependants: [], lastUse: null, history: [], blocked: null };
  }
  const checked = (detail: KeyDetail): KeyDetail => keyDetailSchema.parse(detail);

  it('with more versions, dependants, tags, aliases and history than a page has room for is shown, and says so', async () => {
    const long = 'n'.repeat(5000);
    const base = await facts(newLab().open());
    const { description } = base.key;
    const version = present(description.versions[0]);
    const key = {
      ...base.key,
      name: long,
      owner: long,
      description: {
        ...description,
        description: long,
        aliases: Array.from({ length: 150 }, () => long),
        tags: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`${long}${n}`, long])),
        versions: Array.from({ length: 6000 }, (_, n) => ({ ...version, number: n + 1, id: long })),
      },
    };
    const shown = checked(
      keyDetail({
        ...base,
        key,
        blocked: long,
        lastUse: { at: version.createdAt, operation: long, principal: long },
        dependants: Array.from({ length: 12_000 }, () => ({ kind: 'grant', name: long, pins: 'alias' })),
        history: Array.from({ length: 6000 }, (_, n) => ({ time: version.createdAt, entry: n, what: `event ${n}` })),
      }),
    );
    expect(shown.aliases.at(-1)).toBe('and 51 more');
    expect(shown.tags.at(-1)?.value).toBe('and 101 more');
    expect(shown.dependants.at(-1)?.name).toContain('and 2001 more');
    expect(shown.versions.at(0)?.number).toBe(1001);
    expect(shown.history[0]?.what).toBe('1001 events up to here are in the journal');
    expect(shown.history.at(-1)?.what).toBe('event 5999');
  });

  it('with as many as there is room for is shown whole', async () => {
    const base = await facts(newLab().open());
    const history = Array.from({ length: 5000 }, (_, n) => ({
      time: base.key.description.createdAt,
      entry: n,
      what: 'x',
    }));
    const dependants = Array.from({ length: 10_000 }, () => ({ kind: 'grant', name: 'one', pins: 'alias' }) as const);
    const shown = checked(keyDetail({ ...base, history, dependants }));
    expect(shown.history).toEqual(history);
    expect(shown.dependants).toEqual(dependants);
  });
});

describe('a command to sign with', () => {
  it('has room for the longest path there can be, each character of it in quotes', () => {
    const { signCommand } = CONTRACT['plan.read'].output.shape;
    const path = `/${"'".repeat(4095)}`;
    for (const command of [signFileCommand(path, 'claviger-accept-v1'), signLineCommand("'".repeat(400), 'n', 'x.sig')])
      expect(signCommand.safeParse(command).success).toBe(true);
  });
});

describe('a text that is cut', () => {
  it('ends with three dots, within its bound, and in no half character', () => {
    expect(clip('abcdef', 6)).toBe('abcdef');
    expect(clip('abcdefg', 6)).toBe('abc...');
    expect(clip('ab🔑🔑🔑', 6)).toBe('ab...');
  });
});

describe('a folder for a new workspace', () => {
  it('is proposed also where none can be made: making it says what is wrong with the place', async () => {
    const place = temporaryFolder();
    writeFileSync(join(place, 'file'), 'x');
    const machine = { folder: join(place, 'file', 'workspace'), home: join(place, 'home'), clock: testClock() };
    expect((await windowAt(machine).get('session.read', {})).proposedFolder).toBe(machine.folder);
  });

  it('is another one when the one wished for has something in it', async () => {
    const place = temporaryFolder();
    mkdirSync(join(place, 'workspace', 'something'), { recursive: true });
    const machine = { folder: join(place, 'workspace'), home: join(place, 'home'), clock: testClock() };
    expect((await windowAt(machine).get('session.read', {})).proposedFolder).toBe(`${machine.folder}-2`);
  });
});
