/** What a service was shrunk to, as a compose file that is laid over the reader's: `docker compose -f a -f b`. */
import { Document, Scalar, type YAMLSeq } from 'yaml';
import type { InspectedService } from './inspected-service.ts';
import { mountsOfService } from './inspected-service.ts';
import { patchSecurity } from './patch-security.ts';
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
  const setList = (key: string, values: readonly string[], wasSaid: boolean) => {
    const node = document.createNode(values) as YAMLSeq;
    if (wasSaid) node.tag = override;
    node.flow = values.length < 4;
    document.setIn(at(key), node);
  };
  const set = (key: string, value: unknown) => document.setIn(at(key), value);
  const { HostConfig } = service;
  if (isSpare('privileged')) set('privileged', false);
  if (!needs('privileged')) {
    setList('cap_drop', ['ALL'], HostConfig.CapDrop.length > 0);
    const added = named('capability:').toReversed();
    if (added.length > 0 || HostConfig.CapAdd.length > 0)
      setList('cap_add', added, HostConfig.CapAdd.length > 0);
    const devices = HostConfig.Devices.filter(({ PathInContainer }) => needs(`device:${PathInContainer}`));
    if (devices.length < HostConfig.Devices.length)
      setList(
        'devices',
        devices.map(({ PathOnHost, PathInContainer }) => `${PathOnHost}:${PathInContainer}`),
        true,
      );
  }
  if (isSpare('root') && runsAsRoot(service)) {
    const user = new Scalar(nobody);
    user.type = 'QUOTE_DOUBLE';
    set('user', user);
  }
  if (isSpare('writable-root')) set('read_only', true);
  const own = Object.entries(HostConfig.Tmpfs);
  const tmpfs = shrunk.paths.map((path) => {
    const options = HostConfig.Tmpfs[path] ?? tmpfsOptions;
    return options === '' ? path : `${path}:${options}`;
  });
  if (isSpare('writable-root') || own.some(([path]) => isSpare(`path:${path}`)))
    if (tmpfs.length > 0 || own.length > 0) setList('tmpfs', tmpfs, own.length > 0);
  const security = patchSecurity(shrunk, service, profileFile);
  if (security.options.length > 0 || security.wasSaid)
    setList('security_opt', security.options, security.wasSaid);
  const nowReadOnly = mountsOfService(service).filter(({ target }) => isSpare(`write:${target}`));
  if (nowReadOnly.length > 0)
    set(
      'volumes',
      nowReadOnly.map(({ source, target }) => `${keyOf(source, shrunk.project)}:${target}:ro`),
    );
  const text = document.toString({ lineWidth: 0 });
  return `${notesOf(shrunk)
    .map((note) => `# ${note}\n`)
    .join('')}${text}`;
}

/** A volume of the project is called after it on the engine, and not in the file. */
const keyOf = (source: string, project: string) =>
  source.startsWith(`${project}_`) ? source.slice(project.length + 1) : source;

function notesOf({ idleMounts, runs }: Shrunk): readonly string[] {
  return [
    `Found by drydock shrink in ${runs} copies. Its health check passes with this; try what it does not ask for.`,
    ...idleMounts.map(
      ({ name }) => `Its health check passes without ${name} too. Is it needed for something else?`,
    ),
  ];
}
