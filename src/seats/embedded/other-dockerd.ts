import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

export interface RunningDockerd {
  readonly pid: number;
  readonly argv: readonly string[];
}

/**
 * The docker daemons that share our network namespace, whoever started them. Two of them there delete each
 * other's firewall rules. What a daemon is about to start is a copy of it for a moment, and counts as none: between
 * fork(2) and execve(2) it has the daemon's name and command line. `proc` is where proc(5) is mounted.
 */
export async function findDockerds(proc = '/proc'): Promise<readonly RunningDockerd[]> {
  const ours = await readNetwork(join(proc, 'self'));
  const pids = (await readdir(proc)).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid): Promise<(RunningDockerd & { readonly parent: number }) | undefined> => {
      const name = await readFile(join(proc, pid, 'comm'), 'utf8').catch(() => '');
      if (name.trim() !== 'dockerd') return undefined;
      const network = await readNetwork(join(proc, pid));
      // Where we may not look, we cannot tell: it counts as sharing.
      if (network !== undefined && ours !== undefined && network !== ours) return undefined;
      const commandLine = await readFile(join(proc, pid, 'cmdline'), 'utf8').catch(() => '');
      const argv = commandLine.split('\0').filter((word) => word !== '');
      // One that has ended and was not waited for has no command line any more.
      const parent = await readParent(join(proc, pid));
      return argv.length === 0 || parent === undefined ? undefined : { pid: Number(pid), argv, parent };
    }),
  );
  const daemons = found.filter((one) => one !== undefined);
  return daemons
    .filter(({ parent }) => !daemons.some(({ pid }) => pid === parent))
    .map(({ pid, argv }) => ({ pid, argv }));
}

/** The fourth field of proc_pid_stat(5); the second, the name, may hold spaces. Undefined where it has gone. */
async function readParent(folder: string): Promise<number | undefined> {
  const stat = await readFile(join(folder, 'stat'), 'utf8').catch(() => '');
  const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return parent === undefined ? undefined : Number(parent);
}

function readNetwork(folder: string): Promise<string | undefined> {
  return readlink(join(folder, 'ns', 'net')).catch(() => undefined);
}
