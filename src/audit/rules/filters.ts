/** Which system calls a container may make. */
import { calls } from '../../lab/matchers/calls.ts';
import { seccomp } from '../../lab/matchers/seccomp.ts';
import type { ObservedContainer } from '../../lab/observation/observation.ts';
import type { Rule } from '../rule.ts';

/**
 * Calls that Docker's default profile allows to a container with one of these capabilities, which reach no further than
 * the container: profiles/seccomp/default.json of moby/moby v26.1.5. Whoever has one that reaches the host is told that first.
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

const answeredElsewhere = 'a kernel of its own answers its system calls';

export const filterRules: readonly Rule[] = [
  {
    id: 'seccomp-off',
    title: 'runs under a seccomp filter',
    severity: 'high',
    chapter: 'seccomp',
    anchor: 'what-it-stops',
    why: 'Without the filter every system call of the kernel is open, those with a history of holes included.',
    look: { expect: seccomp.filtering() },
    onHostsKernel: answeredElsewhere,
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
    onHostsKernel: answeredElsewhere,
    coveredBy: ['privileged', 'host-capabilities', 'bpf-capabilities', 'seccomp-off'],
    mend: {
      notes: [
        'begin with Docker’s default profile, and allow by name the calls that the service needs besides',
      ],
    },
  },
  {
    id: 'seccomp-errno',
    title: 'has a filter that refuses what it does not name',
    severity: 'medium',
    chapter: 'seccomp',
    anchor: 'what-passes-silently',
    why: 'A profile whose default is to allow lets through each call that a later kernel adds, and each name that was misspelt in it.',
    look: {
      judge({ declared }) {
        const action = defaultActionOf(declared.securityOpt);
        const allows = action === 'SCMP_ACT_ALLOW' || action === 'SCMP_ACT_LOG';
        return {
          ok: !allows,
          observed:
            action === undefined ? 'has no profile of its own' : `has a profile with the default ${action}`,
          expected: 'SCMP_ACT_ERRNO as the default, and names that are allowed',
        };
      },
    },
    mend: {
      notes: ['begin with Docker’s default profile, and take out of it what the service does not need'],
    },
  },
];

/** Of the profile that the Engine was given; it keeps the JSON. Undefined of its own profile, and of none. */
function defaultActionOf(securityOpt: readonly string[]): string | undefined {
  const option = securityOpt.find((each) => /^seccomp[=:]\s*\{/.test(each));
  return option === undefined ? undefined : /"defaultAction"\s*:\s*"(\w+)"/.exec(option)?.[1];
}
