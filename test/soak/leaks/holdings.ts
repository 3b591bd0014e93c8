/** What is held for one home at a moment: by its server, by the engine on its account, in its workbench or seat. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { request } from 'node:http';
import * as z from 'zod';
import { homeLabel } from '../../../src/seats/labels.ts';

/** Counts by what is counted: `server socket`, `seat process perl`. */
export type Holdings = Readonly<Record<string, number>>;

export interface Held {
  readonly serverPid: number;
  /** The engine on which workbenches, probes and seats of the home are, and the process that it is. */
  readonly engineSocket: string;
  readonly dockerdPid: number;
  readonly homeId: string;
}

/**
 * Exact, and of this home alone, though others use the engine: of the engine's descriptors those count that lead to a
 * container of ours, its processes are found by their cgroup, and its connections are counted where they come from.
 */
export async function countHoldings({
  serverPid,
  engineSocket,
  dockerdPid,
  homeId,
}: Held): Promise<Holdings> {
  const counts = new Map<string, number>();
  const add = (what: string, count = 1) => counts.set(what, (counts.get(what) ?? 0) + count);
  const unixSockets = unixSocketsOf(serverPid);
  for (const target of descriptorsOf(serverPid))
    add(unixSockets.has(target) ? engineConnection : `server ${kindOf(target)}`);
  const containers = await listContainers(engineSocket, homeId);
  const ids = containers.map(({ id }) => id);
  for (const target of descriptorsOf(dockerdPid))
    if (ids.some((id) => target.includes(id))) add('engine descriptor of a container of ours');
  for (const { execs } of containers) add('engine exec stream', execs);
  for (const { pid, name } of processesIn(ids)) {
    add(`inside process ${name}`);
    if (name === 'dockerd') add('inside dockerd descriptor', descriptorsOf(pid).length);
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Over unix(7): those to the engine, in use and idle, and the door in the home. */
const engineConnection = 'server unix socket';

/** So many idle connections the client keeps to an engine, and each stream that begins takes one of them along. */
const mostIdle = 4;

/** What there is more of than before, but for connections that may lie idle. */
export function findGrowth(before: Holdings, now: Holdings): Holdings {
  return Object.fromEntries(
    Object.entries(now).flatMap(([what, count]) => {
      const more = count - (before[what] ?? 0);
      return more > (what === engineConnection ? mostIdle : 0) ? [[what, more]] : [];
    }),
  );
}

/** As links of descriptors name them: `socket:[INODE]`; proc_net(5). */
function unixSocketsOf(pid: number): ReadonlySet<string> {
  const lines = gone(() => readFileSync(`/proc/${pid}/net/unix`, 'utf8'), '').split('\n');
  return new Set(lines.flatMap((line) => line.split(/ +/)[6] ?? []).map((inode) => `socket:[${inode}]`));
}

const kindOf = (target: string): string => /^(?:socket|pipe|anon_inode:\[?\w+)/.exec(target)?.[0] ?? 'file';

/** Where each descriptor of a process leads: proc_pid_fd(5). */
export function descriptorsOf(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  return gone(() => readdirSync(folder), []).flatMap((fd) =>
    gone(() => [readlinkSync(`${folder}/${fd}`)], []),
  );
}

/** Processes in the cgroups of containers, and in those of containers in them. */
function processesIn(ids: readonly string[]): readonly { readonly pid: number; readonly name: string }[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    const cgroup = gone(() => readFileSync(`/proc/${pid}/cgroup`, 'utf8'), '');
    if (!ids.some((id) => cgroup.includes(id))) return [];
    return [{ pid: Number(pid), name: gone(() => readFileSync(`/proc/${pid}/comm`, 'utf8'), '').trim() }];
  });
}

/** What ended between two looks is not there. */
function gone<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

const ListSchema = z.array(z.object({ Id: z.string() }));
const InspectSchema = z.object({ ExecIDs: z.array(z.string()).nullish() });

async function listContainers(socketPath: string, homeId: string) {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${homeLabel}=${homeId}`] }));
  const listed = ListSchema.parse(await ask(socketPath, `/containers/json?filters=${filters}`));
  return Promise.all(
    listed.map(async ({ Id }) => {
      const { ExecIDs } = InspectSchema.parse(await ask(socketPath, `/containers/${Id}/json`));
      return { id: Id, execs: ExecIDs?.length ?? 0 };
    }),
  );
}

async function ask(socketPath: string, path: string): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<import('node:http').IncomingMessage>();
  request({ socketPath, path, agent: false }, resolve).on('error', reject).end();
  let text = '';
  for await (const chunk of await promise) text += String(chunk);
  return JSON.parse(text);
}
