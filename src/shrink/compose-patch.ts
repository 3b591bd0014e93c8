/** What a service was shrunk to, as a compose file that is laid over the reader's: `docker compose -f a -f b`. */
import { Document, YAMLSeq } from 'yaml';
import type { InspectedService } from './inspected-service.ts';
import { patchSecurity } from './patch-security.ts';
import { patchText } from './patch-text.ts';
import { patchVolumes } from './patch-volumes.ts';
import { nobody, runsAsRoot } from './service-powers.ts';
import type { Shrunk } from './shrunk.ts';
import { tmpfsOptions } from './shrunk-copy.ts';

/** Lists of two files are joined by Compose, unless the later one says that it takes the place: since version 2.24.4. */
const override = '!override';

/** `profileFile`: where the seccomp profile lies, from the compose file. */
export function composePatch(shrunk: Shrunk, service: InspectedService, profileFile: string): string {
  const needs = (id: string) => shrunk.needed.some((power) => power.id === id);
  const isSpare = (id: string) => shrunk.spare.some((power) => power.id === id);
  const named = (prefix: string) =>
    shrunk.needed.flatMap(({ id }) => (id.startsWith(prefix) ? [id.slice(prefix.length)] : []));
  const document = new Document({ services: { [shrunk.service]: {} } });
  const at = (key: string) => ['services', shrunk.service, key];
  const setList = (key: string, values: readonly (string | object)[], wasSaid: boolean) => {
    const node = new YAMLSeq();
    for (const value of values) node.add(document.createNode(value));
    if (wasSaid) node.tag = override;
    node.flow = values.length < 4;
    document.setIn(at(key), node);
  };
  const set = (key: string, value: unknown) => document.setIn(at(key), document.createNode(value));
  const { HostConfig } = service;
  if (isSpare('privileged')) set('privileged', false);
  if (!needs('privileged')) {
    setList('cap_drop', ['ALL'], HostConfig.CapDrop.length > 0);
    const added = named('capability:').toReversed();
    if (added.length > 0 || HostConfig.CapAdd.length > 0)
      setList('cap_add', added, HostConfig.CapAdd.length > 0);
    const devices = HostConfig.Devices.filter(({ PathInContainer }) => needs(`device:${PathInContainer}`));
    if (devices.length < HostConfig.Devices.length) setList('devices', devices.map(deviceOf), true);
  }
  if (isSpare('root') && runsAsRoot(service)) set('user', nobody);
  if (isSpare('writable-root')) set('read_only', true);
  const own = Object.entries(HostConfig.Tmpfs);
  // The short form of a tmpfs ends a path at a colon.
  const isLong = (path: string) => path.includes(':');
  const tmpfs = shrunk.paths
    .filter((path) => !isLong(path))
    .map((path) => {
      const options = HostConfig.Tmpfs[path] ?? tmpfsOptions;
      return options === '' ? path : `${path}:${options}`;
    });
  if (isSpare('writable-root') || own.some(([path]) => isSpare(`path:${path}`)))
    if (tmpfs.length > 0 || own.length > 0) setList('tmpfs', tmpfs, own.length > 0);
  const security = patchSecurity(shrunk, service, profileFile);
  if (security.options.length > 0 || security.wasSaid)
    setList('security_opt', security.options, security.wasSaid);
  const longPaths = isSpare('writable-root') ? shrunk.paths.filter(isLong) : [];
  const { mounts, declared } = patchVolumes(shrunk, service, longPaths);
  if (mounts.length > 0) set('volumes', mounts);
  if (Object.keys(declared).length > 0) document.set('volumes', document.createNode(declared));
  return patchText(document, notesOf(shrunk));
}

/** Compose's short form ends a path at a colon; its long one is understood by fewer versions. */
function deviceOf(device: InspectedService['HostConfig']['Devices'][number]): string | object {
  const { PathOnHost: source, PathInContainer: target, CgroupPermissions: permissions } = device;
  const isLong = `${source}${target}`.includes(':');
  const isUsual = permissions === '' || permissions === 'rwm';
  if (isLong) return { source, target, ...(!isUsual && { permissions }) };
  return [source, target, ...(isUsual ? [] : [permissions])].join(':');
}

function notesOf({ idleMounts, runs }: Shrunk): readonly string[] {
  return [
    `Found by drydock shrink in ${runs} copies. Its health check passes with this; try what it does not ask for.`,
    ...idleMounts.map(
      ({ name }) => `Its health check passes without ${name} too. Is it needed for something else?`,
    ),
  ];
}
