// The rooms of the house and the only ways between them. Arrows point one way:
// hosts -> compose -> (ipc) -> (ceremonies) -> operations -> {workspace, signoff, keys, people, providers, journal} -> storage -> shared
const room = (name) => `^main/${name}/`;
const onlyIndex = (name) => ({ path: room(name), pathNot: `^main/${name}/index\\.ts$` });
const ROOMS = ['security', 'workspace', 'people', 'signoff', 'operations', 'keys', 'providers', 'journal', 'storage'];
const MAY_USE = {
  security: [],
  storage: [],
  people: [],
  journal: ['storage'],
  providers: ['storage'],
  signoff: ['people'],
  keys: ['providers', 'journal'],
  workspace: ['people', 'signoff', 'journal', 'providers'],
  operations: ['workspace', 'people', 'signoff', 'keys', 'providers', 'journal'],
};

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'shared-is-alone',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(main|test|bin|renderer)/|^node:', dependencyTypesNot: ['type-only'] },
    },
    { name: 'shared-uses-no-node', severity: 'error', from: { path: '^shared/' }, to: { dependencyTypes: ['core'] } },
    { name: 'product-needs-no-test', severity: 'error', from: { path: '^(main|shared|bin)/' }, to: { path: '^test/' } },
    {
      name: 'no-dev-dependency',
      severity: 'error',
      from: { path: '^(main|shared|bin)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'only-hosts-above-compose',
      severity: 'error',
      from: { path: '^main/', pathNot: '^main/hosts/' },
      to: { path: '^main/(compose\\.ts|hosts/)' },
    },
    {
      name: 'hosts-go-through-compose',
      severity: 'error',
      from: { path: '^main/hosts/' },
      to: { path: `^main/(${ROOMS.filter((r) => r !== 'security').join('|')})/`, dependencyTypesNot: ['type-only'] },
    },
    ...ROOMS.map((name) => ({
      name: `${name}-is-entered-by-its-index`,
      severity: 'error',
      from: { path: '^main/', pathNot: room(name) },
      to: onlyIndex(name),
    })),
    ...ROOMS.map((name) => ({
      name: `${name}-uses-only-its-neighbours`,
      severity: 'error',
      from: { path: room(name) },
      to: { path: `^main/(${ROOMS.filter((other) => other !== name && !MAY_USE[name].includes(other)).join('|')})/` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
