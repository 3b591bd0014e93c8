import { describe, expect, it } from 'vitest';
import {
  type Expectation,
  ExpectationSchema,
  matcherOf,
  matchers,
} from '../../../../src/lab/matchers/expectation.ts';
import { listWords } from '../../../../src/lab/matchers/matcher.ts';
import { expectGolden } from '../../../fixtures/golden.ts';

type Rule = Extract<Expectation, { kind: 'exec-result' }>['rule'];

/** One of each kind, and of each rule that is worded for itself. */
const all: readonly Expectation[] = [
  { kind: 'capabilities', set: 'effective', rule: 'within', names: [] },
  { kind: 'capabilities', set: 'bounding', rule: 'within', names: ['NET_BIND_SERVICE'] },
  { kind: 'capabilities', set: 'permitted', rule: 'without', names: ['SYS_ADMIN', 'SYS_PTRACE'] },
  { kind: 'capabilities', set: 'ambient', rule: 'including', names: ['NET_RAW'] },
  { kind: 'identity', rule: 'not-root' },
  { kind: 'identity', rule: 'is', uid: 10001 },
  { kind: 'identity', rule: 'not-root-on-host' },
  { kind: 'seccomp', mode: 'filter' },
  { kind: 'seccomp', mode: 'off' },
  { kind: 'no-new-privileges', set: true },
  { kind: 'no-new-privileges', set: false },
  { kind: 'namespace', namespace: 'pid', with: { service: 'bot' }, shared: true },
  { kind: 'namespace', namespace: 'net', with: 'host', shared: false },
  { kind: 'root-read-only', readOnly: true },
  { kind: 'root-read-only', readOnly: false },
  { kind: 'mount', mountPoint: '/srv', rule: 'absent' },
  { kind: 'mount', mountPoint: '/srv', rule: 'present' },
  { kind: 'mount', mountPoint: '/srv', rule: 'read-only' },
  { kind: 'writable-mounts', within: [] },
  { kind: 'writable-mounts', within: ['/tmp'] },
  { kind: 'limit', resource: 'memory', atMost: 67_108_864 },
  { kind: 'limit', resource: 'pids', atMost: 20 },
  { kind: 'limit', resource: 'cpus', atMost: 0.5 },
  { kind: 'running', healthy: false },
  { kind: 'running', healthy: true },
  { kind: 'runtime', names: ['runsc'] },
  { kind: 'published-ports', rule: 'none' },
  { kind: 'published-ports', rule: 'loopback-only' },
  { kind: 'listening', port: 8080, on: true },
  { kind: 'listening', port: 8080, on: false },
  { kind: 'process-count', atMost: 1 },
  { kind: 'process-id', is: 1 },
  { kind: 'kernel', probe: 'p', own: true },
  { kind: 'kernel', probe: 'p', own: false },
  { kind: 'image-size', atMostBytes: 12_000_000 },
  { kind: 'image-content', what: 'shells', atMost: 0 },
  { kind: 'image-content', what: 'packages', atMost: 20 },
  { kind: 'image-content', what: 'setuid', atMost: 0 },
  { kind: 'package-manager', present: false },
  { kind: 'libc', is: 'none' },
  { kind: 'libc', is: 'musl' },
  { kind: 'distribution', is: 'debian 13' },
  { kind: 'http-answer', probe: 'p', status: 200, includes: 'ahoy' },
  { kind: 'http-answer', probe: 'p', includes: 'I am {{bot_name}}.' },
  { kind: 'http-answer', probe: 'p' },
  ...(
    [
      { is: 'printing', text: 'ahoy' },
      { is: 'lacking', text: 'ahoy' },
      { is: 'matching', pattern: '^ahoy$' },
      { is: 'failing', with: ['EPERM', 'EACCES'] },
      { is: 'killed', by: 'SIGSYS' },
      { is: 'exit', status: 0 },
      { is: 'exit', status: 3 },
      { is: 'number', word: 'calls', atMost: '{{most}}' },
      { is: 'number', atLeast: 2, atMost: { probe: 'q', times: 0.5 } },
    ] satisfies Rule[]
  ).map((rule: Rule): Expectation => ({ kind: 'exec-result', probe: 'p', rule })),
  { kind: 'call-answer', names: ['chmod'], is: 'refused', errno: 'EPERM' },
  { kind: 'call-answer', names: ['openat'], is: 'allowed' },
  { kind: 'call-answer', names: ['clone', 'socket'], is: 'open' },
  { kind: 'call-answer', names: ['bpf', 'mount'], is: 'killed' },
  { kind: 'calls-allowed', atMost: 60 },
  { kind: 'call-strictness', as: 'default', except: ['unshare'] },
  { kind: 'call-strictness', as: { service: 'plain' }, except: [], sameErrno: true },
  { kind: 'call-openness', as: 'default', except: ['chmod'] },
  { kind: 'calls-within', probe: 'p', besides: ['write'] },
  { kind: 'calls-unused', probe: 'p', names: ['vfork', 'clone3'] },
  { kind: 'image-program', reference: 'drydock/recorder:1' },
  { kind: 'same-program', service: 'rehearsal' },
  { kind: 'native-calls-only' },
  { kind: 'limit-effect', effect: 'oom-kills', atLeast: 1 },
  { kind: 'limit-effect', effect: 'throttled', atMost: 0 },
  { kind: 'swap-limit', atMostBytes: 0 },
  { kind: 'swap-limit', atMostBytes: 1_048_576 },
  { kind: 'networks', only: ['front'] },
  { kind: 'networks', only: [] },
  { kind: 'internal-networks' },
  { kind: 'networks-apart', from: 'db' },
  { kind: 'network-unshared' },
  { kind: 'devices', only: [] },
  { kind: 'devices', only: ['/dev/fuse', 'c 1:3 mr'] },
  { kind: 'log-limit', atMostBytes: 20_000_000 },
  { kind: 'restart-policy', names: ['on-failure'] },
  { kind: 'environment', without: '{{size}}' },
  { kind: 'covered-path', path: '/proc/kcore' },
  { kind: 'mounted-file', path: '/run/secrets/key', modeWithin: 0o440 },
  { kind: 'exited', status: 0 },
  { kind: 'started-after', service: 'gate' },
  { kind: 'id-map', atLeast: 65_536 },
  { kind: 'namespace-owner', namespace: 'net' },
  { kind: 'network-interfaces', only: ['lo'] },
  { kind: 'network-address', within: '10.7.0.0/24' },
  { kind: 'network-route', to: 'default', present: true },
  { kind: 'network-route', to: '10.0.0.0/8', present: false },
  { kind: 'bpf-attached', types: ['raw_tracepoint', 'tracing'] },
  { kind: 'image-unpacked-size', atMostBytes: 12_000_000 },
  { kind: 'image-package', name: 'liblzma5', present: false },
  { kind: 'image-package', name: 'liblzma5', present: true },
  { kind: 'image-package-version', name: 'libexpat1', atLeast: '2.5.0-1+deb12u4' },
  { kind: 'image-text', text: 'a token' },
  { kind: 'attestation', predicate: 'spdx' },
  { kind: 'attestation', predicate: 'slsa', says: 'a text' },
  { kind: 'listed-package', name: 'busybox' },
  { kind: 'listed-package', name: 'busybox', version: '1.37' },
  { kind: 'installed-are-listed' },
  { kind: 'reach-result', probe: 'p', to: 'db', port: 5432, arrives: true },
  { kind: 'reach-result', probe: 'p', to: 'db', port: 5432, arrives: false },
  { kind: 'limit', resource: 'memory', atMost: '{{size}} MiB' },
  { kind: 'identity', rule: 'is', uid: '{{id}}' },
];

describe('words of a matcher', () => {
  it('are there for every kind, as a reader sees them', () => {
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(matchers.keys()));
    const lines = all.map((each) => {
      const matcher = matcherOf(each);
      return `web: ${matcher.title(each)} — expected ${matcher.bind(each, { most: '400', size: '64', id: '10007' }).expected}\n`;
    });
    expectGolden('matchers.txt', lines.join(''));
  });

  it.each(all)('are of data that can be written down and read again: $kind', (each) => {
    expect(ExpectationSchema.parse(JSON.parse(JSON.stringify(each)))).toEqual(each);
  });
});

describe('listWords', () => {
  it.each([
    [[], 'none'],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c', 'd'], 'a, b, c and d'],
    [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
  ])('says %j as %j', (list, wanted) => {
    expect(listWords(list)).toBe(wanted);
    expect(listWords(list, 4, 'or')).toBe(wanted.replace(' and ', ' or '));
  });
});
