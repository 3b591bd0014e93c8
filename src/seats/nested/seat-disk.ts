import type { ConnectedEngine } from '../../engine/connect.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { ContainerSpec } from '../../lab/ports/engine.ts';
import { containerName, makeLabels } from '../labels.ts';
import { adoptDisk, type BeginsWith, copyPrepared, preparedVolume } from './prepared-disk.ts';

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
${copyPrepared}
${adoptDisk}
file=/disk/seat.img
device=
leave() {
  [ $? = 0 ] || { umount /mnt || true; [ -z "$device" ] || losetup -d "$device" || true; } 2> /dev/null
}
trap leave EXIT
trap 'exit 1' TERM INT HUP
made=$file
filled=
if [ ! -e $file ]; then
  made=$file.new
  rm -f $made
  [ -z "$2" ] || filled=$(copy_prepared $made "$2" 2> /dev/null) || rm -f $made
  if [ ! -e $made ]; then
    filled=
    truncate -s "$1" $made
    mkfs.ext4 -q -F -m 0 -E nodiscard,lazy_itable_init=1,lazy_journal_init=1 $made
  fi
fi
device=$(losetup -j $made | head -n 1 | cut -d: -f1)
for try in 1 2 3 4 5 6 7 8; do
  [ -z "$device" ] || break
  for known in /sys/block/loop*; do
    node=/dev/\${known##*/}
    [ -e "$node" ] || [ ! -e "$known/dev" ] || mknod -m 660 "$node" b $(tr : ' ' < "$known/dev") || true
  done
  device=$(losetup --find --show $made 2> /tmp/said) || true
done
[ -n "$device" ] || { cat /tmp/said >&2; exit 1; }
# setcap(8) of some versions says something that is for nobody.
[ -z "$filled" ] || adopt_disk "$device" "$filled" "$3" > /dev/null
[ $made = $file ] || mv $made $file
# The kernel takes the device away with the last mount of it. Until the seat has one, this container does.
mkdir -p /held
mount "$device" /held
losetup -d "$device"
echo "$device"`;

/** The volume with the file that is the disk. */
export const backingVolume = (homeId: string, seatId: string): string =>
  containerName('disk', `${homeId}-${seatId}-file`);

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
  /** What a new disk is a copy of, where it is there. */
  readonly begins?: BeginsWith | undefined;
}

/**
 * A disk of a fixed size, as a file with a file system of its own: what works on any file system below, unlike
 * quotas. Its volume is made anew each time, since the number of a loop device is another one after every restart.
 * The powers that this takes are held by a container only until the seat runs: dispose it then. Rejects with
 * `setup-failed`.
 */
export async function attachDisk(parts: SeatDiskParts, signal?: AbortSignal): Promise<AsyncDisposable> {
  const { engine, homeId, seatId, size, begins } = parts;
  const labels = makeLabels({ home: homeId, role: 'disk', seat: seatId });
  const backing = backingVolume(homeId, seatId);
  const volume = diskVolume(homeId, seatId);
  await engine.ensureVolume(backing, labels);
  if (begins !== undefined)
    await engine.ensureVolume(preparedVolume(homeId), makeLabels({ home: homeId, role: 'disk' }));
  const helper = await engine.ensureContainer(diskHelper(parts, backing), signal);
  const run = (key: string, slot: string) =>
    engine.run(helper, ['sh', '-c', attach, 'sh', String(size), key, slot], { ...(signal && { signal }) });
  try {
    let made = await run(begins?.key ?? '', String(begins?.slot ?? 0));
    // An empty one will do: whoever looks for images brings them.
    if (made.exitCode !== 0 && begins !== undefined) made = await run('', '0');
    const device = made.stdout.trim();
    if (made.exitCode !== 0 || !/^\/dev\/loop\d+$/.test(device)) throw noDisk(made.stderr);
    await engine.removeVolume(volume);
    await engine.ensureVolume(volume, labels, { type: 'ext4', device });
    return {
      async [Symbol.asyncDispose]() {
        await engine.removeContainer(helper);
      },
    };
  } catch (error) {
    await engine.removeContainer(helper).catch(() => undefined);
    throw error;
  }
}

function diskHelper({ homeId, seatId, image, begins }: SeatDiskParts, backing: string): ContainerSpec {
  return {
    name: containerName('disk', `${homeId}-${seatId}`),
    image,
    entrypoint: ['sleep', 'infinity'],
    argv: [],
    labels: makeLabels({ home: homeId, role: 'disk', seat: seatId }),
    binds: [
      `${backing}:/disk`,
      '/dev:/dev',
      ...(begins === undefined ? [] : [`${preparedVolume(homeId)}:/prepared`]),
    ],
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
