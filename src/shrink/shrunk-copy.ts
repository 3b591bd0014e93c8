/** A copy of a service's container that runs the service's own program, with fewer powers. */
import type { Profile } from '../lab/seccomp/profile-schema.ts';
import { type ContainerCopy, copyContainer } from '../why/container-copy.ts';
import { withoutListener } from '../why/without-listener.ts';
import { type InspectedService, mountsOfService, readService } from './inspected-service.ts';
import type { Kept } from './power.ts';
import { capabilitiesOf, isUnfiltered, nobody, runsAsRoot, securityOption } from './service-powers.ts';

/** How a copy is made beside its powers. */
export interface CopyTerms {
  /** On the networks of the project, where it reaches its neighbours; else on none. */
  readonly onNetworks: boolean;
  /** Binds that can be written are an empty volume in copies; else they are the reader's, read-only. */
  readonly hasEmptyBinds: boolean;
}

export interface CopyPlan {
  readonly kept: Kept;
  /** Directories that can be written where the root cannot. */
  readonly paths: readonly string[];
  /** Undefined: the filter that the service has. */
  readonly profile: Profile | undefined;
}

const second = 1_000_000_000;

/** Options of a tmpfs in copies and in the patch: any user may write there, as in /tmp. */
export const tmpfsOptions = 'mode=1777';

/** The body of the Engine API's create call. */
export interface CopyBody extends Pick<ContainerCopy, 'User' | 'Labels'> {
  readonly HostConfig: Readonly<Record<string, unknown>>;
  readonly Healthcheck: object;
  readonly [key: string]: unknown;
}

/**
 * The body of the create call. What the copy mounts is the reader's own and read-only, or new: a volume that can be
 * written is an anonymous one, which the Engine fills from the image.
 */
export function copyService(inspected: unknown, plan: CopyPlan, terms: CopyTerms): CopyBody {
  const service = readService(inspected);
  const { Config } = service;
  const copy = copyContainer(inspected, []);
  return {
    ...copy,
    User: runsAsRoot(service) && !plan.kept.has('root') ? nobody : copy.User,
    Entrypoint: Config.Entrypoint,
    Cmd: Config.Cmd,
    Healthcheck: {
      ...Config.Healthcheck,
      // So that a run is over as soon as it is known; a check that fails at first is asked again.
      Interval: second / 4,
      StartPeriod: 0,
      StartInterval: 0,
      Retries: 100_000,
    },
    HostConfig: {
      ...copy.HostConfig,
      ...powersOf(service, plan),
      ...mountsOf(service, copy.HostConfig, plan.kept, terms),
      NetworkMode: terms.onNetworks ? copy.HostConfig.NetworkMode : 'none',
      ...(terms.onNetworks ? {} : { ExtraHosts: [], Dns: [] }),
    },
  };
}

function powersOf(service: InspectedService, { kept, paths, profile }: CopyPlan) {
  const { HostConfig } = service;
  const isReadOnly = HostConfig.ReadonlyRootfs === true || !kept.has('writable-root');
  const written = paths.filter((path) => kept.has(`path:${path}`));
  const ownTmpfs = Object.entries(HostConfig.Tmpfs).filter(
    ([path]) => !paths.includes(path) || kept.has(`path:${path}`),
  );
  return {
    Privileged: kept.has('privileged'),
    CapDrop: ['ALL'],
    CapAdd: capabilitiesOf(service).filter((name) => kept.has(`capability:${name}`)),
    SecurityOpt: securityOf(service, kept, profile),
    ReadonlyRootfs: isReadOnly,
    Tmpfs: Object.fromEntries([
      ...ownTmpfs,
      ...(isReadOnly ? written.filter((path) => !(path in HostConfig.Tmpfs)) : []).map((path) => [
        path,
        tmpfsOptions,
      ]),
    ]),
    Devices: HostConfig.Devices.filter(({ PathInContainer }) => kept.has(`device:${PathInContainer}`)),
    // The Engine masks what it always does where nothing is said.
    ...(kept.has('system-paths') ? {} : { MaskedPaths: null, ReadonlyPaths: null }),
  };
}

function securityOf(service: InspectedService, kept: Kept, profile: Profile | undefined): readonly string[] {
  const ours = ['seccomp', 'apparmor', 'no-new-privileges', 'systempaths'];
  const others = service.HostConfig.SecurityOpt.filter((each) => !ours.includes(each.split(/[=:]/)[0] ?? ''));
  const [seccomp, apparmor] = [securityOption(service, 'seccomp'), securityOption(service, 'apparmor')];
  const filter = isUnfiltered(service) && kept.has('no-filter') ? 'unconfined' : undefined;
  const own = isUnfiltered(service) ? undefined : seccomp;
  const chosen = filter ?? (profile ? JSON.stringify(profile) : own);
  return [
    ...others,
    ...(chosen === undefined ? [] : [`seccomp=${chosen}`]),
    ...(kept.has('no-apparmor')
      ? ['apparmor=unconfined']
      : apparmor === undefined || apparmor === 'unconfined'
        ? []
        : [`apparmor=${apparmor}`]),
    ...(kept.has('gaining') ? [] : ['no-new-privileges:true']),
  ].map(withoutListener);
}

/** Those of `copyContainer` are the reader's own and read-only. */
function mountsOf(
  service: InspectedService,
  { Binds, Mounts }: ReturnType<typeof copyContainer>['HostConfig'],
  kept: Kept,
  { hasEmptyBinds }: CopyTerms,
) {
  const all = mountsOfService(service);
  const isNew = (target: string) => {
    const mount = all.find((each) => each.target === target);
    if (mount === undefined || mount.isReadOnly || !kept.has(`write:${target}`)) return false;
    return mount.kind === 'volume' || hasEmptyBinds;
  };
  const stays = (target: string) => kept.has(`mount:${target}`) && !isNew(target);
  const isOfService = (target: string) => all.some((each) => each.target === target);
  const made = all.filter(({ target }) => kept.has(`mount:${target}`) && isNew(target));
  return {
    Binds: Binds.filter((bind) => stays(bind.split(':')[1] ?? '')),
    Mounts: [
      ...Mounts.filter(({ Target }) => !isOfService(Target) || stays(Target)),
      ...made.map(({ target }) => ({ Type: 'volume', Target: target, ReadOnly: false })),
    ],
  };
}
