import type { ConnectedEngine } from '../../engine/connect.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { ContainerSpec } from '../../lab/ports/engine.ts';
import { containerName, makeLabels } from '../labels.ts';

/**
 * Finds the file's loop device or makes one, making the file and its file system first. `-m 0`: nothing is kept back
 * for root, who is the seat's user here. The file is sparse: it takes what is stored in it.
 *
 * Of an engine in a container, /dev has the nodes that the machine had as the container was made. A device that the
 * kernel adds later has none there until one is made: by the second try, or by a later one where others take the
 * device meanwhile.
 */
const attach = `
set -e
file=/disk/seat.img
if [ ! -e $file ]; then
  truncate -s "$1" $file.new
  mkfs.ext4 -q -F -m 0 -E nodiscard,lazy_itable_init=1,lazy_journal_init=1 $file.new
  mv $file.new $file
fi
device=$(losetup -j $file | head -n 1 | cut -d: -f1)
for try in 1 2 3 4 5 6 7 8; do
  [ -z "$device" ] || break
  for known in /sys/block/loop*; do
    node=/dev/\${known##*/}
    [ -e "$node" ] || [ ! -e "$known/dev" ] || mknod -m 660 "$node" b $(tr : ' ' < "$known/dev") || true
  done
  device=$(losetup --find --show $file 2> /tmp/said) || true
done
[ -n "$device" ] || { cat /tmp/said >&2; exit 1; }
echo "$device"`;

/** Lets the kernel take the device away when the last mount of it goes: with the seat's container. */
const letGo = 'losetup -d "$1"';

/** The volume that a seat's container mounts. */
export const diskVolume = (homeId: string, seatId: string): string =>
  containerName('disk', `${homeId}-${seatId}-data`);

export interface SeatDiskParts {
  readonly engine: ConnectedEngine;
  readonly homeId: string;
  readonly seatId: string;
  /** In bytes. */
  readonly size: number;
  /** What the helper is made from: the image of seats. */
  readonly image: string;
}

/**
 * A disk of a fixed size, as a file with a file system of its own: what works on any file system below, unlike
 * quotas. Its volume is made anew each time, since the number of a loop device is another one after every restart.
 * The powers that this takes are held by a container only until the seat runs: dispose it then. Rejects with
 * `setup-failed`.
 */
export async function attachDisk(parts: SeatDiskParts, signal?: AbortSignal): Promise<AsyncDisposable> {
  const { engine, homeId, seatId, size, image } = parts;
  const labels = makeLabels({ home: homeId, role: 'disk', seat: seatId });
  const backing = containerName('disk', `${homeId}-${seatId}-file`);
  const volume = diskVolume(homeId, seatId);
  await engine.ensureVolume(backing, labels);
  const helper = await engine.ensureContainer(diskHelper({ homeId, seatId, image }, backing), signal);
  try {
    const made = await engine.run(helper, ['sh', '-c', attach, 'sh', String(size)], {
      ...(signal && { signal }),
    });
    const device = made.stdout.trim();
    if (made.exitCode !== 0 || !/^\/dev\/loop\d+$/.test(device)) throw noDisk(made.stderr);
    await engine.removeVolume(volume);
    await engine.ensureVolume(volume, labels, { type: 'ext4', device });
    return {
      async [Symbol.asyncDispose]() {
        await engine.run(helper, ['sh', '-c', letGo, 'sh', device]);
        await engine.removeContainer(helper);
      },
    };
  } catch (error) {
    await engine.removeContainer(helper).catch(() => undefined);
    throw error;
  }
}

function diskHelper(
  { homeId, seatId, image }: Pick<SeatDiskParts, 'homeId' | 'seatId' | 'image'>,
  backing: string,
): ContainerSpec {
  return {
    name: containerName('disk', `${homeId}-${seatId}`),
    image,
    entrypoint: ['sleep', 'infinity'],
    argv: [],
    labels: makeLabels({ home: homeId, role: 'disk', seat: seatId }),
    binds: [`${backing}:/disk`, '/dev:/dev'],
    user: '0',
    networkMode: 'none',
    privileged: true,
    init: true,
  };
}

function noDisk(output: string): DrydockError {
  return new DrydockError('setup-failed', {
    message: 'A disk of its own could not be made for a seat: the engine’s host gives no loop device.',
    fix: 'Load the kernel module on the engine’s host (modprobe loop), or say --seat-disk none if a seat may fill the disk of all.',
    output,
  });
}
