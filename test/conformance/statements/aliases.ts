import { expect } from 'vitest';
import { good, keyThatIs, makeKey, otherSpec, refused, seen, type Statement } from '../subject.ts';

const statements: readonly Statement[] = [
  {
    id: 'alias.created',
    title: 'resolves a new alias to its key, and describes the key with all its aliases, sorted',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      const aliases = [subject.newAlias(), subject.newAlias()];
      for (const alias of aliases.toReversed()) await good(provider.createAlias(alias, id, subject.newCall()));
      await seen(subject, id, (key) => {
        expect(key.aliases).toEqual(aliases.toSorted());
      });
      for (const alias of aliases) expect(await good(provider.resolveAlias(alias))).toBe(id);
    },
  },
  {
    id: 'alias.unknown',
    title: 'refuses to resolve, move or delete an alias it does not have',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      const alias = subject.newAlias();
      for (const answer of [
        provider.resolveAlias(alias),
        provider.updateAlias(alias, id, subject.newCall()),
        provider.deleteAlias(alias, subject.newCall()),
      ]) {
        await refused(subject, answer, 'not-found', 'NotFoundException');
      }
    },
  },
  {
    id: 'alias.unknown-key',
    title: 'refuses to point an alias at a key it does not have',
    run: async (subject) => {
      const { provider, unknownKeyId } = subject;
      const { id } = await makeKey(subject);
      const alias = subject.newAlias();
      await refused(
        subject,
        provider.createAlias(alias, unknownKeyId, subject.newCall()),
        'not-found',
        'NotFoundException',
      );
      await good(provider.createAlias(alias, id, subject.newCall()));
      await refused(
        subject,
        provider.updateAlias(alias, unknownKeyId, subject.newCall()),
        'not-found',
        'NotFoundException',
      );
      expect(await good(provider.resolveAlias(alias))).toBe(id);
    },
  },
  {
    id: 'alias.exists',
    title: 'refuses to create an alias twice, and leaves it where it was',
    run: async (subject) => {
      const { provider } = subject;
      const [one, two] = [await makeKey(subject), await makeKey(subject)];
      const alias = subject.newAlias();
      await good(provider.createAlias(alias, one.id, subject.newCall()));
      for (const { id } of [one, two]) {
        const answer = provider.createAlias(alias, id, subject.newCall());
        await refused(subject, answer, 'already-exists', 'AlreadyExistsException');
      }
      expect(await good(provider.resolveAlias(alias))).toBe(one.id);
    },
  },
  {
    id: 'alias.moved',
    title: 'moves an alias from one key to another',
    run: async (subject) => {
      const { provider } = subject;
      const [one, two] = [await makeKey(subject), await makeKey(subject)];
      const alias = subject.newAlias();
      await good(provider.createAlias(alias, one.id, subject.newCall()));
      await good(provider.updateAlias(alias, two.id, subject.newCall()));
      await seen(subject, one.id, (key) => {
        expect(key.aliases).toEqual([]);
      });
      await seen(subject, two.id, (key) => {
        expect(key.aliases).toEqual([alias]);
      });
      expect(await good(provider.resolveAlias(alias))).toBe(two.id);
    },
  },
  {
    id: 'alias.other-kind',
    title: 'refuses to move an alias to a key of another kind or usage',
    needs: (capabilities) => capabilities.keySpecs.length > 1,
    run: async (subject) => {
      const { provider } = subject;
      const one = await makeKey(subject);
      const two = await makeKey(subject, otherSpec(subject));
      const alias = subject.newAlias();
      await good(provider.createAlias(alias, one.id, subject.newCall()));
      await refused(
        subject,
        provider.updateAlias(alias, two.id, subject.newCall()),
        'invalid-input',
        'ValidationException',
      );
      expect(await good(provider.resolveAlias(alias))).toBe(one.id);
    },
  },
  {
    id: 'alias.pending-deletion',
    title: 'refuses to point an alias at a key that is pending deletion',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      const pending = await keyThatIs(subject, 'pending-deletion');
      const [alias, other] = [subject.newAlias(), subject.newAlias()];
      await good(provider.createAlias(alias, id, subject.newCall()));
      for (const answer of [
        provider.createAlias(other, pending.id, subject.newCall()),
        provider.updateAlias(alias, pending.id, subject.newCall()),
      ]) {
        await refused(subject, answer, 'invalid-state', 'KMSInvalidStateException');
      }
    },
  },
  {
    id: 'alias.deleted',
    title: 'deletes an alias and leaves its key alone; the name can be used again',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      const alias = subject.newAlias();
      await good(provider.createAlias(alias, id, subject.newCall()));
      await good(provider.deleteAlias(alias, subject.newCall()));
      await seen(subject, id, (key) => {
        expect(key).toMatchObject({ aliases: [], state: 'enabled' });
      });
      await refused(subject, provider.resolveAlias(alias), 'not-found', 'NotFoundException');
      await good(provider.createAlias(alias, id, subject.newCall()));
    },
  },
  {
    id: 'alias.names',
    title: 'refuses names that are not made of letters, digits, slashes, underscores and dashes',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      for (const alias of ['', 'with space', 'colon:name', 'ünïcode', 'x'.repeat(251), 'aws/mine']) {
        const answer = provider.createAlias(alias, id, subject.newCall());
        await refused(subject, answer, ['invalid-input', 'denied']);
      }
      expect((await good(provider.describeKey(id))).aliases).toEqual([]);
    },
  },
  {
    id: 'alias.dependant',
    title: 'counts every alias among the dependants of its key',
    run: async (subject) => {
      const { provider } = subject;
      const { id } = await makeKey(subject);
      expect(await good(provider.dependants(id))).toEqual([]);
      const alias = subject.newAlias();
      await good(provider.createAlias(alias, id, subject.newCall()));
      await subject.eventually(async () => {
        expect(await good(provider.dependants(id))).toEqual([{ kind: 'alias', name: alias, pins: 'alias' }]);
      });
    },
  },
];

export const aliasStatements: readonly Statement[] = statements.map((statement) => ({
  ...statement,
  needs: (capabilities) => capabilities.aliases && (statement.needs?.(capabilities) ?? true),
}));
