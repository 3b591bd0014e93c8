/** What seats of a class cannot do, and which labs ask for it. Pure: it is said before anything starts. */
import { matcherOf } from '../../lab/matchers/expectation.ts';
import type { SeatRequirement } from '../../lab/ports/seat-directory.ts';
import { hasOwnKernel, type SeatClass, type SeatPower } from '../../lab/seats/seat-class.ts';
import type { Audience } from '../choice/seat-audience.ts';

/** What each class lacks, with why. */
const lacks: Readonly<Partial<Record<string, Readonly<Partial<Record<SeatPower, string>>>>>> = {
  rootless: {
    privileged: 'root of a rootless seat has no power over the kernel that it could give to a container',
    devices: 'a rootless seat sees no devices of its host',
    limits:
      'a rootless seat has no cgroups to hand out, so its engine sets no limits and counts nothing (docker stats, docker top)',
    filters:
      'root of a rootless seat may not read which filter of system calls a process has (SYS_ADMIN outside of user namespaces)',
    sysfs:
      'a container of a rootless seat may not mount sysfs anew, as ip netns exec does: the kernel wants to find one that hides nothing',
    kernel: 'a rootless seat may load no BPF program, no AppArmor profile, and sets no sysctl of its kernel',
  },
};

/** Why seats of the class lack the power; undefined where they have it. */
export const lackOf = (seatClass: SeatClass, power: SeatPower): string | undefined =>
  lacks[seatClass]?.[power];

const grantsOf = ({ grants }: SeatRequirement, key: string): boolean =>
  grants.some((grant) => grant.key === key && grant.value !== 'false');

/** What a lab asks for, by its grants, its checks and its scope. */
export function powersOf(requirement: SeatRequirement): readonly SeatPower[] {
  const checks = Object.values(requirement.checks);
  return [
    ...(grantsOf(requirement, 'privileged') ? ['privileged' as const] : []),
    ...(grantsOf(requirement, 'devices') ? ['devices' as const] : []),
    ...new Set(checks.flatMap((check) => powerOf(check) ?? [])),
    ...(requirement.needs.mounts === 'sysfs' ? ['sysfs' as const] : []),
    ...(requirement.scope === 'kernel' ? ['kernel' as const] : []),
  ];
}

/** Of a filter, what the Engine was told is known in every seat. */
function powerOf({ expect, acceptDeclared }: SeatRequirement['checks'][string]): SeatPower | undefined {
  const power = expect && matcherOf(expect).power;
  return power === 'filters' && acceptDeclared ? undefined : power;
}

/** Why a seat of this class cannot run the lab for these people, and what to do; undefined where it can. */
export function unmetByClass(
  requirement: SeatRequirement,
  seatClass: SeatClass,
  audience: Audience,
): { readonly reason: string; readonly fix: string } | undefined {
  if (requirement.scope === 'kernel' && audience === 'many' && !hasOwnKernel(seatClass)) {
    return {
      reason: `The lab’s effects are seen in the whole kernel, and a seat of class ${seatClass} shares its kernel with other people.`,
      fix: 'Use seats with a kernel of their own, such as --seat-class runtime:kata, or do this lab on a machine of your own.',
    };
  }
  const missing = powersOf(requirement).flatMap((power) => lackOf(seatClass, power) ?? []);
  return missing.length === 0
    ? undefined
    : {
        reason: `The lab needs what this seat lacks: ${missing.join('; ')}.`,
        fix: 'Do this lab on a machine of your own (npm start), or in seats of a class that has it: --seat-class privileged or a virtual machine’s, such as runtime:kata.',
      };
}
