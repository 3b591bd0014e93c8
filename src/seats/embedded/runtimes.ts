import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { FoundRuntime } from './daemon-config.ts';
import { findProgram } from './find-program.ts';

/** Which runtimes beside runc this machine has, with the arguments that they need here. */
export async function findRuntimes(signal?: AbortSignal): Promise<readonly FoundRuntime[]> {
  const crun = await findProgram('crun');
  const runsc = await findProgram('runsc');
  const found: FoundRuntime[] = [];
  if (crun !== undefined) found.push({ name: 'crun', path: crun, args: [] });
  if (runsc !== undefined) {
    const args = (await canUseOwnNetwork(runsc, signal)) ? [] : ['--network=host'];
    found.push({ name: 'runsc', path: runsc, args });
  }
  return found;
}

/**
 * Whether runsc can bring up its own network stack here, found out by running `true` in a network namespace of
 * its own. Releases of 2024 take every namespace for the root one on kernels that show net.core.rmem_default in
 * all of them (6.18 does), and refuse. `--network=host` gives the sandbox the kernel's stack of its namespace.
 */
async function canUseOwnNetwork(runsc: string, signal?: AbortSignal): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-runsc-'));
  try {
    const bundle = join(folder, 'bundle');
    await mkdir(bundle);
    await writeFile(join(bundle, 'config.json'), JSON.stringify(trivialBundle));
    const args = [
      '--root',
      join(folder, 'state'),
      '--ignore-cgroups',
      'run',
      '-bundle',
      bundle,
      'drydock-try',
    ];
    const options = {
      reject: false,
      timeout: 20_000,
      stdin: 'ignore',
      ...(signal && { cancelSignal: signal }),
    } as const;
    const tried = await execa(runsc, args, options);
    signal?.throwIfAborted();
    return !/cannot run with network enabled in root network namespace/.test(
      `${tried.stderr}${tried.stdout}`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `/bin/true` on the machine's own files, read-only: OCI runtime specification, config.json. */
const trivialBundle = {
  ociVersion: '1.0.0',
  process: {
    terminal: false,
    user: { uid: 0, gid: 0 },
    args: ['/bin/true'],
    env: ['PATH=/usr/bin:/bin'],
    cwd: '/',
  },
  root: { path: '/', readonly: true },
  mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
  linux: { namespaces: ['pid', 'ipc', 'uts', 'mount', 'network'].map((type) => ({ type })) },
};
