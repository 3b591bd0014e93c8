import { holdsEngineSocket, isEngineSocket } from '../lab/general/engine-sockets.ts';
import { type InspectedService, mountsOfService } from './inspected-service.ts';

/**
 * By what copies of a service act on the machine and on its other containers, whatever their networks and mounts, each a
 * noun. `sockets` are those that its binds lead to.
 */
export function reachOfHost(service: InspectedService, sockets: readonly string[]): readonly string[] {
  const { Privileged, Devices, DeviceRequests, DeviceCgroupRules } = service.HostConfig;
  const binds = mountsOfService(service).filter(({ kind }) => kind === 'bind');
  const named = binds.filter(({ source, target }) => [source, target].some(isEngineSocket));
  const engines = [...named.map(({ source }) => source), ...sockets.filter(isEngineSocket)];
  const folders = binds.filter(({ source }) => holdsEngineSocket(source)).map(({ source }) => source);
  return [
    ...[...new Set(engines)].map((path) => `the engine’s socket ${path}`),
    ...[...new Set(folders)].map((path) => `what listens below ${path}, where engines have their sockets`),
    ...(Privileged === true ? ['privileged mode'] : []),
    ...Devices.map(({ PathOnHost }) => `the device ${PathOnHost}`),
    ...(DeviceRequests.length + DeviceCgroupRules.length > 0 ? ['devices by rule or request'] : []),
  ];
}
