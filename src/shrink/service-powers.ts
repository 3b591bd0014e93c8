/** Which powers a service has, as its container was made. */
import { type CapabilityName, capabilityNames, isDockerDefault } from '../lab/observation/capabilities.ts';
import { capabilityWords } from '../lab/observation/capability-words.ts';
import { defaultProfile } from '../lab/seccomp/default-profile.ts';
import { type Profile, profileSchema } from '../lab/seccomp/profile-schema.ts';
import { type InspectedService, mountsOfService } from './inspected-service.ts';
import type { Power } from './power.ts';

/** A user that no image has, for a service that runs as root and may not have to. */
export const nobody = '10001:10001';

const plain = (written: string) => written.toUpperCase().replace(/^CAP_/, '');

/** What root of the container is given, by the rule of the Engine. */
export function capabilitiesOf({ HostConfig }: InspectedService): readonly CapabilityName[] {
  const [added, dropped] = [new Set(HostConfig.CapAdd.map(plain)), new Set(HostConfig.CapDrop.map(plain))];
  const isGiven = (name: CapabilityName) =>
    HostConfig.Privileged === true ||
    (added.has('ALL')
      ? !dropped.has(name)
      : added.has(name) || (isDockerDefault(name) && !dropped.has(name) && !dropped.has('ALL')));
  return capabilityNames.filter(isGiven);
}

/** An option of `--security-opt`, whichever sign it was written with. */
export function securityOption(service: InspectedService, name: string): string | undefined {
  const found = service.HostConfig.SecurityOpt.findLast((each) => each.split(/[=:]/)[0] === name);
  return found === undefined ? undefined : found.slice(name.length + 1) || 'true';
}

export const runsAsRoot = ({ Config: { User } }: InspectedService): boolean => /^(|0|root)(:|$)/.test(User);

/** Whether its program runs under no filter at all. In privileged mode it does unless it has a profile of its own. */
export const isUnfiltered = (service: InspectedService): boolean =>
  (securityOption(service, 'seccomp') ?? (service.HostConfig.Privileged ? 'unconfined' : '')) ===
  'unconfined';

/** The profile from which calls are taken away: the service's own, or Docker's. Undefined where ours cannot read it. */
export function profileOf(service: InspectedService): Profile | undefined {
  const option = securityOption(service, 'seccomp');
  if (option === undefined || option === 'unconfined' || option === 'builtin' || isUnfiltered(service))
    return defaultProfile;
  try {
    const { data } = profileSchema.safeParse(JSON.parse(option));
    return data?.listenerPath || data?.defaultAction === 'SCMP_ACT_ALLOW' ? undefined : data;
  } catch {
    return undefined;
  }
}

/** All but calls and paths, the most far-reaching first: what it hardly needs goes first. */
export function powersOfService(service: InspectedService): readonly Power[] {
  const { HostConfig } = service;
  const power = (id: string, name: string, allows: string): Power => ({ id, kind: 'powers', name, allows });
  const isPrivileged = HostConfig.Privileged === true;
  return [
    ...(isPrivileged
      ? [
          power(
            'privileged',
            'privileged mode',
            'use every device of the host, without filter or masked path',
          ),
        ]
      : []),
    ...(isUnfiltered(service)
      ? [power('no-filter', 'no seccomp filter', 'make every call that the kernel has')]
      : []),
    ...(isPrivileged || securityOption(service, 'apparmor') === 'unconfined'
      ? [
          power(
            'no-apparmor',
            'no AppArmor profile',
            'do what Docker’s profile refuses, where the host has AppArmor',
          ),
        ]
      : []),
    ...(HostConfig.MaskedPaths.length === 0
      ? [
          power(
            'system-paths',
            'open system paths',
            'read and write what else is masked below /proc and /sys',
          ),
        ]
      : []),
    ...(isPrivileged ? [] : HostConfig.Devices).map(({ PathInContainer }) =>
      power(
        `device:${PathInContainer}`,
        `the device ${PathInContainer}`,
        `use ${PathInContainer} of the host`,
      ),
    ),
    ...capabilitiesOf(service)
      .toReversed()
      .map((name) => power(`capability:${name}`, `the capability ${name}`, capabilityWords[name])),
    ...(runsAsRoot(service)
      ? [power('root', 'user 0', 'be root, as which many files and calls are open without a capability')]
      : []),
    ...(/^(true|)$/.test(securityOption(service, 'no-new-privileges') ?? 'false')
      ? []
      : [
          power('gaining', 'gaining privileges', 'gain what set-user-ID programs and file capabilities give'),
        ]),
    ...(HostConfig.ReadonlyRootfs === true
      ? []
      : [power('writable-root', 'a writable root', 'change programs and settings of the image')]),
    ...mountsOfService(service)
      .filter(({ isReadOnly }) => !isReadOnly)
      .map(({ target }) =>
        power(`write:${target}`, `writing to ${target}`, `change what is mounted at ${target}`),
      ),
  ];
}

/** What it mounts, each of which may be idle. */
export function mountPowers(service: InspectedService): readonly Power[] {
  return mountsOfService(service).map(({ target, source, kind }) => ({
    id: `mount:${target}`,
    kind: 'mounts',
    name: `the ${kind} at ${target}`,
    allows: `see ${source || 'it'}`,
  }));
}
