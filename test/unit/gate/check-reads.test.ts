import { describe, expect, it } from 'vitest';
import { keysReadBy } from '../../../src/gate/check-reads.ts';
import { judgeModel } from '../../../src/gate/judge-model.ts';
import { judgeExpectation } from '../../../src/lab/checks/judge-expectation.ts';
import { type OverwrittenKey, overwrittenKeys } from '../../../src/lab/manifest/overwritten-keys.ts';
import { type Expectation, ExpectationSchema, matcherOf } from '../../../src/lab/matchers/expectation.ts';
import { makeManifest } from '../../fixtures/manifest.ts';
import { makeObservation, makeObserved } from '../../fixtures/observed.ts';

/** One of each kind, as an author may write it. */
const samples: { readonly [Kind in Expectation['kind']]: object } = {
  capabilities: { set: 'effective', rule: 'within', names: [] },
  identity: { rule: 'not-root' },
  seccomp: { mode: 'filter' },
  'no-new-privileges': { set: true },
  namespace: { namespace: 'pid', with: 'host', shared: false },
  'root-read-only': { readOnly: true },
  mount: { mountPoint: '/data', rule: 'present' },
  'writable-mounts': { within: [] },
  limit: { resource: 'memory', atMost: 1 },
  running: { healthy: true },
  runtime: { names: ['runc'] },
  'published-ports': { rule: 'loopback-only' },
  listening: { port: 80, on: true },
  kernel: { probe: 'p', own: true },
  'process-id': { is: 1 },
  'process-count': { atMost: 1 },
  'image-size': { atMostBytes: 1 },
  'image-content': { what: 'shells', atMost: 0 },
  'package-manager': { present: false },
  libc: { is: 'none' },
  distribution: { is: 'debian 13' },
  'http-answer': { probe: 'p' },
  'call-answer': { names: ['chmod'], is: 'refused', errno: 'EPERM' },
  'calls-allowed': { atMost: 60 },
  'call-openness': { as: 'default', except: ['unshare'] },
  'call-strictness': { as: 'default', except: ['unshare'] },
  'calls-within': { probe: 'p', besides: ['write'] },
  'image-program': { reference: 'drydock/recorder:1' },
  'same-program': { service: 'db' },
  'calls-unused': { probe: 'p', names: ['vfork'] },
  'native-calls-only': {},
  'limit-effect': { effect: 'oom-kills', atLeast: 1 },
  'swap-limit': { atMostBytes: 0 },
  networks: { only: ['front'] },
  'internal-networks': {},
  'networks-apart': { from: 'db' },
  'network-unshared': {},
  devices: { only: [] },
  'log-limit': { atMostBytes: 20_000_000 },
  'restart-policy': { names: ['on-failure'] },
  environment: { without: 'x' },
  'covered-path': { path: '/proc/kcore' },
  'mounted-file': { path: '/run/secrets/key', modeWithin: 0o440 },
  exited: { status: 0 },
  'started-after': { service: 'gate' },
  'id-map': { atLeast: 65_536 },
  'namespace-owner': { namespace: 'net' },
  'network-interfaces': { only: ['lo'] },
  'network-address': { within: '10.7.0.0/24' },
  'network-route': { to: 'default', present: true },
  'bpf-attached': { types: ['raw_tracepoint', 'tracing'] },
  'image-unpacked-size': { atMostBytes: 12_000_000 },
  'image-package': { name: 'liblzma5', present: false },
  'image-package-version': { name: 'libexpat1', atLeast: '2.5.0-1+deb12u4' },
  'image-text': { text: 'a token' },
  attestation: { predicate: 'spdx' },
  'listed-package': { name: 'busybox' },
  'installed-are-listed': {},
  'reach-result': { probe: 'p', to: 'db', port: 5432, arrives: true },
  'exec-result': { probe: 'p', rule: { is: 'exit', status: 0 } },
};
/** What the engine says of a container that an overwritten key decides about. */
const factsOf: Readonly<Record<string, OverwrittenKey>> = {
  name: 'container_name',
  ports: 'ports',
  logDriver: 'logging',
  logOptions: 'logging',
};

const kinds = Object.entries(samples);
const parse = (kind: string, rest: object) => ExpectationSchema.parse({ kind, ...rest });
const checksOf = (expect: Expectation) => {
  const { guards, checks } = makeManifest();
  const [id = '', check] = Object.entries(checks)[0] ?? [];
  if (!check) throw new Error('the fixture has no check');
  return { guards: {}, checks: { [id]: { ...check, expect } }, all: guards };
};

describe.each(kinds)('a matcher of the kind %s', (kind, rest) => {
  it('says of each overwritten key that it looks at that it does', () => {
    const touched = new Set<string>();
    const container = makeObserved('web');
    const declared = new Proxy(container.declared, {
      get(target, property) {
        touched.add(String(property));
        return Reflect.get(target, property);
      },
    });
    const observation = makeObservation([{ ...container, declared }]);
    const asked = { service: 'web', processes: 'every', acceptDeclared: true } as const;
    judgeExpectation(parse(kind, rest), asked, observation, {});
    const looked = [...touched].flatMap((fact) => factsOf[fact] ?? []);
    expect(looked.filter((key) => !matcherOf(parse(kind, rest)).reads?.includes(key))).toEqual([]);
  });

  it('has what it looks at kept or refused, and never overwritten', () => {
    const service = {
      image: 'x',
      container_name: 'mine',
      ports: [{ target: 80, host_ip: '0.0.0.0' }],
      logging: { driver: 'json-file' },
      storage_opt: { size: '1G' },
      pull_policy: 'never',
      scale: 100,
    };
    const reads = keysReadBy(checksOf(parse(kind, rest)));
    const request = {
      model: { services: { web: service } },
      project: 'p',
      workspacePath: '/w',
      grants: [],
      entries: new Map(),
    };
    const { problems, allowed } = judgeModel({ ...request, reads });
    for (const key of reads) {
      const refused = problems.some(({ path }) => path[2] === key);
      const kept = JSON.stringify(allowed).includes(JSON.stringify({ [key]: service[key] }).slice(1, -1));
      expect({ key, refused, kept }).toMatchObject(refused ? { refused: true } : { kept: true });
    }
  });
});

it('finds out that a matcher looks at ports', () => {
  expect(keysReadBy(checksOf(parse('published-ports', samples['published-ports'])))).toEqual(
    new Set(['ports']),
  );
});

it('takes a check of an author’s own for one that looks at everything', () => {
  const { checks } = checksOf(parse('running', { healthy: false }));
  const [id = '', check] = Object.entries(checks)[0] ?? [];
  if (!check) throw new Error('the fixture has no check');
  expect(
    keysReadBy({ guards: {}, checks: { [id]: { ...check, expect: undefined, custom: 'mine' } } }),
  ).toEqual(new Set(overwrittenKeys));
});
