import { caps } from '../../lab/matchers/capabilities.ts';
import { devices } from '../../lab/matchers/declared.ts';
import { files } from '../../lab/matchers/filesystem.ts';
import { user } from '../../lab/matchers/identity.ts';
import { listWords } from '../../lab/matchers/matcher.ts';
import { noNewPrivs } from '../../lab/matchers/seccomp.ts';
import type { CapabilityName } from '../../lab/observation/capabilities.ts';
import { capabilityNames } from '../../lab/observation/capabilities.ts';
import type { ObservedContainer } from '../../lab/observation/observation.ts';
import type { Rule } from '../rule.ts';
import { filterRules } from './filters.ts';

/** Capabilities with which a root process reaches past its namespaces: capabilities(7) says how for each. */
const hostPowers = [
  'SYS_ADMIN',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_PTRACE',
  'SYS_BOOT',
  'SYS_TIME',
  'SYSLOG',
  'NET_ADMIN',
  'DAC_READ_SEARCH',
  'MAC_ADMIN',
  'MAC_OVERRIDE',
  'CHECKPOINT_RESTORE',
] as const satisfies readonly CapabilityName[];

const isName = (name: string): name is CapabilityName => capabilityNames.some((each) => each === name);

/** What a compose file asks for by name after it dropped all: somebody thought about these. */
export function chosenCapabilities({ declared }: ObservedContainer): readonly CapabilityName[] {
  const plain = (name: string) => name.toUpperCase().replace(/^CAP_/, '');
  if (!declared.capDrop.some((name) => plain(name) === 'ALL')) return [];
  return declared.capAdd.map(plain).filter(isName);
}

export const powerRules: readonly Rule[] = [
  {
    id: 'privileged',
    title: 'is not privileged',
    severity: 'high',
    chapter: 'capabilities',
    anchor: 'out-of-the-container',
    why: 'A privileged container has every capability, every device and no filter: its root is root of the host in two commands.',
    look: {
      judge: ({ declared }) => ({
        ok: !declared.privileged,
        observed: declared.privileged ? 'is privileged' : 'is not privileged',
        expected: 'no privileged mode',
      }),
    },
    mend: {
      set: { privileged: false, cap_drop: ['ALL'] },
      notes: ['add back by name, under cap_add and devices, what it cannot do without'],
    },
  },
  {
    id: 'host-capabilities',
    title: 'can get no capability over the host',
    severity: 'high',
    chapter: 'capabilities',
    anchor: 'root-in-pieces',
    why: 'These reach past the container’s namespaces: to mount, to load modules, to trace other processes, to change the host’s network.',
    look: { expect: caps.bounding.without(...hostPowers) },
    coveredBy: ['privileged'],
    mend: {
      set: { cap_drop: ['ALL'] },
      notes: [
        'take them out of cap_add; most programs that ask for them need one file or one socket instead',
      ],
    },
  },
  {
    id: 'bpf-capabilities',
    title: 'can load no BPF programs',
    severity: 'high',
    chapter: 'bpf',
    anchor: 'who-may-load-a-program',
    why: 'BPF and PERFMON read all memory of the kernel, that of other containers included, and may end any process of the host.',
    look: { expect: caps.bounding.without('BPF', 'PERFMON') },
    coveredBy: ['privileged'],
    mend: {
      notes: ['take BPF and PERFMON out of cap_add; let one watcher of the host have them, and nobody else'],
    },
  },
  {
    id: 'effective-capabilities',
    title: 'holds no capability that was not chosen',
    severity: 'medium',
    chapter: 'capabilities',
    anchor: 'each-only-what-it-needs',
    why: 'What a process holds, whoever takes it over holds. Most services need none, and Docker gives fourteen to root.',
    look: { expect: (container) => caps.effective.within(...chosenCapabilities(container)) },
    coveredBy: ['privileged'],
    mend: { set: { cap_drop: ['ALL'] }, notes: ['cap_add the one that it fails without, if there is one'] },
  },
  {
    id: 'bounding-capabilities',
    title: 'can gain no capability that was not chosen',
    severity: 'medium',
    chapter: 'capabilities',
    anchor: 'five-sets',
    why: 'The bounding set is what can still be gained, for instance by executing a set-user-ID program. A user other than root leaves it full.',
    look: { expect: (container) => caps.bounding.within(...chosenCapabilities(container)) },
    coveredBy: ['privileged'],
    mend: { set: { cap_drop: ['ALL'] } },
  },
  {
    id: 'root-user',
    title: 'does not run as root',
    severity: 'medium',
    chapter: 'start',
    anchor: 'one-line',
    why: 'Without a user namespace of its own, root in the container is user 0 of the host, kept in by other means.',
    look: { expect: user.notRoot() },
    mend: {
      set: { user: '10001:10001' },
      notes: ['any number but 0; files that it writes have to belong to it'],
    },
  },
  {
    id: 'no-new-privileges',
    title: 'can gain no privileges by executing a program',
    severity: 'medium',
    chapter: 'capabilities',
    anchor: 'no-new-privileges',
    why: 'no_new_privs makes set-user-ID bits and file capabilities mean nothing, for the process and all that it starts.',
    look: { expect: noNewPrivs.set() },
    mend: { set: { security_opt: ['no-new-privileges:true'] } },
  },
  ...filterRules,
  {
    id: 'system-paths-open',
    title: 'has the paths masked that Docker masks',
    severity: 'medium',
    chapter: 'seccomp',
    anchor: 'six-refusals',
    why: 'Behind them are the kernel’s memory, its keys and its switches; with them open, a user namespace can mount a whole /proc.',
    look: { expect: files.covered('/proc/kcore') },
    coveredBy: ['privileged'],
    mend: { notes: ['take “systempaths=unconfined” out of security_opt'] },
  },
  {
    id: 'apparmor-off',
    title: 'was not taken out of AppArmor',
    severity: 'medium',
    chapter: 'start',
    anchor: 'what-is-left-out-and-why',
    why: 'Docker’s profile refuses mounts, and writing below /proc and /sys, to root with every capability too, where the host has AppArmor.',
    look: {
      judge({ declared }) {
        const isOff = declared.securityOpt.some((option) => /^apparmor[=:]unconfined$/.test(option));
        return {
          ok: !isOff,
          observed: isOff ? 'has “apparmor=unconfined”' : 'says nothing that takes it out',
          expected: 'Docker’s profile, or one of its own',
        };
      },
    },
    coveredBy: ['privileged'],
    mend: { notes: ['take “apparmor=unconfined” out of security_opt'] },
  },
  {
    id: 'host-devices',
    title: 'has no device of the host',
    severity: 'medium',
    chapter: 'runtimes',
    anchor: 'a-runtime-before-the-runtime',
    why: 'A device is a way to its driver, in the kernel, past all namespaces. Of a disk, it is every file on it.',
    look: { expect: devices.none() },
    coveredBy: ['privileged'],
    mend: ({ declared }) => ({
      notes: [
        `name under “devices” only what it cannot do without: it has ${listWords([...declared.devices, ...(declared.deviceRules ?? []), ...(declared.deviceRequests ?? [])]) || 'none by name'}`,
        'accept it with the reason where it is meant',
      ],
    }),
  },
];
