import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from '../../engine/is-alive.ts';
import { DrydockError } from '../../lab/errors.ts';
import { boundDockerdLog } from './dockerd-log.ts';
import type { EnginePaths } from './engine-paths.ts';

/**
 * Prepares a mount namespace and becomes dockerd. Arguments: settings file, folder for the shims' sockets.
 * - Mounts of the host keep coming in (slave), and are shared below, so that `rshared` binds work.
 * - crun refuses a cgroup v1 host on which a v2 hierarchy is mounted beside ("hybrid mode").
 * - A machine without an init system may have no cgroups mounted at all.
 * - The socket of a containerd that systemd runs must not be seen: that one would start containers in its own
 *   mount namespace, where the file systems that ours mounts do not exist.
 */
const enterScript = `
set -e
mount --make-rshared /
if grep -q ' /sys/fs/cgroup/unified cgroup2 ' /proc/self/mounts; then umount -l /sys/fs/cgroup/unified; fi
if ! grep -q ' cgroup2\\{0,1\\} ' /proc/self/mounts; then mount -t cgroup2 cgroup2 /sys/fs/cgroup; fi
mkdir -p /run/containerd "$2"
mount --bind "$2" /run/containerd
exec dockerd --config-file "$1"`;

/** Starts dockerd apart from us: it has its own session and outlives this process. Resolves when it was spawned. */
export async function spawnDockerd(paths: EnginePaths): Promise<{ readonly ended: Promise<number> }> {
  await boundDockerdLog(paths.log);
  const log = openSync(paths.log, 'a', 0o600);
  try {
    const path = `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
    const child = spawn(
      'unshare',
      ['--mount', '--propagation', 'slave', 'sh', '-c', enterScript, 'sh', paths.config, paths.shims],
      { cwd: '/', detached: true, stdio: ['ignore', log, log], env: daemonEnvironment(path) },
    );
    const ended = new Promise<number>((resolve) => {
      child.once('error', () => resolve(-1));
      child.once('exit', (code) => resolve(code ?? -1));
    });
    child.unref();
    return { ended };
  } finally {
    closeSync(log);
  }
}

/** Proxies are what a daemon needs of our environment; DOCKER_* would change what it does. */
function daemonEnvironment(path: string): NodeJS.ProcessEnv {
  const proxies = Object.entries(process.env).filter(([name]) => /^(?:https?|no|all)_proxy$/i.test(name));
  return { ...Object.fromEntries(proxies), PATH: path, HOME: '/root', LANG: 'C.UTF-8' };
}

/** The pid of our dockerd if it lives; pids come back, so its command line must name our settings file. */
export async function findDockerdPid(paths: EnginePaths): Promise<number | undefined> {
  const pid = Number((await readFile(paths.pidFile, 'utf8').catch(() => '')).trim());
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.split('\0').includes(paths.config) ? pid : undefined;
}

/** Asks it to end, which ends its containers first, and makes it end after `deadlineMs`. */
export async function endDockerd(paths: EnginePaths, pid: number, deadlineMs = 45_000): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  process.kill(pid, 'SIGTERM');
  while (isAlive(pid)) {
    if (performance.now() > deadline) {
      process.kill(pid, 'SIGKILL');
      throw new DrydockError('timed-out', {
        message: `The private Docker Engine (process ${pid}) did not end within ${deadlineMs / 1000} s and was killed.`,
        fix: `Its log says what held it: ${paths.log}`,
      });
    }
    await wait(50);
  }
  await Promise.all([rm(paths.pidFile, { force: true }), rm(paths.socket, { force: true })]);
}

/** The end of the daemon's log, for an error about it. */
export async function readLogEnd(paths: EnginePaths, bytes = 3000): Promise<string> {
  const text = await readFile(paths.log, 'utf8').catch(() => '');
  return text.slice(-bytes);
}
