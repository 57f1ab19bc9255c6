// The rooms of the house and the only ways between them. Arrows point one way:
// hosts -> compose -> ipc -> ceremonies -> operations -> {workspace, signoff, keys, people, providers, journal} -> storage -> shared
const room = (name) => `^main/${name}/`;
const onlyIndex = (name) => ({ path: room(name), pathNot: `^main/${name}/index\\.ts$` });
const ROOMS = [
  'ipc',
  'interface',
  'ceremonies',
  'sample',
  'security',
  'workspace',
  'people',
  'signoff',
  'operations',
  'keys',
  'providers',
  'journal',
  'storage',
];
const MAY_USE = {
  // What a window calls, and the pages it shows.
  ipc: ['ceremonies', 'operations', 'workspace', 'people', 'signoff', 'keys', 'providers', 'journal', 'storage'],
  interface: [],
  ceremonies: ['operations', 'workspace', 'people', 'signoff', 'keys', 'providers', 'journal'],
  sample: ['people', 'providers', 'keys'],
  security: [],
  storage: [],
  people: [],
  journal: ['storage'],
  providers: ['storage'],
  signoff: ['people'],
  keys: ['providers', 'journal'],
  workspace: ['people', 'signoff', 'journal', 'providers'],
  operations: ['workspace', 'people', 'signoff', 'keys', 'providers', 'journal', 'storage'],
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
      from: { path: '^(main|shared|bin)/', pathNot: '^main/hosts/electron/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'only-hosts-above-compose',
      severity: 'error',
      from: { path: '^main/', pathNot: '^main/(hosts/|compose\\.ts$|compose/)' },
      to: { path: '^main/(compose\\.ts|compose/|hosts/)' },
    },
    {
      name: 'compose-knows-no-host',
      severity: 'error',
      from: { path: '^main/compose(\\.ts$|/)' },
      to: { path: '^main/hosts/' },
    },
    {
      name: 'compose-is-entered-by-its-file',
      severity: 'error',
      from: { path: '^main/hosts/' },
      to: { path: '^main/compose/' },
    },
    {
      name: 'hosts-go-through-compose',
      severity: 'error',
      from: { path: '^main/hosts/' },
      to: {
        path: `^main/(${ROOMS.filter((r) => r !== 'security' && r !== 'interface').join('|')})/`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'renderer-knows-nothing-of-main',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|test|bin|build)/' },
    },
    {
      name: 'renderer-uses-no-node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'main-needs-no-renderer',
      severity: 'error',
      from: { path: '^(main|shared|bin)/' },
      to: { path: '^renderer/' },
    },
    {
      name: 'boundary-uses-nothing-of-the-screens',
      severity: 'error',
      from: { path: '^renderer/boundary/' },
      to: { path: '^renderer/(?!boundary/)' },
    },
    {
      name: 'what-screens-share-knows-no-screen',
      severity: 'error',
      from: { path: '^renderer/(ui|inventory)/' },
      to: { path: '^renderer/(features|approval)/' },
    },
    {
      name: 'features-enter-each-other-by-their-index',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: ['^renderer/features/$1/', '^renderer/features/[^/]+/index\\.ts$'] },
    },
    {
      name: 'only-the-router-takes-screens-by-their-file',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '^renderer/(features/|app/(router\\.tsx|screens\\.ts)$)' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/[^/]+/index\\.ts$' },
    },
    {
      name: 'inventory-is-entered-by-its-index',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '^renderer/inventory/' },
      to: { path: '^renderer/inventory/', pathNot: '^renderer/inventory/index\\.ts$' },
    },
    {
      // SECURITY: the page on which people sign is small enough to be read: React and the contract's types, no more.
      name: 'approval-page-is-tiny',
      severity: 'error',
      from: { path: '^renderer/approval/' },
      to: { path: '^(renderer/(?!approval/|boundary/|csp)|node_modules/(?!react/|react-dom/|@types/|zod/))' },
    },
    {
      name: 'only-the-kiosk-drives-a-browser',
      severity: 'error',
      from: { path: '^main/', pathNot: '^main/hosts/kiosk/' },
      to: { path: 'node_modules/playwright-core/' },
    },
    {
      name: 'only-the-electron-host-knows-electron',
      severity: 'error',
      from: { path: '^main/', pathNot: '^main/hosts/electron/' },
      to: { path: 'node_modules/electron/' },
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
