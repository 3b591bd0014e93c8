import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { DrydockError } from '../../lab/errors.ts';
import type { OnProgress } from '../../lab/ports/seat.ts';
import { parseAptStatus, parseDownloadBytes } from './apt-status.ts';
import { findProgram } from './find-program.ts';
import type { EnginePart } from './package-plan.ts';
import { forbidServiceStarts } from './service-guard.ts';

const step = 'engine.install';
const title = 'Install the Docker Engine from the packages of this distribution';

interface InstallContext {
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * Installs the packages of missing parts with apt-get, their services neither started now nor enabled at boot.
 * Parts that this distribution does not carry are left out; if one of them is essential, it rejects.
 */
export async function installPackages(
  missing: readonly EnginePart[],
  context: InstallContext,
): Promise<void> {
  context.onProgress({ step, title, status: 'running', detail: 'apt-get update' });
  await runApt(['update'], context, () => {});
  const names = await choosePackages(missing);
  await using _guard = await forbidServiceStarts();
  let totalBytes: number | undefined;
  await runApt(['install', '--yes', '--no-install-recommends', ...names], context, (told) => {
    if (typeof told === 'string') {
      totalBytes ??= parseDownloadBytes(told);
      return;
    }
    const bytes =
      told.phase === 'download' && totalBytes !== undefined
        ? { currentBytes: Math.round((totalBytes * told.percent) / 100), totalBytes }
        : {};
    context.onProgress({
      step,
      title,
      status: 'running',
      detail: `${told.text} (${Math.round(told.percent)} %)`,
      ...bytes,
    });
  });
  if (names.includes('docker.io')) await leaveServicesOff();
  context.onProgress({ step, title, status: 'done', detail: names.join(', ') });
}

async function choosePackages(missing: readonly EnginePart[]): Promise<readonly string[]> {
  const chosen = await Promise.all(
    missing.map(async (part) => {
      const known = await Promise.all(part.packages.map(isKnown));
      const name = part.packages.find((_, index) => known[index]);
      if (name !== undefined || !part.essential) return name;
      throw new DrydockError('setup-failed', {
        message: `This distribution has no package for ${part.name} (tried ${part.packages.join(', ')}).`,
        fix: 'Install Docker Engine as described at https://docs.docker.com/engine/install, then start again.',
      });
    }),
  );
  return chosen.filter((name) => name !== undefined);
}

async function isKnown(name: string): Promise<boolean> {
  const { stdout } = await execa('apt-cache', ['policy', name], { reject: false, env: { LC_ALL: 'C' } });
  return /Candidate: (?!\(none\))/.test(stdout);
}

/** Tells status steps as they come, and lines of output as text. */
async function runApt(
  args: readonly string[],
  { signal }: InstallContext,
  tell: (told: string | NonNullable<ReturnType<typeof parseAptStatus>>) => void,
): Promise<void> {
  const options = ['-o', 'APT::Status-Fd=3', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Dpkg::Use-Pty=0'];
  const running = execa('apt-get', [...options, ...args], {
    env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    reject: false,
    all: true,
    ...(signal && { cancelSignal: signal }),
  });
  readLines(running.stdio[3] as Readable | null, (line) => {
    const status = parseAptStatus(line);
    if (status !== undefined) tell(status);
  });
  readLines(running.stdout, tell);
  const result = await running;
  if (result.exitCode === 0) return;
  const output = result.all ?? '';
  const full = /no space left on device|not enough free space/i.test(output);
  throw new DrydockError(result.isCanceled ? 'cancelled' : full ? 'disk-full' : 'setup-failed', {
    message: result.isCanceled
      ? 'Cancelled the installation of the Docker Engine.'
      : `apt-get ${args[0]} failed: ${lastError(output)}`,
    fix: full
      ? 'Free about 1 GB in /usr and /var, then start again.'
      : 'Check the network and /etc/apt/sources.list*, run `apt-get update` by hand, then start again.',
    output: output.slice(-4000),
  });
}

function readLines(stream: Readable | null, tell: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream }).on('line', tell);
}

function lastError(output: string): string {
  const lines = output.trim().split('\n');
  return lines.findLast((line) => line.startsWith('E: ')) ?? lines.at(-1) ?? 'it said nothing';
}

/** The packages enable docker.service for the next boot, which would then fight with ours over the firewall. */
async function leaveServicesOff(): Promise<void> {
  const systemd = await access('/run/systemd/system').then(
    () => true,
    () => false,
  );
  const systemctl = await findProgram('systemctl');
  if (!systemd || systemctl === undefined) return;
  await execa(systemctl, ['disable', '--now', 'docker.service', 'docker.socket'], { reject: false });
}
