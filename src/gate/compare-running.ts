/**
 * Holds what the engine and the kernel say that runs against what the lab grants. It is the second look: it shares
 * nothing with the judgement of the compose file but the meaning of a grant, so that a mistake there is seen here. A
 * difference is ours or an attack, never a learner's slip.
 */
import { BlockList, isIP } from 'node:net';
import { posix } from 'node:path';
import * as z from 'zod';
import { covers, type Grant, type GrantKey } from '../lab/manifest/grant.ts';
import { isDockerDefault } from '../lab/observation/capabilities.ts';
import { leadsInside, type Mounted, whereIs } from './mounted.ts';
import { type Running, type RunningMount, readRunning } from './running.ts';

export interface RunningRequest {
  /** What the Engine says of each container, as `inspectRaw` gives it. */
  readonly inspected: unknown;
  /** The file that was run, as it was given to Compose. */
  readonly allowed: unknown;
  readonly project: string;
  readonly grants: readonly Grant[];
  readonly workspacePath: string;
  /** Compose has ended well: what the file does not name is gone. */
  readonly isComplete: boolean;
  /** Labels by which Drydock knows its own containers. */
  readonly ownLabels: readonly string[];
  /** What the kernel says is mounted in a container, by its id; nothing of one that was not looked at. */
  readonly mounted: ReadonlyMap<string, readonly Mounted[]>;
  /** The mounts of the workbench, by which the workspace is found; empty where they are not known. */
  readonly workbenchMounts: readonly Mounted[];
}

/** The services of the file, as far as they are asked about here. */
const allowedSchema = z.object({
  services: z.record(z.string(), z.object({ runtime: z.string().optional() })).default({}),
});

const withoutGrant = {
  isCapability: isDockerDefault,
  runtimes: new Set(['', 'runc', 'io.containerd.runc.v2']),
  options: new Set(['no-new-privileges', 'no-new-privileges=true', 'seccomp=builtin']),
  limits: /^(?!rtprio$|nice$|rttime$)/i,
} as const;
const mostOfOneService = 8;
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** What is otherwise than allowed, one sentence each; nothing where all is as it should be. */
export function compareRunning(request: RunningRequest): readonly string[] {
  const wrong = [...containersBeyond(request).values()].flat();
  const counts = Map.groupBy(containersOf(request), ({ service }) => service);
  const crowded = [...counts].filter(([, all]) => all.length > mostOfOneService);
  return [...wrong, ...crowded.map(([service, all]) => `${service}: it runs ${all.length} times`)];
}

/** The same of each container for itself, by id; those that are as they should be are not told. */
export function containersBeyond(request: RunningRequest): ReadonlyMap<string, readonly string[]> {
  const { services } = allowedSchema.parse(request.allowed);
  const containers = containersOf(request);
  const ids = new Set(containers.map(({ id }) => id));
  const beyond = containers.map((container) => {
    const isAllowed = Object.hasOwn(services, container.service);
    const asked = isAllowed ? (services[container.service]?.runtime ?? '') : container.runtime;
    const found = [
      ...(isAllowed || !request.isComplete ? [] : ['no such service had been allowed']),
      ...powersBeyond(container, asked, ids, request),
      ...mountsBeyond(container, request),
    ];
    return [container.id, found.map((what) => `${nameOf(container)}: ${what}`)] as const;
  });
  return new Map(beyond.filter(([, found]) => found.length > 0));
}

/** What a learner starts by hand with `docker compose run` is theirs, and the shell's. */
const containersOf = ({ inspected }: RunningRequest) =>
  readRunning(inspected).filter(({ oneOff }) => !oneOff);

const nameOf = ({ service, name }: Running) => service || name;

type Granted = (key: GrantKey, value: string) => boolean;

const grantedTo =
  ({ grants }: Pick<RunningRequest, 'grants'>, service: string): Granted =>
  (key, value) =>
    grants.some((grant) => covers(grant, { service, key, value }));

function powersBeyond(
  container: Running,
  askedRuntime: string,
  ids: ReadonlySet<string>,
  request: RunningRequest,
): readonly string[] {
  const wrong: string[] = [];
  const granted = grantedTo(request, container.service);
  /** Says so where none of the grants gives it. */
  const hold = (key: GrantKey, value: string, what: string) => {
    if (!granted(key, value)) wrong.push(what);
  };
  const isOurs = (id: string) => ids.has(id);
  if (container.privileged) hold('privileged', 'true', 'it is privileged');
  for (const capability of container.capAdd)
    if (!withoutGrant.isCapability(capability)) hold('cap_add', capability, `it has ${capability}`);
  const unlabelled = container.privileged || [container.pid, container.ipc].includes('host');
  for (const option of container.securityOptions) {
    if (withoutGrant.options.has(option) || (option === 'label=disable' && unlabelled)) continue;
    // The Engine holds the content of a profile where the file names it.
    const isProfile = option.startsWith('seccomp={');
    const may = isProfile
      ? request.grants.some(
          ({ service, key, value }) =>
            key === 'security_opt' &&
            (service === '*' || service === container.service) &&
            /^seccomp[:=]/.test(value),
        )
      : granted('security_opt', option);
    if (!may) wrong.push(`it has the option ${option.slice(0, 60)}`);
  }
  for (const [key, value] of [
    ['pid', container.pid],
    ['ipc', container.ipc],
    ['uts', container.uts],
    ['userns_mode', container.userns],
    ['network_mode', container.network],
  ] as const) {
    if (value === 'host') hold(key, value, `${key} is the host’s`);
    if (value.startsWith('container:') && !isOurs(value.slice('container:'.length)))
      wrong.push(`${key} is that of a container of another project`);
  }
  for (const network of container.networks)
    if (!network.startsWith(`${request.project}_`) && network !== 'none')
      if (network !== container.network || network !== 'host')
        hold('network_mode', network, `it is in the network ${network}`);
  if (container.cgroupParent !== '') wrong.push(`it is below the cgroup ${container.cgroupParent}`);
  if (!withoutGrant.runtimes.has(container.runtime)) {
    if (askedRuntime !== '') hold('runtime', container.runtime, `it is run by ${container.runtime}`);
    if (askedRuntime !== '' && askedRuntime !== container.runtime)
      wrong.push(`it is run by ${container.runtime}, not by ${askedRuntime}`);
  }
  for (const device of container.devices) hold('devices', device, `it has the device ${device}`);
  for (const rule of container.deviceRules)
    hold('device_cgroup_rules', rule, `it may open the devices ${rule}`);
  for (const device of container.deviceRequests)
    if (!deviceDrivers.some((key) => granted(key, device)))
      wrong.push(`it has the device ${device} of a driver`);
  for (const sysctl of container.sysctls) hold('sysctls', sysctl, `it sets ${sysctl}`);
  for (const annotation of container.annotations)
    hold('annotations', annotation, `it has the annotation ${annotation}`);
  for (const limit of container.ulimits)
    if (!withoutGrant.limits.test(limit)) hold('ulimits', limit.toLowerCase(), `it has the limit ${limit}`);
  if (container.oomKillDisable) hold('oom_kill_disable', 'true', 'it is spared when memory runs out');
  if (container.oomScoreAdj < 0)
    hold('oom_score_adj', String(container.oomScoreAdj), 'it is killed later than others');
  for (const [key, value] of [
    ['cpu_rt_period', container.cpuRtPeriod],
    ['cpu_rt_runtime', container.cpuRtRuntime],
  ] as const)
    if (value !== 0) hold(key, String(value), 'it comes before other programs of the machine');
  if (container.extraHosts.some((host) => host.includes('host-gateway')))
    hold('extra_hosts', 'host-gateway', 'it knows the machine itself by name');
  for (const from of container.volumesFrom)
    if (!isOurs(from)) wrong.push('it has mounts of a container of another project');
  for (const address of container.publishedOn)
    if (!isLoopback(address)) {
      const isEvery = ['', '0.0.0.0', '::'].includes(address);
      hold(
        'ports',
        isEvery ? '0.0.0.0' : address,
        `a port is published on ${isEvery ? 'every address' : address}`,
      );
    }
  for (const label of container.labels)
    if (request.ownLabels.includes(label)) wrong.push(`it bears Drydock’s own label ${label}`);
  return wrong;
}

const deviceDrivers: readonly GrantKey[] = ['gpus', 'deploy.resources.reservations.devices'];

function mountsBeyond(container: Running, request: RunningRequest): readonly string[] {
  const granted = grantedTo(request, container.service);
  return container.mounts.flatMap((mount): readonly string[] => {
    const { type, source, name, driver, propagation } = mount;
    if (type === 'tmpfs') return [];
    if (
      !['', 'rprivate', 'private'].includes(propagation) &&
      !granted('volumes.bind.propagation', propagation)
    )
      return [`${source} is mounted ${propagation}`];
    if (type === 'volume') {
      const isOwn = name.startsWith(`${request.project}_`) || /^[0-9a-f]{64}$/.test(name);
      return isOwn && driver === 'local' ? [] : [`the volume ${name} is mounted`];
    }
    if (type !== 'bind') return [`something of the type ${type} is mounted`];
    if (granted('volumes', posix.normalize(source))) return [];
    if (!isBelow(source, request.workspacePath)) return [`${source} is mounted`];
    return isLedAway(container, mount, request)
      ? [`what is mounted of ${source} is something else: a link led out of the workspace`]
      : [];
  });
}

/** What the kernel is asked about: where what is mounted of the workspace leads. */
export type LedRequest = Pick<RunningRequest, 'grants' | 'workspacePath' | 'mounted' | 'workbenchMounts'>;

/**
 * Paths of the workspace whose mounts lead elsewhere, one sentence each. Each start of a container mounts them anew.
 */
export function mountsLedAway(container: Running, request: LedRequest): readonly string[] {
  return workspaceBinds(container, request)
    .filter((mount) => isLedAway(container, mount, request))
    .map(({ source }) => `${nameOf(container)}: what is mounted of ${source} is something else`);
}

/** What is mounted of the workspace, and no grant gives. */
export const workspaceBinds = (
  { service, mounts }: Running,
  { grants, workspacePath }: Pick<RunningRequest, 'grants' | 'workspacePath'>,
): readonly RunningMount[] =>
  mounts.filter(
    ({ type, source }) =>
      type === 'bind' &&
      isBelow(source, workspacePath) &&
      !grantedTo({ grants }, service)('volumes', posix.normalize(source)),
  );

function isLedAway(container: Running, { destination }: RunningMount, request: LedRequest): boolean {
  const seen = request.mounted.get(container.id) ?? [];
  const workspace = whereIs(posix.normalize(request.workspacePath), request.workbenchMounts);
  if (seen.length === 0 || workspace === undefined) return false;
  return !leadsInside(posix.normalize(destination), workspace, seen);
}

function isBelow(path: string, folder: string): boolean {
  const relative = posix.relative(folder, path);
  return posix.isAbsolute(path) && relative !== '..' && !relative.startsWith('../');
}

function isLoopback(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && loopback.check(address, version === 4 ? 'ipv4' : 'ipv6');
}
