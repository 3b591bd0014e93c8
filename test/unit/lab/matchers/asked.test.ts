/** Matchers of facts that are looked at only where somebody asks for them. */
import { describe, expect, it } from 'vitest';
import { bpf } from '../../../../src/lab/matchers/bpf.ts';
import { user } from '../../../../src/lab/matchers/identity.ts';
import { image } from '../../../../src/lab/matchers/image.ts';
import { limited } from '../../../../src/lab/matchers/limit-effects.ts';
import { limits } from '../../../../src/lab/matchers/limits.ts';
import { owns } from '../../../../src/lab/matchers/namespaces.ts';
import { network } from '../../../../src/lab/matchers/network-namespace.ts';
import type { ImageFacts } from '../../../../src/lab/observation/container.ts';
import type {
  AskedOfContainer,
  IdMapping,
  LimitEffects,
  NetworkNamespace,
  ObservedRoute,
} from '../../../../src/lab/observation/observation.ts';
import { unknownAsked } from '../../../../src/observe/facts/asked-facts.ts';
import { makeImageFacts, makeObservation, makeObserved, makeProcess } from '../../../fixtures/observed.ts';
import { judged } from './judged.ts';

const kernel = <T>(value: T) => ({ source: 'kernel', value }) as const;
const asked = (fields: Partial<AskedOfContainer>, namespaces = { net: 12, user: 5 }) =>
  makeObservation([
    makeObserved('web', {
      processes: kernel([makeProcess({ namespaces })]),
      asked: { ...unknownAsked('it was not asked for', 'not-yet'), ...fields },
    }),
  ]);
const there = (fields: Partial<NetworkNamespace>) =>
  asked({
    networks: kernel([
      { inode: 12, interfaces: ['lo'], addresses: [], routes: [], listening: kernel([]), ...fields },
    ]),
  });
const next = (to: string, on = 'cable'): ObservedRoute => ({ to, on });
const by = (to: string): ObservedRoute => ({ to, via: '10.77.0.1', on: 'cable' });

describe('case 278: what is in a network namespace', () => {
  it('are its interfaces', () => {
    const only = network.interfacesOnly('lo', 'cable');
    expect(judged(only, there({ interfaces: ['lo', 'cable'] }))).toMatch(/^pass/);
    expect(judged(only, there({ interfaces: ['lo', 'cable', 'eth0'] }))).toMatch(/^fail .*interface eth0;/);
  });

  it('is an address, and not one that loopback was given', () => {
    const cable = network.addressIn('10.77.0.0/24');
    const addresses = ['127.0.0.1', '10.77.0.9'];
    expect(judged(cable, there({ addresses, routes: [next('10.77.0.0/24')] }))).toMatch(/^pass/);
    expect(judged(cable, there({ addresses }))).toMatch(/^fail .*no address/);
    expect(judged(cable, there({ addresses, routes: [next('10.77.0.0/24', 'lo')] }))).toMatch(/^fail/);
    expect(
      judged(network.addressIn('10.77.1.0/24'), there({ addresses, routes: [next('10.77.0.0/24')] })),
    ).toMatch(/^fail .*has the address 10.77.0.9/);
    const ipv6 = there({ addresses: ['fd00::9'], routes: [next('fd00::/64')] });
    expect(judged(network.addressIn('fd00::/48'), ipv6)).toMatch(/^pass/);
  });

  it('is a route, and where none leads no wider one either', () => {
    expect(judged(network.routeTo('default'), there({ routes: [by('0.0.0.0/0')] }))).toMatch(/^pass/);
    expect(judged(network.routeTo('default'), there({ routes: [by('0.0.0.0/1')] }))).toMatch(/^fail/);
    const shut = network.noRouteTo('default');
    expect(judged(shut, there({ routes: [next('10.77.0.0/24')] }))).toMatch(/^pass/);
    expect(judged(shut, there({ routes: [by('0.0.0.0/1'), by('128.0.0.0/1')] }))).toMatch(/^fail/);
    expect(judged(network.noRouteTo('192.168.7.0/24'), there({ routes: [by('0.0.0.0/0')] }))).toMatch(
      /^fail/,
    );
  });

  it('is no route into it either, nor one that ends on loopback', () => {
    const shut = network.noRouteTo('10.0.0.0/8');
    expect(judged(shut, there({ routes: [by('10.200.0.0/16')] }))).toMatch(/^fail .*10.200.0.0\/16/);
    expect(judged(shut, there({ routes: [by('172.16.0.0/12'), next('fd00::/64')] }))).toMatch(/^pass/);
    const onLoopback = there({ routes: [next('0.0.0.0/0', 'lo')] });
    expect(judged(network.routeTo('default'), onLoopback)).toMatch(/^fail/);
    expect(judged(network.noRouteTo('default'), onLoopback)).toMatch(/^pass/);
  });

  it('has at least loopback: a list without any interface was not read', () => {
    expect(judged(network.interfacesOnly('lo'), there({ interfaces: [] }))).toMatch(/^fail .*could not be/);
  });

  it('is not seen where nobody could look into it', () => {
    expect(judged(network.interfacesOnly('lo'), asked({ networks: kernel([]) }))).toMatch(/^fail/);
    expect(judged(network.interfacesOnly('lo'), asked({}))).toMatch(/^skip/);
  });
});

describe('who owns a namespace', () => {
  it('is the user namespace of the process, if that is not the host’s', () => {
    const owners = kernel({ 12: 5 });
    expect(judged(owns('net'), asked({ namespaceOwners: owners }))).toMatch(/^pass/);
    expect(judged(owns('net'), asked({ namespaceOwners: kernel({ 12: 1 }) }))).toMatch(/^fail .*another/);
    expect(judged(owns('net'), asked({ namespaceOwners: kernel({ 12: 1 }) }, { net: 12, user: 1 }))).toMatch(
      /^fail .*of the host/,
    );
    expect(judged(owns('net'), asked({ namespaceOwners: kernel({}) }))).toMatch(/^fail/);
  });

  it('maps ids to others than they are', () => {
    const mapping = (...uidMap: IdMapping[]) =>
      makeObservation([makeObserved('web', { processes: kernel([makeProcess({ uidMap })]) })]);
    const line = (inside: number, outside: number, length: number) => ({ inside, outside, length });
    const all = user.mapsAtLeast(65_536);
    expect(judged(all, mapping(line(0, 1_000, 1), line(1, 100_000, 65_535)))).toMatch(/^pass/);
    expect(judged(all, mapping(line(0, 1_000, 1)))).toMatch(/^fail .*maps 1 user id;/);
    expect(judged(all, mapping(line(0, 0, 4_294_967_295)))).toMatch(/^fail .*of the host/);
    expect(judged(all, mapping(line(0, 0, 65_536)))).toMatch(/^fail/);
    expect(judged(all, mapping())).toMatch(/^fail/);
    const mostlyOwn = [line(0, 0, 1), line(1, 100_000, 65_536)];
    expect(judged(all, mapping(...mostlyOwn))).toMatch(/^fail .*of the host/);
    const rootByAnotherName = [line(0, 100_000, 65_536), line(65_536, 0, 1)];
    expect(judged(all, mapping(...rootByAnotherName))).toMatch(/^fail .*of the host/);
  });
});

describe('BPF programs', () => {
  it('are attached as one of these', () => {
    const links = (...types: string[]) =>
      asked({ bpfLinks: kernel(types.map((type) => ({ pid: 1, type }))) });
    expect(judged(bpf.attached('lsm', 'tracing'), links('tracing'))).toMatch(/^pass/);
    expect(judged(bpf.attached('lsm'), links('tracing'))).toMatch(/^fail .*attached as tracing/);
    expect(judged(bpf.attached('lsm'), links())).toMatch(/^fail .*no BPF program/);
  });
});

describe('what limits did', () => {
  const did = (fields: Partial<LimitEffects>) => {
    const { limitEffects } = makeObserved();
    return makeObservation([makeObserved('web', { limitEffects: { ...limitEffects, ...fields } })]);
  };
  it('is counted', () => {
    expect(judged(limited.oomKills.atLeast(1), did({ oomKills: kernel(2) }))).toMatch(/^pass .*2 processes/);
    expect(judged(limited.oomKills.atLeast(1), did({}))).toMatch(/^fail .*has no processes killed/);
    expect(judged(limited.oomKills.none(), did({}))).toMatch(/^pass/);
    expect(judged(limited.pidsRefused.none(), did({ pidsRefused: kernel(1) }))).toMatch(/^fail/);
    const throttling = kernel({ periods: 9, throttled: 4, throttledMs: 80 });
    expect(judged(limited.throttled.atLeast(4), did({ throttling }))).toMatch(/^pass/);
  });

  it('is nothing where swap is left', () => {
    expect(judged(limits.swapAtMost(0), did({ swapBytes: kernel(0) }))).toMatch(/^pass .*no swap/);
    expect(judged(limits.swapAtMost(0), did({ swapBytes: kernel(1_048_576) }))).toMatch(
      /^fail .*1 MiB of swap/,
    );
    expect(judged(limits.swapAtMost(0), did({ swapBytes: kernel(null) }))).toMatch(/^fail .*without end/);
  });
});

describe('case 279: images', () => {
  const of = (fields: Partial<ImageFacts>) =>
    makeObservation([
      makeObserved('web', { imageFacts: { source: 'declared', value: makeImageFacts(fields) } }),
    ]);
  const installed = { manager: 'dpkg', installed: [{ name: 'liblzma5', version: '5.8' }] } as const;
  const none = { manager: 'none', installed: [] } as const;
  const [spdx, slsa] = ['https://spdx.dev/Document', 'https://slsa.dev/provenance/v0.2'];

  it.each([
    ['a package', image.withoutPackage('liblzma5'), { packages: installed }, 'fail'],
    ['no package', image.withoutPackage('xz'), { packages: installed }, 'pass'],
    ['a database that was taken out', image.withoutPackage('liblzma5'), { packages: none }, 'fail'],
    ['a package that is wanted', image.withPackage('liblzma5'), { packages: installed }, 'pass'],
    ['a package of that version', image.packageAtLeast('liblzma5', '5.8'), { packages: installed }, 'pass'],
    ['a package that is too old', image.packageAtLeast('liblzma5', '5.8-1'), { packages: installed }, 'fail'],
    ['a version of what is not there', image.packageAtLeast('xz', '5'), { packages: installed }, 'fail'],
    ['a version in no database', image.packageAtLeast('xz', '5'), { packages: none }, 'fail'],
    ['no text', image.nowhere('hunter2'), { texts: { hunter2: [] } }, 'pass'],
    ['a text', image.nowhere('hunter2'), { texts: { hunter2: ['layer 2, /key'] } }, 'fail'],
    ['what was not looked for', image.nowhere('hunter2'), { texts: {} }, 'skip'],
    ['its layers', image.unpackedAtMost(100), { unpackedBytes: 100 }, 'pass'],
    ['layers that are too large', image.unpackedAtMost(100), { unpackedBytes: 101 }, 'fail'],
    ['layers that nobody counted', image.unpackedAtMost(100), {}, 'skip'],
    ['a store that keeps no statements', image.attested('spdx'), {}, 'skip'],
    ['a statement', image.attested('slsa'), { attestations: [slsa] }, 'pass'],
    ['another statement', image.attested('spdx'), { attestations: [slsa] }, 'fail'],
    ['no statement', image.attested('spdx'), { attestations: [] }, 'fail'],
    [
      'a statement that says it',
      image.attestationSays('spdx', 'busybox'),
      { attestations: [spdx], texts: { busybox: [`a statement of ${spdx}`] } },
      'pass',
    ],
    [
      'a file that says it, and no statement',
      image.attestationSays('spdx', 'busybox'),
      { attestations: [spdx], texts: { busybox: ['layer 1, /bin/busybox', `a statement of ${slsa}`] } },
      'fail',
    ],
    ['a store that keeps no lists', image.listed('busybox'), {}, 'skip'],
    ['a package in a list', image.listed('busybox'), { listed: [{ name: 'busybox', version: '' }] }, 'pass'],
    [
      'a package in a list without the version',
      image.listed('busybox', '1.37'),
      { listed: [{ name: 'busybox', version: '' }] },
      'fail',
    ],
    [
      'a name that begins alike',
      image.listed('busy'),
      { listed: [{ name: 'busybox', version: '1' }] },
      'fail',
    ],
    [
      'a list of all that is installed, and of more',
      image.installedListed(),
      {
        packages: { manager: 'dpkg', installed: [{ name: 'libc6', version: '2.41-12' }] },
        listed: [
          { name: 'left-pad', version: '1.3.0' },
          { name: 'libc6', version: '2.41-12' },
        ],
      },
      'pass',
    ],
    [
      'a list with another version',
      image.installedListed(),
      {
        packages: { manager: 'dpkg', installed: [{ name: 'libc6', version: '2.41-12' }] },
        listed: [{ name: 'libc6', version: '2.41' }],
      },
      'fail',
    ],
    [
      'a list, and a database that was taken away',
      image.installedListed(),
      { packages: { manager: 'none', installed: [] }, listed: [{ name: 'libc6', version: '2.41' }] },
      'fail',
    ],
    ['no list of a store that keeps them', image.installedListed(), { listed: [] }, 'fail'],
  ] as const)('with %s', (_, expectation, fields, wanted) => {
    expect(judged(expectation, of(fields)).split(' ')[0]).toBe(wanted);
  });
});
