import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../../src/lab/manifest/grant.ts';
import type { EngineInfo } from '../../../../src/lab/ports/engine.ts';
import { anySeat, type SeatRequirement } from '../../../../src/lab/ports/seat-directory.ts';
import type { SeatClass } from '../../../../src/lab/seats/seat-class.ts';
import {
  chooseSeat,
  type OfferedSeats,
  providersOf,
  type SeatTraits,
  toRunnable,
} from '../../../../src/seats/choice/choose-seat.ts';
import type { KernelReport } from '../../../../src/seats/report/kernel-report.ts';
import { engineInfo } from '../../../fixtures/fake-provider.ts';

const nested = (seatClass: SeatClass): SeatTraits => ({
  kind: 'nested',
  owned: true,
  seatClass,
  imageStore: 'graph-driver',
});
const host: SeatTraits = { kind: 'host', owned: false, seatClass: 'own' };
const embedded: SeatTraits = { kind: 'embedded', owned: true, seatClass: 'own' };
const newer: SeatTraits = { ...nested('privileged'), imageStore: 'containerd', release: 'forky' };
const [privileged, rootless] = [nested('privileged'), nested('rootless')];

const many = { audience: 'many', trustLearners: false } as const;
const trusted = { audience: 'many', trustLearners: true } as const;
const onHost = { provider: host, nested: privileged };
const onRootless = { provider: rootless, nested: rootless, powerful: privileged };

const engine: EngineInfo = { ...engineInfo, cgroupVersion: '1', memoryBytes: 1 };

const kernel: KernelReport = {
  release: '6.12.1',
  cgroups: 'v2',
  lsms: ['lockdown', 'capability', 'yama'],
  btf: false,
  gpus: [],
  userNamespaces: 'open',
  tun: true,
  loop: true,
};

const privilege: Grant = { service: 'web', key: 'privileged', value: 'true', words: 'web may' };
const lab = (more: Partial<SeatRequirement>): SeatRequirement => ({ ...anySeat, ...more });
const needs = (more: Partial<SeatRequirement['needs']>) => lab({ needs: { runtimes: [], ...more } });

const table: readonly {
  readonly what: string;
  readonly lab: SeatRequirement;
  readonly offered: OfferedSeats<SeatTraits>;
  readonly engine?: EngineInfo;
  readonly kernel?: KernelReport;
  readonly gets: SeatTraits | RegExp;
  readonly tried?: readonly string[];
}[] = [
  { what: 'a lab without wishes', lab: anySeat, offered: onHost, engine, gets: host },
  {
    what: 'a lab that wants an engine of ours, on the machine’s',
    lab: lab({ seat: 'owned' }),
    offered: onHost,
    gets: privileged,
  },
  {
    what: 'the same, on a private one',
    lab: lab({ seat: 'owned' }),
    offered: { ...onHost, provider: embedded },
    gets: embedded,
  },
  {
    what: 'a lab that wants an engine apart',
    lab: lab({ seat: 'nested' }),
    offered: { ...onHost, provider: embedded },
    engine,
    gets: privileged,
  },
  {
    what: 'a runtime that the engine lacks',
    lab: needs({ runtimes: ['crun'] }),
    offered: onHost,
    engine,
    gets: privileged,
  },
  { what: 'a runtime that it has', lab: needs({ runtimes: ['runc'] }), offered: onHost, engine, gets: host },
  {
    what: 'a runtime of an engine that does not run',
    lab: needs({ runtimes: ['crun'] }),
    offered: onHost,
    gets: host,
  },
  {
    what: 'a runtime, where seats are nested',
    lab: needs({ runtimes: ['crun'] }),
    offered: onRootless,
    engine,
    gets: rootless,
  },
  {
    what: 'another processor',
    lab: needs({ architecture: ['arm64'] }),
    offered: onHost,
    engine,
    gets: /arm64.*amd64/,
  },
  {
    what: 'another kernel, in a nested seat too',
    lab: needs({ cgroup: '2' }),
    offered: onRootless,
    engine,
    gets: /cgroup v2/,
  },
  {
    what: 'another kernel, where nobody can say',
    lab: needs({ cgroup: '2' }),
    offered: onRootless,
    gets: rootless,
  },
  {
    what: 'a power that the class lacks',
    lab: lab({ grants: [privilege] }),
    offered: onRootless,
    engine,
    gets: privileged,
  },
  {
    what: 'the same, where nobody may have it',
    lab: lab({ grants: [privilege] }),
    offered: { provider: rootless, nested: rootless },
    engine,
    gets: /no power over the kernel/,
  },
  {
    what: 'many people on one engine',
    lab: anySeat,
    offered: { provider: embedded, nested: rootless, seats: many },
    engine,
    gets: rootless,
  },
  {
    what: 'many people who are trusted with it',
    lab: anySeat,
    offered: { provider: embedded, nested: rootless, seats: trusted },
    engine,
    gets: embedded,
  },
  {
    what: 'many people and a privileged class',
    lab: anySeat,
    offered: { provider: embedded, nested: privileged, seats: many },
    engine,
    gets: /keeps accidents apart, not people/,
  },
  {
    what: 'a lab about the kernel, among many',
    lab: lab({ scope: 'kernel' }),
    offered: { provider: embedded, nested: rootless, seats: many },
    engine,
    gets: /shares its kernel with other people/,
  },
  {
    what: 'types of the kernel, which has none',
    lab: needs({ kernel: ['btf'] }),
    offered: onRootless,
    engine,
    kernel,
    gets: /6\.12\.1 has no \/sys\/kernel\/btf/,
  },
  {
    what: 'types of the kernel, which has them: whether they can be read is tried',
    lab: needs({ kernel: ['btf'] }),
    offered: onRootless,
    kernel: { ...kernel, btf: true },
    gets: rootless,
    tried: ['a kernel that tells its types (BTF)'],
  },
  {
    what: 'types of a kernel that is another machine’s',
    lab: needs({ kernel: ['btf'] }),
    offered: onHost,
    engine,
    gets: host,
    tried: ['a kernel that tells its types (BTF)'],
  },
  {
    what: 'a security module that the kernel does not run',
    lab: needs({ lsm: ['yama', 'landlock'] }),
    offered: onHost,
    kernel,
    gets: /module landlock.*lockdown, capability, yama/,
  },
  {
    what: 'a security module, of a kernel that gives no list',
    lab: needs({ lsm: ['landlock'] }),
    offered: onHost,
    kernel: { ...kernel, lsms: ['apparmor'] },
    gets: host,
    tried: ['the security module Landlock'],
  },
  {
    what: 'what nothing but trying tells',
    lab: needs({ bpf: ['lsm'], idRange: 65_536 }),
    offered: onHost,
    engine,
    kernel,
    gets: host,
    tried: ['BPF, programs as a security module', '65,536 user ids for user namespaces'],
  },
  {
    what: 'an image store that the engine lacks, which is known and not tried',
    lab: needs({ images: 'containerd' }),
    offered: onHost,
    engine,
    gets: /containerd’s image store/,
  },
  {
    what: 'an image store that nested seats have and the engine lacks',
    lab: needs({ images: 'containerd' }),
    offered: { provider: embedded, nested: newer },
    engine,
    gets: newer,
  },
  {
    what: 'the same, of a lab that wants an engine apart',
    lab: lab({ seat: 'nested', needs: { runtimes: [], images: 'containerd' } }),
    offered: { provider: embedded, nested: { ...newer, imageStore: 'graph-driver' } },
    engine,
    gets: /its seat would keep images by its storage driver/,
  },
  {
    what: 'an image store that the class lacks and one with more powers has',
    lab: needs({ images: 'containerd' }),
    offered: { ...onRootless, powerful: newer },
    engine,
    gets: newer,
  },
  {
    what: 'an image store that the engine has',
    lab: needs({ images: 'containerd' }),
    offered: onHost,
    engine: { ...engine, imageStore: 'containerd' },
    gets: host,
  },
  {
    what: 'a Compose that no workbench beside an engine has',
    lab: needs({ compose: '2.39' }),
    offered: { provider: host, nested: newer },
    engine,
    gets: newer,
  },
  {
    what: 'a Compose that the older seats lack',
    lab: needs({ compose: '2.39' }),
    offered: { provider: host, nested: { ...newer, release: 'trixie' } },
    engine,
    gets: /and the seat has 2\.26/,
  },
  // The lab would have gone into a nested seat, so that is what the reason is about.
  {
    what: 'a lab that neither can run',
    lab: lab({ seat: 'nested', grants: [privilege] }),
    offered: { provider: host, nested: rootless },
    engine,
    gets: /no power over the kernel/,
  },
];

describe('which seat a lab gets', () => {
  it.each(table)('of $what', ({ lab: requirement, offered, engine: info, kernel: host, gets, tried }) => {
    const choice = chooseSeat(requirement, offered, info, host);
    if (gets instanceof RegExp) {
      expect(choice.refusal?.reason).toMatch(gets);
      expect(toRunnable(choice, requirement)).toEqual({ ok: false, ...choice.refusal });
    } else {
      expect(choice.provider).toBe(gets);
      expect(toRunnable(choice, requirement)).toEqual({ ok: true, seat: gets.kind, ...(tried && { tried }) });
    }
  });

  it('is one of the offered, each of which is named once', () => {
    expect(providersOf(onRootless)).toEqual([rootless, privileged]);
    expect(providersOf(onHost)).toEqual([host, privileged]);
  });
});
