import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError } from '../../lab/errors.ts';
import type { ImageKeeper } from '../../lab/ports/engine.ts';
import type { AptContext } from './apt-context.ts';
import { readField } from './apt-sources.ts';
import type { Machine } from './machine.ts';
import { explainRecipeFailure } from './recipe-failure.ts';

export interface BootstrapRequest {
  readonly suite: string;
  /** Whether /usr is laid out merged before the first package comes: for releases older than 13. */
  readonly layOutMerged: boolean;
  /** The recipe's folder: `finish` and `slim.dpkg`. */
  readonly folder: string;
  readonly reference: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly changes: readonly string[];
  /** An empty folder with room for about 400 MB; what is put there is removed again. */
  readonly workFolder: string;
}

/**
 * Makes a Debian root file system with mmdebstrap on this machine and gives it to the engine as an image. The tar is
 * whole before the engine sees its first byte, so that no half image is ever tagged.
 */
export async function bootstrapImage(
  machine: Machine,
  engine: Pick<ImageKeeper, 'importRootfs'>,
  apt: AptContext,
  request: BootstrapRequest,
  onStep: (step: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  await ensureMmdebstrap(machine, request.reference, onStep, signal);
  const tar = join(request.workFolder, 'rootfs.tar');
  try {
    const { exitCode, output } = await machine.run(
      [
        ...(machine.isRoot ? ownNamespaces : []),
        'mmdebstrap',
        '--variant=minbase',
        '--format=tar',
        ...(request.layOutMerged ? mergedFromTheFirst : []),
        // It would put its own there and take it away again, with ours.
        '--skip=chroot/policy-rc.d',
        `--dpkgopt=${join(request.folder, 'slim.dpkg')}`,
        `--aptopt=${apt.hostOptions}`,
        `--customize-hook=${join(request.folder, 'finish')}`,
        request.suite,
        tar,
        await apt.hostSources(request.suite),
      ],
      // Not /tmp, which may be small, kept in memory, or mounted without devices.
      {
        env: { TMPDIR: request.workFolder, LC_ALL: 'C' },
        signal,
        ...(machine.isRoot && { stopWith: 'SIGKILL' }),
        onLine: (line) => tellStep(line, onStep),
      },
    );
    if (exitCode !== 0) throw explainRecipeFailure(request.reference, { step: 'mmdebstrap', output });
    onStep('giving the root file system to the engine');
    const labels = Object.entries(request.labels).map(
      ([name, value]) => `LABEL ${name}=${JSON.stringify(value)}`,
    );
    await engine.importRootfs(
      createReadStream(tar),
      request.reference,
      [
        'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        ...request.changes,
        ...labels,
      ],
      signal,
    );
  } finally {
    await rm(tar, { force: true });
  }
}

/**
 * Debian 12 merges /usr after the fact, by a package that needs all of perl. Laid out merged from the first, it can do
 * without; the pin (apt_preferences(5)) keeps apt from choosing that package all the same.
 */
const mergedFromTheFirst = [
  '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr',
  `--setup-hook=mkdir -p "$1"/etc/apt/preferences.d && printf 'Package: usrmerge\\nPin: release *\\nPin-Priority: -1\\n' > "$1"/etc/apt/preferences.d/merged`,
  '--customize-hook=rm "$1"/etc/apt/preferences.d/merged',
];

/**
 * Asked to end, mmdebstrap first finishes what it is at, for half a minute on a slow machine. In namespaces of its own
 * it can be killed: its processes and mounts go with it, and its files are in the work folder.
 */
const ownNamespaces = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** mmdebstrap says `I: downloading packages with apt...`. */
function tellStep(line: string, onStep: (step: string) => void): void {
  const match = /^I: ([a-z].*?)(?:\.\.\.)?$/.exec(line);
  if (match !== null && !/tempdir|automatically|chroot architecture/.test(line)) onStep(match[1] ?? '');
}

async function ensureMmdebstrap(
  machine: Machine,
  reference: string,
  onStep: (step: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const osRelease = (await machine.readText('/etc/os-release')) ?? '';
  const names = ['mmdebstrap', ...(await missingKeyring(machine))];
  const there = (await machine.run(['mmdebstrap', '--version'], { signal })).exitCode === 0;
  if (there && names.length === 1) return;
  const family = [readField(osRelease, 'ID') ?? '', ...(readField(osRelease, 'ID_LIKE') ?? '').split(' ')];
  const fix = `On Debian or Ubuntu run \`apt-get install ${names.join(' ')}\` as root, then try again. On other systems let the engine reach a registry, or load a file that \`drydock images save\` wrote elsewhere: \`drydock images load FILE\`.`;
  if (!machine.isRoot || !family.some((id) => id === 'debian' || id === 'ubuntu')) {
    throw new DrydockError('image-unavailable', {
      message: `${reference} can be had from no registry here, and building it takes mmdebstrap, which this machine does not have.`,
      fix,
    });
  }
  onStep(`installing ${names.join(', ')} on this machine`);
  const install = () =>
    machine.run(
      ['apt-get', '-o', 'DPkg::Lock::Timeout=120', 'install', '--yes', '--no-install-recommends', ...names],
      { env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }, signal },
    );
  let tried = await install();
  if (tried.exitCode !== 0) {
    await machine.run(['apt-get', '-o', 'DPkg::Lock::Timeout=120', 'update'], { signal });
    tried = await install();
  }
  if (tried.exitCode === 0) return;
  throw new DrydockError('image-unavailable', {
    message: `${reference} can be had from no registry here, and mmdebstrap, which would build it, could not be installed.`,
    fix,
    output: tried.output,
  });
}

async function missingKeyring(machine: Machine): Promise<readonly string[]> {
  const stem = '/usr/share/keyrings/debian-archive-keyring';
  const found = await Promise.all([machine.readText(`${stem}.pgp`), machine.readText(`${stem}.gpg`)]);
  return found.some((text) => text !== undefined) ? [] : ['debian-archive-keyring'];
}
