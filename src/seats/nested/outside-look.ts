/**
 * A rootless seat as it is seen from the engine around it. Whoever is root in the seat sees none of what looks, and
 * signals none of it: it has no number among the processes of the seat, and runs from another image. What it sees, it
 * sees as the seat's own root would, since it joins the user namespace of the seat and no other of its namespaces.
 */
import { readFileSync } from 'node:fs';
import { runToEnd } from '../../engine/exec/command.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { InspectedContainer } from '../../lab/observation/container.ts';
import type { Engine } from '../../lab/ports/engine.ts';
import type { Probe, Seat } from '../../lab/ports/seat.ts';
import { homeLabel, roleLabel } from '../labels.ts';
import { makeProbe } from '../probe-stream.ts';
import type { OutsideObserver } from './outside-observer.ts';
import { seatName } from './seat-container.ts';

/** Where it is looked from, and where the container of the seat is found. */
export interface Outside {
  readonly around: Pick<Engine, 'inspectContainers'>;
  readonly homeId: string;
  readonly observer: Pick<OutsideObserver, 'start'>;
}

/** The program that says which number processes of a seat have outside: see its head. */
const numbers = readFileSync(new URL('./outside-numbers.pl', import.meta.url), 'utf8');

/** A number that the kernel gives to no process: above PID_MAX_LIMIT of linux/threads.h. */
const nobody = 4_194_305;

/** Of a service whose container the Engine says runs, and of which no process is seen from outside. */
export const declaredOnly = (service: string): string => `${service} (declared only)`;

/** A seat with what looks at it. Disposing ends what looks, and leaves the seat as it is. */
interface LookedAt extends AsyncDisposable {
  readonly seat: Seat;
}

/**
 * The seat with its probe outside of it. Containers have the numbers of their processes there; one that runs by the
 * word of the seat's engine alone is none of the service that it is said to be of. The way out is cut outside as well,
 * for as long as the seat lives. Resolves with the seat as it is where it is of another class than rootless.
 * Rejects with `engine-lost` where the container of the seat is gone.
 */
export async function lookFromOutside(seat: Seat, outside: Outside, signal: AbortSignal): Promise<LookedAt> {
  if (seat.kind !== 'nested' || seat.seatClass !== 'rootless')
    return { seat, [Symbol.asyncDispose]: async () => undefined };
  const init = await findInit(seat, outside, signal);
  const { start } = outside.observer;
  await using held = new AsyncDisposableStack();
  const probe = (argv: readonly string[]) => makeProbe((until) => start({ argv, stdin: true }, until));
  const numbering = held.use(probe(['perl', '-e', numbers, String(init)]));
  const { root } = await ask(numbering, [], signal);
  if (root === 0)
    throw new DrydockError('engine-lost', { message: `The seat ${seat.id} has no root of its own.` });
  const all = held.move();
  let opened: Probe | undefined;
  const lookedAt: Seat = {
    ...seat,
    get isClosed() {
      return seat.isClosed;
    },
    engine: {
      ...seat.engine,
      inspectContainers: async (filter, until) => {
        const seen = await number(numbering, await seat.engine.inspectContainers(filter, until), until);
        // It may have been started anew in between.
        return seen.some(isDeclaredOnly)
          ? number(numbering, await seat.engine.inspectContainers(filter, until), until)
          : seen;
      },
    },
    async openProbe(argv) {
      opened ??= all.use(probe(['nsenter', '--target', String(root), '--user', '--', ...argv]));
      return numbered(opened, numbering);
    },
    async cutEgress(until) {
      const argv = ['nsenter', '--target', String(init), '--net', 'ip', 'link', 'set', 'eth0', 'down'];
      const { exitCode, stderr } = await runToEnd(start, argv, until && { signal: until });
      if (exitCode !== 0)
        throw new DrydockError('setup-failed', {
          message: `The seat ${seat.id} could not be cut off from the network.`,
          fix: 'What was printed is below. `drydock doctor` says what this machine lacks.',
          output: stderr,
        });
      return { [Symbol.asyncDispose]: async () => undefined };
    },
  };
  return { seat: lookedAt, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** The gate asks for mounts by the numbers that the seat's engine told it; no answer of these has a number in it. */
function numbered(probe: Probe, numbering: Probe): Probe {
  return {
    async ask(request, signal) {
      if (!request.startsWith('mounts ')) return probe.ask(request, signal);
      const pids = Array.from(request.matchAll(/:(\d+)/g), ([, pid]) => Number(pid));
      const { outside } = await ask(numbering, pids, signal);
      return probe.ask(
        request.replace(/:(\d+)/g, (_, pid: string) => `:${outside.get(pid) ?? nobody}`),
        signal,
      );
    },
    [Symbol.asyncDispose]: () => probe[Symbol.asyncDispose](),
  };
}

/** The number of the seat's first process on the machine of the engine around it. */
async function findInit(seat: Seat, { around, homeId }: Outside, signal: AbortSignal): Promise<number> {
  const found = await around.inspectContainers({ [homeLabel]: homeId, [roleLabel]: 'seat' }, signal);
  const container = found.find(({ name }) => name === seatName(homeId, seat.id, seat.seatClass));
  if (container === undefined || container.initPid === 0)
    throw new DrydockError('engine-lost', { message: `The container of the seat ${seat.id} is gone.` });
  return container.initPid;
}

async function ask(numbering: Probe, pids: readonly number[], signal: AbortSignal | undefined) {
  const answer = await numbering.ask(pids.join(' '), signal);
  const pairs = answer.matchAll(/^(\w+) (\d+)$/gm);
  const outside = new Map(Array.from(pairs, ([, inner = '', outer]) => [inner, Number(outer)]));
  return { root: outside.get('root') ?? 0, outside };
}

const isUp = ({ status, initPid }: InspectedContainer) =>
  initPid > 0 && (status === 'running' || status === 'paused');
const isDeclaredOnly = ({ initPid }: InspectedContainer) => initPid === nobody;

async function number(
  numbering: Probe,
  containers: readonly InspectedContainer[],
  signal: AbortSignal | undefined,
): Promise<readonly InspectedContainer[]> {
  const up = containers.filter(isUp);
  if (up.length === 0) return containers;
  const pids = up.map(({ initPid }) => initPid);
  const { outside } = await ask(numbering, pids, signal);
  return containers.map((container) => {
    if (!isUp(container)) return container;
    const initPid = outside.get(String(container.initPid));
    return initPid === undefined
      ? { ...container, service: declaredOnly(container.service), initPid: nobody }
      : { ...container, initPid };
  });
}
