import type { ObservedMount } from '../../lab/observation/observation.ts';

/**
 * Reads proc_pid_mountinfo(5): the mounts as the process sees them, in the order in which they were made.
 * `options` are those of the mount, then those of the file system but for the directories of an overlay, which
 * are the engine's affair. What is no line of that form is passed over.
 */
export function parseMountinfo(text: string): readonly ObservedMount[] {
  return text.split('\n').flatMap((line) => {
    const [before, after] = line.split(' - ', 2);
    const [, , device, , mountPoint, options] = before?.split(' ') ?? [];
    const [type, source, superOptions] = after?.split(' ') ?? [];
    if (!device || !/^\d+:\d+$/.test(device) || !mountPoint || !options || !type) return [];
    const own = options.split(',');
    const fileSystem = splitOptions(superOptions ?? '');
    return [
      {
        mountPoint: unescapeOctal(mountPoint),
        type: unescapeOctal(type),
        source: unescapeOctal(source ?? ''),
        readOnly: own.includes('ro') || fileSystem.includes('ro'),
        options: [...own, ...fileSystem.filter((option) => !own.includes(option) && !isPlumbing(option))],
      },
    ];
  });
}

/** Whether the root file system is read-only: the mount made last over `/`. Undefined where no mount is there. */
export function isRootReadOnly(mounts: readonly ObservedMount[]): boolean | undefined {
  return mounts.findLast((mount) => mount.mountPoint === '/')?.readOnly;
}

function splitOptions(text: string): readonly string[] {
  return text.split(',').filter((option) => option !== '');
}

function isPlumbing(option: string): boolean {
  return /^(rw|(lower|upper|work)dir=.*)$/.test(option);
}

/** Space, tab, newline, backslash and # stand as three octal digits after a backslash. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
