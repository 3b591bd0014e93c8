import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';

const policyFile = '/usr/sbin/policy-rc.d';
const keptFile = '/usr/sbin/policy-rc.d.before-drydock';
const ownMark = '# Written by Drydock';

/**
 * Keeps packages from starting their services while they are installed: invoke-rc.d(8) and deb-systemd-invoke(1)
 * ask policy-rc.d, and 101 forbids. It forbids only while this process lives, so that a killed installation
 * leaves a policy that allows. Disposing puts back what was there.
 */
export async function forbidServiceStarts(): Promise<AsyncDisposable> {
  const before = await readFile(policyFile, 'utf8').catch(() => undefined);
  if (before !== undefined && !before.includes(ownMark)) await rename(policyFile, keptFile);
  const script = `#!/bin/sh\n${ownMark} while it installs packages; safe to remove.\nkill -0 ${process.pid} 2>/dev/null && exit 101\nexit 0\n`;
  await writeFile(policyFile, script);
  await chmod(policyFile, 0o755);
  return {
    async [Symbol.asyncDispose]() {
      await rm(policyFile, { force: true });
      await rename(keptFile, policyFile).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
    },
  };
}
