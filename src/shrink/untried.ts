import { untriedListener } from '../why/without-listener.ts';
import { type InspectedService, mountsOfService } from './inspected-service.ts';
import type { CopyTerms } from './shrunk-copy.ts';

/**
 * What copies made on these terms cannot show, each the rest of a sentence that begins with "Not tried:". `sockets` are
 * those that binds lead to.
 */
export function untriedOf(
  service: InspectedService,
  { onNetworks, hasEmptyBinds }: CopyTerms,
  sockets: readonly string[],
): string[] {
  const { HostConfig } = service;
  const binds = mountsOfService(service).filter(({ kind, isReadOnly }) => kind === 'bind' && !isReadOnly);
  const shared = [
    ['network', HostConfig.NetworkMode === 'host' || HostConfig.NetworkMode.startsWith('container:')],
    ['pid', HostConfig.PidMode !== ''],
    ['IPC', HostConfig.IpcMode === 'host' || HostConfig.IpcMode.startsWith('container:')],
    ['UTS', HostConfig.UTSMode !== ''],
  ] as const;
  const namespaces = shared.flatMap(([name, is]) => (is ? [name] : []));
  return [
    ...(onNetworks ? [] : ['what it does with its neighbours, since copies have no network but loopback']),
    ...(namespaces.length > 0
      ? [`the ${namespaces.join(', ')} namespace that it shares: copies have their own`]
      : []),
    ...(hasEmptyBinds
      ? [`what lies in ${binds.map(({ target }) => target).join(', ')}: copies have empty directories there`]
      : []),
    ...untriedListener(HostConfig.SecurityOpt),
    ...(sockets.length > 0
      ? [
          `what those do who listen at ${sockets.join(', ')}, which your container reaches too: copies talk to them for real`,
        ]
      : []),
  ];
}
