/** Where a transcript was printed: in few words under each, in all of them at the end of its chapter. Pure. */
import type { Machine, PrintedOn } from '../lab/transcripts/transcript-record.ts';

/** `26.1.5` of `26.1.5+dfsg1`, `6.18.44` of `6.18.44-fc-v595`: without what a distribution adds. */
const plainVersion = (version: string): string => /^\d+(?:\.\d+)*/.exec(version)?.[0] ?? version;

const architectures: Readonly<Record<string, string>> = { amd64: 'x86-64' };
const architectureOf = ({ architecture }: Machine) => architectures[architecture] ?? architecture;

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)];
const listed = (words: readonly string[]): string =>
  new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(words);

/**
 * `Docker 26.1.5 and 28.5.2, Linux 6.18.44, x86-64, cgroup v1`, and the guest’s kernel where commands ran in a machine of
 * its own kernel. Empty where nothing is recorded.
 */
export function printedWords(on: readonly PrintedOn[]): string {
  if (on.length === 0) return '';
  const machines = on.map(({ machine }) => machine);
  const guests = on.flatMap(({ guest = '' }) => (guest === '' ? [] : [plainVersion(guest)]));
  return [
    `Docker ${listed(unique(machines.map(({ engine }) => plainVersion(engine))))}`,
    `Linux ${listed(unique(machines.map(({ kernel }) => plainVersion(kernel))))}`,
    ...(guests.length === 0 ? [] : [`in the guest Linux ${listed(unique(guests))}`]),
    listed(unique(machines.map(architectureOf))),
    `cgroup ${listed(unique(machines.map(({ cgroup }) => `v${cgroup}`)))}`,
  ].join(', ');
}

const modules = { apparmor: 'AppArmor', selinux: 'SELinux' } as const;

/**
 * All that is known of one machine: `Docker Engine 28.5.2 with containerd’s image store, on Linux 6.18.44 (x86-64) with
 * cgroup version 1 and neither AppArmor nor SELinux`.
 */
export function machineWords(machine: Machine): string {
  const { engine, imageStore, rootless, kernel, cgroup } = machine;
  const store = imageStore === 'containerd' ? 'containerd’s image store' : 'its own image store';
  const security =
    machine.modules.length === 0
      ? 'neither AppArmor nor SELinux'
      : listed(machine.modules.map((each) => modules[each]));
  return `Docker Engine ${plainVersion(engine)}${rootless ? ' without root' : ''} with ${store}, on Linux ${plainVersion(kernel)} (${architectureOf(machine)}) with cgroup version ${cgroup} and ${security}`;
}

/** What one command said on one of the machines, where the page shows what another said. */
export interface SaidElsewhere {
  /** `Docker 28.5.2` */
  readonly engine: string;
  readonly exit: number | undefined;
  readonly lines: readonly string[];
}

/** @param command of the transcript, from 0 */
export const saidElsewhere = (on: readonly PrintedOn[], command: number): readonly SaidElsewhere[] =>
  on.flatMap(({ machine, otherwise = [] }) =>
    otherwise
      .filter((each) => each.command === command)
      .map(({ exit, lines }) => ({
        engine: `Docker ${plainVersion(machine.engine)}`,
        exit,
        lines: lines.map(({ text }) => text),
      })),
  );
