import { paths } from '../lab/wire/paths.ts';
import { matchPath, type PageSockets } from './socket-caller.ts';

/** Events of a lab, and terminals: everything else is one. */
export function allSockets(terminals: PageSockets, events: PageSockets): PageSockets {
  const all = [terminals, events];
  return {
    upgrade: (request, ...rest) => {
      const isEvents = matchPath(paths.events[1], request.url ?? '') !== undefined;
      (isEvents ? events : terminals).upgrade(request, ...rest);
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
