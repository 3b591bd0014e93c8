import { type PathName, paths } from '../lab/wire/paths.ts';
import { streamNames } from './page-stream.ts';
import { matchPath, type PageSockets } from './socket-caller.ts';

/** What pages follow, a terminal that is shown to a session, and terminals: everything else is one. */
export function allSockets(sockets: {
  readonly terminals: PageSockets;
  readonly events: PageSockets;
  readonly mirrors: PageSockets;
}): PageSockets {
  const all = Object.values(sockets);
  const which = (url: string): PageSockets => {
    const isAt = (name: PathName) => matchPath(paths[name][1], url) !== undefined;
    if (streamNames.some(isAt)) return sockets.events;
    return isAt('watchMirror') || isAt('showMirror') ? sockets.mirrors : sockets.terminals;
  };
  return {
    upgrade: (request, ...rest) => {
      which(request.url ?? '').upgrade(request, ...rest);
    },
    close: () => {
      for (const each of all) each.close();
    },
    terminate: () => {
      for (const each of all) each.terminate();
    },
    settled: () => Promise.all(all.map((each) => each.settled())),
  };
}
