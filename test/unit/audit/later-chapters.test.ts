/** Rules of chapters 4 to 10: for each what it has to find, and what it has to let be. */
import { describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit/audit.ts';
import { findSecretOptions } from '../../../src/audit/rules/secret-options.ts';
import { rules } from '../../../src/audit/rules.ts';
import type { InspectedContainer, InspectedImage } from '../../../src/lab/observation/container.ts';
import type { ObservedContainer } from '../../../src/lab/observation/observation.ts';
import { makeImageFacts, makeObservation, makeObserved, makeProcess } from '../../fixtures/observed.ts';

const findings = (container: ObservedContainer) =>
  audit(makeObservation([container]), { rules, written: [] }).findings;
const found = (container: ObservedContainer) => findings(container).map(({ rule }) => rule);
const declared = (fields: Partial<InspectedContainer>): ObservedContainer => {
  const observed = makeObserved('web');
  return { ...observed, declared: { ...observed.declared, ...fields } };
};
const bounding = (...names: ('BPF' | 'PERFMON' | 'SYS_ADMIN' | 'CHOWN')[]) => {
  const sets = { inheritable: [], permitted: [], effective: [], ambient: [], bounding: names };
  return makeObserved('web', {
    processes: { source: 'kernel', value: [makeProcess({ capabilities: sets })] },
  });
};
const image = (digests: readonly string[]): InspectedImage => ({
  id: 'sha256:1',
  tags: [],
  digests,
  sizeBytes: 1,
  layers: [],
  architecture: 'amd64',
  user: '',
  entrypoint: [],
  command: [],
  labels: {},
});
const facts = (buildArguments: readonly string[] | undefined, attestations?: readonly string[]) =>
  makeObserved('web', {
    imageFacts: { source: 'declared', value: makeImageFacts({ buildArguments, attestations }) },
  });
const profile = (action: string) => `seccomp={"defaultAction":"${action}","syscalls":[]}`;
const network = (internal: boolean | undefined) => ({
  name: 'n',
  id: 'n',
  ipv4: '10.0.0.2',
  aliases: [],
  ...(internal === undefined ? {} : { internal }),
});
const bind = (source: string) => [{ type: 'bind', source, destination: '/x', readOnly: true }] as const;

describe.each([
  ['bpf-capabilities', bounding('BPF'), bounding('CHOWN')],
  ['bpf-capabilities', bounding('PERFMON'), bounding('SYS_ADMIN')],
  ['bpf-mounts', declared({ mounts: bind('/sys/fs/bpf') }), declared({ mounts: bind('/sys/fs/cgroup') })],
  [
    'bpf-mounts',
    makeObserved('web', {
      mounts: {
        source: 'kernel',
        value: [{ mountPoint: '/sys/fs/bpf', type: 'bpf', source: 'bpf', readOnly: true, options: [] }],
      },
    }),
    declared({ mounts: bind('/srv/bpf') }),
  ],
  [
    'seccomp-errno',
    declared({ securityOpt: [profile('SCMP_ACT_ALLOW')] }),
    declared({ securityOpt: [profile('SCMP_ACT_ERRNO')] }),
  ],
  ['seccomp-errno', declared({ securityOpt: [profile('SCMP_ACT_LOG')] }), declared({ securityOpt: [] })],
  [
    'apparmor-off',
    declared({ securityOpt: ['apparmor=unconfined'] }),
    declared({ securityOpt: ['apparmor=mine'] }),
  ],
  [
    'proxy-by-variable',
    declared({ env: ['https_proxy=http://proxy:3128'], networks: [network(true), network(false)] }),
    declared({ env: ['HTTPS_PROXY=http://proxy:3128'], networks: [network(true)] }),
  ],
  // Without a proxy's name nobody said that there should be no other way; of a network that nobody asked about, nothing.
  [
    'proxy-by-variable',
    declared({ env: ['ALL_PROXY=socks5://proxy'], networks: [network(false)] }),
    declared({ env: ['NO_PROXY=db', 'HTTP_PROXY='], networks: [network(false)] }),
  ],
  [
    'proxy-by-variable',
    declared({ env: ['HTTP_PROXY=http://proxy:3128'], networks: [network(false)] }),
    declared({ env: ['HTTP_PROXY=http://proxy:3128'], networks: [network(undefined), network(false)] }),
  ],
  ['host-devices', declared({ devices: ['/dev/fuse'] }), declared({ devices: [] })],
  ['userns-host', declared({ usernsMode: 'host' }), declared({ usernsMode: '' })],
  ['shared-pid', declared({ pidMode: 'container:1' }), declared({ pidMode: '' })],
  ['shared-ipc', declared({ ipcMode: 'container:1' }), declared({ ipcMode: 'shareable' })],
  [
    'tmpfs-size',
    declared({ tmpfs: { '/tmp': 'mode=1777', '/run': 'size=1m' } }),
    declared({ tmpfs: { '/run': 'rw,size=1m' } }),
  ],
  // The kernel takes 0 for no bound at all, and the last that is said.
  ['tmpfs-size', declared({ tmpfs: { '/a': 'size=0' } }), declared({ tmpfs: { '/a': 'size=0,size=50%' } })],
  [
    'tmpfs-size',
    declared({ tmpfs: { '/a': 'size=1m,size=0m' } }),
    declared({ tmpfs: { '/a': 'nr_blocks=8' } }),
  ],
  ['tmpfs-size', declared({ tmpfs: { '/a': 'nr_blocks=0,mode=700' } }), declared({ tmpfs: {} })],
  [
    'image-by-tag',
    { ...declared({ image: { reference: 'a:1', id: '1' } }), image: image(['a@sha256:1']) },
    { ...declared({ image: { reference: 'a:1@sha256:1', id: '1' } }), image: image(['a@sha256:1']) },
  ],
  [
    'image-by-tag',
    { ...declared({ image: { reference: 'a:1', id: '1' } }), image: undefined },
    // What was built here has no digest of a registry.
    { ...declared({ image: { reference: 'shop-web:1', id: '1' } }), image: image([]) },
  ],
  [
    'image-without-sbom',
    facts([], ['https://slsa.dev/provenance/v0.2']),
    facts([], ['https://spdx.dev/Document']),
  ],
  // Of an image store that keeps no statements nothing is said.
  ['image-without-sbom', facts([], []), facts([], undefined)],
  ['secret-in-build', facts(['NPM_TOKEN']), facts(['VERSION', 'TOKENIZER'])],
  [
    'secret-in-command',
    declared({ command: ['serve', '--password=hunter2'] }),
    declared({ command: ['serve', '--password-file=/run/secrets/x'] }),
  ],
] as const)('%s', (rule, bad, good) => {
  it('is found', () => {
    expect(found(bad)).toContain(rule);
  });
  it('is not found where it is not so', () => {
    expect(found(good)).not.toContain(rule);
  });
});

it('says once what a privileged container may do by that', () => {
  const all = found({ ...bounding('BPF', 'SYS_ADMIN'), declared: declared({ privileged: true }).declared });
  expect(all).toContain('privileged');
  for (const rule of ['bpf-capabilities', 'host-capabilities', 'host-devices', 'system-paths-open'])
    expect(all).not.toContain(rule);
});

it('says of a mount of BPF’s file system that alone', () => {
  const all = found(declared({ mounts: bind('/sys/fs/bpf') }));
  expect(all).toContain('bpf-mounts');
  expect(all).not.toContain('host-paths');
});

it('asks for the filter of the host’s kernel where that kernel answers, and nowhere else', () => {
  const unfiltered = [makeProcess({ seccompMode: 0, seccompFilters: 0 })];
  expect(found(makeObserved('web', { processes: { source: 'kernel', value: unfiltered } }))).toContain(
    'seccomp-off',
  );
  const sandboxed = makeObserved('web', { processes: { source: 'sandbox', value: unfiltered } });
  expect(found(sandboxed)).not.toContain('seccomp-off');
  const { skipped } = audit(makeObservation([sandboxed]), { rules, written: [] });
  for (const rule of ['seccomp-off', 'seccomp-loose'])
    expect(skipped).toContainEqual({
      rule,
      service: 'web',
      reason: 'a kernel of its own answers its system calls',
    });
  // What does not depend on whose kernel it is, is asked of it too.
  expect(found({ ...sandboxed, rootReadOnly: { source: 'sandbox', value: false } })).toContain(
    'writable-root',
  );
});

it('proposes a digest where a registry has one, and leaves secrets under the key where they stand', () => {
  const mend = (container: ObservedContainer, rule: string) =>
    findings(container).find((each) => each.rule === rule)?.mend;
  const reference = { ...declared({ image: { reference: 'shop', id: '1' } }) };
  expect(mend({ ...reference, image: image([]) }, 'image-floating')).not.toContain('sha256');
  expect(mend({ ...reference, image: image(['shop@sha256:1']) }, 'image-floating')).toContain(
    'shop@sha256:1',
  );
  const mounts = [
    { type: 'bind', source: '/srv/a', destination: '/a', readOnly: false },
    { type: 'bind', source: '/srv/key', destination: '/run/secrets/key', readOnly: true },
  ];
  const volumes = mend(declared({ mounts }), 'writable-binds');
  expect(volumes).toContain('- /srv/a:/a:ro');
  expect(volumes).not.toContain('/run/secrets');
});

it('proposes the size of a tmpfs beside its other options, and the swap of the memory that there is', () => {
  const mend = (container: ObservedContainer, rule: string) =>
    findings(container).find((each) => each.rule === rule)?.mend;
  expect(mend(declared({ tmpfs: { '/tmp': 'mode=1777', '/run': '' } }), 'tmpfs-size')).toContain(
    '- /tmp:mode=1777,size=64m\n      - /run:size=64m',
  );
  expect(mend(declared({ tmpfs: { '/a': 'size=0,mode=700', '/b': 'size=9m' } }), 'tmpfs-size')).toContain(
    '- /a:mode=700,size=64m\n      - /b:size=9m',
  );
  const long = { type: 'tmpfs', source: '', destination: '/c', readOnly: false };
  const both = mend(declared({ tmpfs: { '/a': '', '/c': 'mode=700' }, mounts: [long] }), 'tmpfs-size');
  expect(both).toContain('tmpfs:\n      - /a:size=64m\n');
  expect(both).toContain(
    'volumes:\n      - type: tmpfs\n        target: /c\n        tmpfs:\n          size: 64m',
  );
  const swapping = makeObserved('web', {
    limits: {
      source: 'kernel',
      value: { memoryBytes: 64 * 2 ** 20, memoryUsedBytes: 1, cpus: 0, pids: 0, pidsUsed: 1 },
    },
    limitEffects: { ...makeObserved().limitEffects, swapBytes: { source: 'kernel', value: 64 * 2 ** 20 } },
  });
  expect(mend(swapping, 'swap-limit')).toContain('memswap_limit: 64m');
});

it('never tells a secret', () => {
  const told = JSON.stringify(
    findings(declared({ command: ['--requirepass', 'hunter2'], env: ['TOKEN=hunter3'] })),
  );
  expect(told).toContain('requirepass');
  const url = JSON.stringify(findings(declared({ command: ['serve', 'postgres://u:hunter4@db/x'] })));
  expect(url).toContain('the password of a postgres:// URL');
  expect(url).not.toMatch(/hunter/);
  expect(told).not.toMatch(/hunter/);
});

it.each([
  [['--requirepass', 'x'], ['requirepass']],
  [['--api-key=x'], ['api-key']],
  [['--token', '--verbose'], []],
  [['--token-file', '/run/x'], []],
  [['--secret=/run/secrets/x'], []],
  [['--tokenizer=fast'], []],
  [['--token-ttl=60'], []],
  [['--db-password', 'x'], ['db-password']],
  [['-e', 'DB_PASSWORD=x'], ['DB_PASSWORD']],
  [['--dsn=x', 'password'], []],
  [['--password'], []],
  [['sh', '-c', 'redis-server --requirepass x'], ['requirepass']],
  [['/bin/bash', '-euc', 'cd /srv; exec serve --db-password="a b" --port 1'], ['db-password']],
  [['sh', '-c', "exec su app -c 'serve --token x'"], ['token']],
  // In the command line of the program that it starts.
  [['sh', '-c', 'redis-server --requirepass "$(cat /run/secrets/x)"'], ['requirepass']],
  [
    ['sh', '-c', 'DB_PASSWORD=x serve && TOKEN=y other'],
    ['DB_PASSWORD', 'TOKEN'],
  ],
  [['sh', '-c', 'DB_PASSWORD="$(cat /run/secrets/x)" exec serve'], []],
  [['sh', '-c', 'DB_URL=postgres://u:$PW@h exec serve'], []],
  [['sh', '-c', 'serve --password-file /run/secrets/x; echo "a token is needed"'], []],
  [['sh', '-c', 'serve --token --verbose'], []],
  [['sh', '-c'], []],
  [['echo', 'serve --token x'], []],
  [['sh', '-c', `serve "${'\\"'.repeat(20_000)}`], []],
  [['psql', 'postgres://u:p@h/db'], ['the password of a postgres:// URL']],
  [
    ['--dsn=mongodb+srv://u:p@h', 'amqp://:p@h'],
    ['--dsn', 'the password of a amqp:// URL'],
  ],
  [['sh', '-c', 'migrate -url "mysql://u:p@tcp(h)/x" up'], ['the password of a mysql:// URL']],
  [['DATABASE_URL=postgres://u:p@h'], ['DATABASE_URL']],
  [['postgres://u@h/db', 'http://h:80/a@b', 'http://u:@h', 'git@h:a/b', 'a://b'], []],
])('of %j it says that these hold a secret: %j', (argv, names) => {
  expect(findSecretOptions(argv)).toEqual(names);
});
