/**
 * Disks that seats begin with: the images of a lab are on them already. Each was filled in a seat that nobody had, and is
 * copied for each seat that begins with it, so that nothing of one comes into another.
 */
import { createHash } from 'node:crypto';
import type { ConnectedEngine } from '../../engine/connect.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { SeatClass } from '../../lab/seats/seat-class.ts';
import { containerName, makeLabels } from '../labels.ts';
import type { ImageStore } from '../seat-images.ts';

/** How many of them a home keeps: those that seats began with last. */
export const mostKept = 8;
/** None is kept while more of the disk below is taken than this, in per cent. */
const mostTaken = 85;

/** Where a home keeps them, each as a file `KEY.SLOT.img` of the seat that it was filled in. */
export const preparedVolume = (homeId: string): string => containerName('disk', `${homeId}-prepared`);

/** Which of them a seat begins with, and by which number the users of the seat are known. */
export interface BeginsWith {
  readonly key: string;
  readonly slot: number;
}

/** In a rootless seat all users have ids by its slot; in seats of other classes they are themselves. */
export const ownDisk = (
  key: string,
  { seatClass, slot }: { readonly seatClass: SeatClass; readonly slot: number },
): BeginsWith => ({ key, slot: seatClass === 'rootless' ? slot : 0 });

export interface PreparedParts {
  readonly seatClass: SeatClass;
  readonly imageStore: ImageStore;
  /** The image of seats. */
  readonly image: string;
  /** In bytes. */
  readonly size: number;
  /** References of the images that are to be on it. */
  readonly images: readonly string[];
}

/**
 * Names the disk by all that it is made of: an image that was made anew since is on another one. Whether what is on it is
 * what a lab needs is not taken from here; whoever brings images looks.
 */
export async function preparedKey(
  engine: ConnectedEngine,
  { images, ...parts }: PreparedParts,
  signal?: AbortSignal,
): Promise<string> {
  const idOf = async (reference: string) => [
    reference,
    (await engine.findImage(reference, signal))?.id ?? '',
  ];
  const ids = await Promise.all([parts.image, ...images.toSorted()].map(idOf));
  return createHash('sha256')
    .update(JSON.stringify([parts, ids]))
    .digest('hex')
    .slice(0, 16);
}

/** For a shell: copies the disk that `$2` names to `$1`, or fails where there is none. Says the slot that it was filled in. */
export const copyPrepared = `
copy_prepared() {
  for from in /prepared/"$2".*.img; do
    cp --sparse=always "$from" "$1" && touch "$from" || return 1
    slot=\${from#/prepared/"$2".}
    echo "\${slot%.img}"
  done
}`;

/**
 * For a shell: makes the file system on the device `$1`, filled in the slot \`$2\`, one of the slot \`$3\`. Users and groups of
 * a rootless seat are its own (seat-slot.ts), so files are given to those of this one, whose setuid bits and capabilities
 * chown(2) takes. The engine in there has to find that it is a new one: of networks that it knew it would take each rule
 * away, and lay it anew.
 */
export const adoptDisk = `
adopt_disk() {
  mount "$1" /mnt
  rm -rf /mnt/engine-id /mnt/network /mnt/seat/engine/engine-id /mnt/seat/engine/network
  if [ "$2" != "$3" ]; then
    getcap -n -r /mnt > /tmp/capable
    find /mnt -printf '%y %m %U %G %p\\0' > /tmp/owned
    shift=$(($3 - $2)) perl -MPOSIX=lchown -0ne '
      sub moved { $_[0] >= 268435456 ? $_[0] + $ENV{shift} * 65536 : $_[0] >= 251658240 ? $_[0] + $ENV{shift} : $_[0] }
      chomp;
      my ($type, $mode, $user, $group, $path) = split / /, $_, 5;
      lchown moved($user), moved($group), $path or die "$path: $!";
      $type ne "f" or !(oct($mode) & 06000) or chmod oct $mode, $path or die "$path: $!"' /tmp/owned
    shift=$(($3 - $2)) perl -ne 'chomp; my ($path, $held, $root) = /^(.*) (cap_.*?)(?: \\[rootid=(\\d+)\\])?$/ or next;
      my @of = defined $root ? ("-n", $root + $ENV{shift}) : ();
      system("setcap", @of, $held, $path) == 0 or die "$path"' /tmp/capable
  fi
  umount /mnt
}`;

const keepScript = `
set -e
rm -f /prepared/"$1".*.new
find /prepared -name '*.new' -mmin +60 -delete
[ "$(df --output=pcent /prepared | tail -n 1 | tr -dc 0-9)" -le "$3" ] || exit 0
cp --sparse=always /disk/seat.img "/prepared/$1.$2.img.new"
rm -f /prepared/"$1".*.img
mv "/prepared/$1.$2.img.new" "/prepared/$1.$2.img"
ls -t /prepared/*.img | tail -n +$(($4 + 1)) | xargs -r rm -f`;

const hasScript = 'for file in /prepared/"$1".*.img; do [ -e "$file" ] || exit 1; done';

export interface PreparedDisksParts {
  readonly engine: ConnectedEngine;
  readonly homeId: string;
  /** What the helper is made from: the image of seats. */
  readonly image: string;
}

export async function hasPrepared(
  parts: PreparedDisksParts,
  key: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const { exitCode } = await inHelper(parts, { key, script: hasScript, words: [], binds: [] }, signal);
  return exitCode === 0;
}

/**
 * Keeps a copy of a disk that nobody uses now: `backing` is the volume with its file. Where little of the disk below is
 * free none is kept, and seats begin with empty disks. Rejects with `setup-failed`.
 */
export async function keepPrepared(
  parts: PreparedDisksParts,
  { key, slot }: BeginsWith,
  backing: string,
  signal?: AbortSignal,
): Promise<void> {
  const words = [slot, mostTaken, mostKept].map(String);
  const binds = [`${backing}:/disk:ro`];
  const { exitCode, stderr } = await inHelper(parts, { key, script: keepScript, words, binds }, signal);
  if (exitCode === 0) return;
  throw new DrydockError('setup-failed', {
    message: 'The disk that seats are to begin with could not be copied.',
    fix: 'What the copy printed is below; seats begin with empty disks until it can be made.',
    output: stderr,
  });
}

interface InHelper {
  readonly key: string;
  /** For a shell; its first argument is the key. */
  readonly script: string;
  readonly words: readonly string[];
  readonly binds: readonly string[];
}

async function inHelper(
  { engine, homeId, image }: PreparedDisksParts,
  { key, script, words, binds }: InHelper,
  signal: AbortSignal | undefined,
) {
  const volume = preparedVolume(homeId);
  const labels = makeLabels({ home: homeId, role: 'disk' });
  await engine.ensureVolume(volume, labels);
  const helper = await engine.ensureContainer(
    {
      name: containerName('disk', `${homeId}-prepared-${key}`),
      image,
      entrypoint: ['sleep', 'infinity'],
      argv: [],
      labels,
      binds: [`${volume}:/prepared`, ...binds],
      user: '0',
      networkMode: 'none',
      init: true,
    },
    signal,
  );
  try {
    return await engine.run(helper, ['sh', '-c', script, 'sh', key, ...words], {
      ...(signal && { signal }),
    });
  } finally {
    await engine.removeContainer(helper);
  }
}
