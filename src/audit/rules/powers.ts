import { calls } from '../../lab/matchers/calls.ts';
import { caps } from '../../lab/matchers/capabilities.ts';
import { user } from '../../lab/matchers/identity.ts';
import { noNewPrivs, seccomp } from '../../lab/matchers/seccomp.ts';
import type { CapabilityName } from '../../lab/observation/capabilities.ts';
import { capabilityNames } from '../../lab/observation/capabilities.ts';
import type { ObservedContainer } from '../../lab/observation/observation.ts';
import type { Rule } from '../rule.ts';

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
  'BPF',
  'PERFMON',
  'CHECKPOINT_RESTORE',
] as const satisfies readonly CapabilityName[];

const isName = (name: string): name is CapabilityName => capabilityNames.some((each) => each === name);

/** What a compose file asks for by name after it dropped all: somebody thought about these. */
export function chosenCapabilities({ declared }: ObservedContainer): readonly CapabilityName[] {
  const plain = (name: string) => name.toUpperCase().replace(/^CAP_/, '');
  if (!declared.capDrop.some((name) => plain(name) === 'ALL')) return [];
  return declared.capAdd.map(plain).filter(isName);
}

/**
 * Calls that Docker's default profile allows to a container with one of these capabilities, which reach no further than
 * the container: profiles/seccomp/default.json of moby/moby v26.1.5. Whoever has one of `hostPowers` is told that first.
 */
const callsOfCapabilities = {
  SYS_NICE: ['get_mempolicy', 'mbind', 'set_mempolicy'],
  SYS_PACCT: ['acct'],
  SYS_TTY_CONFIG: ['vhangup'],
} as const;

/** What Docker's profile allows this container beside what it allows to all. */
const callsOfItsOwn = ({ declared }: ObservedContainer): readonly string[] => {
  const added = declared.capAdd.map((name) => name.toUpperCase().replace(/^CAP_/, ''));
  return Object.entries(callsOfCapabilities).flatMap(([name, names]) =>
    added.includes(name) || added.includes('ALL') ? names : [],
  );
};

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
  {
    id: 'seccomp-off',
    title: 'runs under a seccomp filter',
    severity: 'high',
    chapter: 'seccomp',
    anchor: 'what-it-stops',
    why: 'Without the filter every system call of the kernel is open, those with a history of holes included.',
    look: { expect: seccomp.filtering() },
    coveredBy: ['privileged'],
    mend: {
      notes: ['take seccomp=unconfined out of security_opt; a profile of your own is better than none'],
    },
  },
  {
    id: 'seccomp-loose',
    title: 'lets through no system call that Docker’s default filter refuses',
    severity: 'medium',
    chapter: 'syscalls',
    anchor: 'which-calls-does-it-need',
    why: 'A profile that names what is dangerous lets through whatever it forgot, and what a later kernel adds.',
    look: {
      expect: (container) => calls.asStrictAs('default', { except: [...callsOfItsOwn(container)] }),
    },
    coveredBy: ['privileged', 'host-capabilities', 'seccomp-off'],
    mend: {
      notes: [
        'begin with Docker’s default profile, and allow by name the calls that the service needs besides',
      ],
    },
  },
];
