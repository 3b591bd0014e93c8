/** The table of docs/architecture.md: which folder may import which. Everything not listed is refused. */
const may = {
  lab: [],
  audit: ['lab'],
  files: ['lab'],
  gate: ['lab'],
  observe: ['lab'],
  engine: ['lab'],
  store: ['lab', 'files'],
  seats: ['lab', 'engine', 'files'],
  runner: ['lab', 'gate', 'observe', 'files', 'why'],
  server: ['lab', 'runner'],
  shrink: ['lab', 'why'],
  why: ['lab'],
  xray: ['lab'],
  client: ['lab', 'xray'],
  site: ['client', 'lab', 'xray', 'audit'],
  cli: [
    'lab',
    'audit',
    'files',
    'observe',
    'engine',
    'store',
    'seats',
    'runner',
    'server',
    'shrink',
    'why',
    'xray',
  ],
};

const folders = Object.entries(may).map(([folder, others]) => ({
  name: `${folder}-imports-only-${others.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: [folder, ...others].map((name) => `^src/${name}/`) },
}));

export default {
  forbidden: [
    ...folders,
    {
      name: 'no-circular',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'lab-is-pure',
      severity: 'error',
      from: { path: '^src/lab/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-has-no-node',
      severity: 'error',
      from: { path: '^src/(client|xray)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-core-knows-no-view',
      severity: 'error',
      from: { path: '^src/client/core/' },
      to: { path: '^src/client/(page|room|workspace)/' },
    },
    {
      name: 'views-share-by-the-core',
      severity: 'error',
      from: { path: '^src/client/workspace/' },
      to: { path: '^src/client/(page|room)/' },
    },
    {
      name: 'a-room-needs-no-workspace',
      severity: 'error',
      from: { path: '^src/client/room/' },
      to: { path: '^src/client/workspace/' },
    },
    {
      name: 'dockerode-stays-in-engine',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/engine/' },
      to: { path: 'node_modules/(@types/)?dockerode' },
    },
    {
      name: 'labs-import-only-the-kernel',
      severity: 'error',
      from: { path: '^labs/', pathNot: '^labs/images/' },
      to: { path: '^src/', pathNot: '^src/lab/' },
    },
    { name: 'src-imports-no-test', severity: 'error', from: { path: '^src/' }, to: { path: '^test/' } },
    {
      name: 'resolves',
      severity: 'error',
      from: { path: '^(src|labs)/' },
      to: { couldNotResolve: true, pathNot: '^(astro:|virtual:|@astrojs/starlight)|mdast$|[?]' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(start|states|vendor)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
