/** The table of docs/architecture.md: which folder may import which. Everything not listed is refused. */
const may = {
  lab: [],
  audit: ['lab'],
  files: ['lab'],
  bundle: ['lab', 'files', 'engine'],
  certificate: ['lab', 'files'],
  gate: ['lab'],
  grades: ['lab'],
  lti: ['lab'],
  observe: ['lab'],
  engine: ['lab'],
  evidence: ['lab'],
  store: ['lab', 'files', 'evidence', 'grades'],
  seats: ['lab', 'engine', 'files'],
  runner: ['lab', 'gate', 'observe', 'files', 'why', 'evidence', 'grades'],
  // Replays throw seats away, and are looked at from the engine around them.
  'runner/replay': ['lab', 'evidence', 'files', 'grades', 'observe', 'runner', 'seats'],
  server: ['lab', 'lti', 'runner', 'grades'],
  shrink: ['lab', 'why'],
  why: ['lab'],
  xray: ['lab'],
  client: ['lab', 'xray'],
  site: ['client', 'lab', 'xray', 'audit'],
  cli: [
    'lab',
    'audit',
    'bundle',
    'certificate',
    'files',
    'grades',
    'lti',
    'observe',
    'engine',
    'evidence',
    'store',
    'seats',
    'runner',
    'server',
    'shrink',
    'why',
    'xray',
  ],
};

/** Folders within others that may import otherwise. */
const apart = Object.keys(may).filter((folder) => folder.includes('/'));

const folders = Object.entries(may).map(([folder, others]) => ({
  name: `${folder}-imports-only-${others.join('-') || 'itself'}`,
  severity: 'error',
  from: {
    path: `^src/${folder}/`,
    pathNot: apart.filter((other) => other !== folder).map((other) => `^src/${other}/`),
  },
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
      name: 'grades-are-pure',
      severity: 'error',
      from: { path: '^src/grades/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'temporal-stays-in-one-module',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/grades/time/zoned-time.ts$' },
      to: { path: 'node_modules/temporal-polyfill' },
    },
    {
      name: 'evidence-computes-with-node-in-one-file',
      severity: 'error',
      from: { path: '^src/evidence/', pathNot: '^src/evidence/ed25519[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'lti-takes-what-it-needs',
      severity: 'error',
      from: { path: '^src/lti/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'jose-stays-in-lti',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/lti/' },
      to: { path: 'node_modules/jose' },
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
      to: { path: '^src/client/(grades|page|parts|room|workspace)/' },
    },
    {
      name: 'parts-know-no-view',
      severity: 'error',
      from: { path: '^src/client/parts/' },
      to: { path: '^src/client/(grades|page|room|workspace)/' },
    },
    {
      name: 'grades-and-rooms-share-by-parts',
      severity: 'error',
      from: { path: '^src/client/(grades|room)/' },
      to: { path: '^src/client/(grades|room)/', pathNot: '^src/client/$1/' },
    },
    {
      name: 'views-share-by-the-core',
      severity: 'error',
      from: { path: '^src/client/workspace/' },
      to: { path: '^src/client/(page|parts|room|grades)/' },
    },
    {
      name: 'rooms-and-grades-need-no-workspace',
      severity: 'error',
      from: { path: '^src/client/(room|grades)/' },
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
