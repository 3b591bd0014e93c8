/** Holds what the engine says it runs against what had been allowed. A difference is ours or an attack, never a slip. */
import * as z from 'zod';
import { isJsonMap, type JsonMap } from './json.ts';
import { cleanPath, insideWorkspace } from './looks.ts';
import { isLoopback } from './loopback.ts';
import { isEmpty, listOf, mapAt, textOf } from './model.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const list = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

/** The parts of `docker inspect` in which powers show; names as in the Engine API. */
const containersSchema = z.array(
  z.object({
    Name: text,
    Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
    HostConfig: z.object({
      Privileged: z.boolean().nullish(),
      CapAdd: list,
      SecurityOpt: list,
      PidMode: text,
      IpcMode: text,
      UTSMode: text,
      UsernsMode: text,
      NetworkMode: text,
      CgroupParent: text,
      Runtime: text,
      Devices: z.array(z.object({ PathOnHost: z.string() })).nullish(),
      DeviceCgroupRules: list,
      DeviceRequests: z.array(z.unknown()).nullish(),
      Sysctls: z.record(z.string(), z.string()).nullish(),
      OomKillDisable: z.boolean().nullish(),
      OomScoreAdj: z.number().nullish(),
      VolumesFrom: list,
      PortBindings: z.record(z.string(), z.array(z.object({ HostIp: text })).nullish()).nullish(),
    }),
    Mounts: z.array(z.object({ Type: text, Source: text, Driver: text.optional() })).nullish(),
  }),
);

export interface RunningRequest {
  /** What `docker inspect` printed. */
  readonly inspected: string;
  /** The file that was run. */
  readonly allowed: JsonMap;
  readonly workspacePath: string;
}

/** What is otherwise than allowed, one sentence each; nothing where all is as it should be. */
export function compareRunning({ inspected, allowed, workspacePath }: RunningRequest): readonly string[] {
  return containersSchema.parse(JSON.parse(inspected)).flatMap((container) => {
    const name = container.Config.Labels?.['com.docker.compose.service'] ?? '';
    const service = mapAt(mapAt(allowed, 'services'), name);
    const { HostConfig: runs } = container;
    const wrong: string[] = [];
    const say = (what: string) => wrong.push(`${name || container.Name}: ${what}`);
    if (isEmpty(service)) say('no such service had been allowed');
    if (runs.Privileged === true && service.privileged !== true) say('it is privileged');
    const bare = (capability: string) => capability.toUpperCase().replace(/^CAP_/, '');
    const capabilities = new Set(listOf(service.cap_add).map((each) => bare(textOf(each))));
    for (const capability of runs.CapAdd.map(bare))
      if (!capabilities.has(capability)) say(`it has ${capability}`);
    const unlabelled = runs.Privileged === true || [runs.PidMode, runs.IpcMode].includes('host');
    const options = listOf(service.security_opt).map((each) => textOf(each).replace(':', '='));
    for (const option of runs.SecurityOpt.map((each) => each.replace(':', '=')))
      if (!isOptionAllowed(option, options, unlabelled)) say(`it has the option ${option.slice(0, 60)}`);
    for (const [key, value] of [
      ['pid', runs.PidMode],
      ['ipc', runs.IpcMode],
      ['uts', runs.UTSMode],
      ['userns_mode', runs.UsernsMode],
      ['network_mode', runs.NetworkMode],
    ] as const) {
      const asked = textOf(service[key]);
      if (value === 'host' && asked !== 'host') say(`${key} is the host’s`);
      if (value.startsWith('container:') && !asked.startsWith('service:'))
        say(`${key} is another container’s`);
    }
    if (runs.CgroupParent !== '') say(`it is below the cgroup ${runs.CgroupParent}`);
    if (textOf(service.runtime) !== '' && runs.Runtime !== textOf(service.runtime))
      say(`it is run by ${runs.Runtime}`);
    const devices = listOf(service.devices).map((each) => textOf(isJsonMap(each) ? each.source : each));
    for (const { PathOnHost } of runs.Devices ?? [])
      if (!devices.some((each) => each.startsWith(PathOnHost))) say(`it has the device ${PathOnHost}`);
    if (runs.DeviceCgroupRules.length > listOf(service.device_cgroup_rules).length)
      say('it may open more devices');
    const requests = [
      ...listOf(service.gpus),
      ...listOf(mapAt(mapAt(mapAt(service, 'deploy'), 'resources'), 'reservations').devices),
      ...devices,
    ];
    if ((runs.DeviceRequests ?? []).length > requests.length) say('it has devices of a driver');
    for (const sysctl of Object.keys(runs.Sysctls ?? {}))
      if (mapAt(service, 'sysctls')[sysctl] === undefined) say(`it sets ${sysctl}`);
    if (runs.OomKillDisable === true && service.oom_kill_disable !== true)
      say('it is spared when memory runs out');
    if ((runs.OomScoreAdj ?? 0) < Math.min(0, Number(textOf(service.oom_score_adj))))
      say('it is killed later than others');
    if (runs.VolumesFrom.length > listOf(service.volumes_from).length)
      say('it has mounts of another container');
    const binds = new Set(
      listOf(service.volumes).map((each) => cleanPath(textOf(isJsonMap(each) ? each.source : ''))),
    );
    for (const { Type, Source } of container.Mounts ?? [])
      if (
        Type === 'bind' &&
        !binds.has(cleanPath(Source)) &&
        insideWorkspace(Source, workspacePath) === undefined &&
        listOf(service.volumes_from).length === 0
      )
        say(`${Source} is mounted`);
    const addresses = new Set(
      listOf(service.ports).map((each) => textOf(isJsonMap(each) ? each.host_ip : '')),
    );
    for (const { HostIp } of Object.values(runs.PortBindings ?? {}).flatMap((each) => each ?? []))
      if (!isLoopback(HostIp) && !addresses.has(HostIp))
        say(`a port is published on ${HostIp || 'every address'}`);
    return wrong;
  });
}

/**
 * The engine holds a profile's content where the file names it, and takes SELinux's label off a container by itself
 * where that shares the host's processes or memory or is privileged.
 */
function isOptionAllowed(option: string, allowed: readonly string[], unlabelled: boolean): boolean {
  if (allowed.includes(option) || option === 'no-new-privileges' || option === 'no-new-privileges=true')
    return true;
  if (option === 'label=disable' && unlabelled) return true;
  return option.startsWith('seccomp={') && allowed.some((each) => /^seccomp=(?!unconfined$)/.test(each));
}
