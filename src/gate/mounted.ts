/**
 * Where the mounts of a container really lead, as its kernel says it. The Engine tells the path that it was asked for;
 * mountinfo tells the file system and the folder in it that is mounted, links followed.
 */

/** A line of proc_pid_mountinfo(5): what is mounted where. */
export interface Mounted {
  /** The file system, `major:minor`. */
  readonly device: string;
  /** The folder or file of it that is mounted. */
  readonly root: string;
  readonly mountPoint: string;
}

/** What is no line of that form is passed over. */
export function parseMounted(mountinfo: string): readonly Mounted[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [, , device, root, mountPoint] = line.split(' ');
    if (device === undefined || root === undefined || mountPoint === undefined) return [];
    return /^\d+:\d+$/.test(device)
      ? [{ device, root: octalAsText(root), mountPoint: octalAsText(mountPoint) }]
      : [];
  });
}

/** Space, tab, newline and backslash stand as three octal digits. */
const octalAsText = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** What the mounts of a workbench say of where a path is; undefined where they do not say it. */
export function whereIs(
  path: string,
  mounts: readonly Mounted[],
): Pick<Mounted, 'device' | 'root'> | undefined {
  const steps = path.split('/').filter((step) => step !== '');
  for (let length = steps.length; length >= 0; length -= 1) {
    const point = `/${steps.slice(0, length).join('/')}`;
    const mount = mounts.findLast(({ mountPoint }) => mountPoint === point);
    if (mount === undefined) continue;
    const below = steps.slice(length).join('/');
    return {
      device: mount.device,
      root: `${mount.root === '/' ? '' : mount.root}/${below}`.replace(/(?<=.)\/$/, ''),
    };
  }
  return undefined;
}

/**
 * Whether what is mounted at a path of a container lies in the workspace. A file that was renamed or deleted since it
 * was mounted does. Where the path leads through links of the image's, nothing is mounted at it, and any mount of the
 * workspace's counts.
 */
export function leadsInside(
  destination: string,
  workspace: Pick<Mounted, 'device' | 'root'>,
  mounts: readonly Mounted[],
): boolean {
  const there = mounts.filter(({ mountPoint }) => mountPoint === destination);
  const folder = workspace.root === '/' ? '/' : `${workspace.root}/`;
  return (there.length > 0 ? there : mounts).some(
    ({ device, root }) => device === workspace.device && (root === workspace.root || root.startsWith(folder)),
  );
}
