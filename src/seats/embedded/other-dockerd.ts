import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

export interface RunningDockerd {
  readonly pid: number;
  readonly argv: readonly string[];
}

/**
 * The docker daemons that share our network namespace, whoever started them. Two of them there delete each
 * other's firewall rules. `proc` is where proc(5) is mounted.
 */
export async function findDockerds(proc = '/proc'): Promise<readonly RunningDockerd[]> {
  const ours = await readNetwork(join(proc, 'self'));
  const pids = (await readdir(proc)).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid): Promise<RunningDockerd | undefined> => {
      const name = await readFile(join(proc, pid, 'comm'), 'utf8').catch(() => '');
      if (name.trim() !== 'dockerd') return undefined;
      const network = await readNetwork(join(proc, pid));
      // Where we may not look, we cannot tell: it counts as sharing.
      if (network !== undefined && ours !== undefined && network !== ours) return undefined;
      const commandLine = await readFile(join(proc, pid, 'cmdline'), 'utf8').catch(() => '');
      const argv = commandLine.split('\0').filter((word) => word !== '');
      // One that has ended and was not waited for has no command line any more.
      return argv.length === 0 ? undefined : { pid: Number(pid), argv };
    }),
  );
  return found.filter((one) => one !== undefined);
}

function readNetwork(folder: string): Promise<string | undefined> {
  return readlink(join(folder, 'ns', 'net')).catch(() => undefined);
}
