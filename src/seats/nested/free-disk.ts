import type { ConnectedEngine } from '../../engine/connect.ts';
import { containerName, makeLabels } from '../labels.ts';

/** The free part of a file system, 0 to 1, of what `stat -f -c '%a %b'` prints (stat(1)). Pure. */
export function parseFreeDisk(text: string): number | undefined {
  const [, free, all] = /^(\d+) ([1-9]\d*)\n?$/.exec(text) ?? [];
  return free === undefined ? undefined : Number(free) / Number(all);
}

/**
 * How much of the disk on which the engine keeps containers is free, 0 to 1: the engine may be on another machine, and
 * the file system of a container of this image is on that disk. Undefined where a container cannot tell.
 */
export async function measureFreeDisk(
  engine: ConnectedEngine,
  homeId: string,
  image: string,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const container = await engine.ensureContainer(
    {
      name: containerName('disk', `${homeId}-room`),
      image,
      entrypoint: ['sleep', '60'],
      argv: [],
      labels: makeLabels({ home: homeId, role: 'disk' }),
      networkMode: 'none',
      capDrop: ['ALL'],
    },
    signal,
  );
  try {
    const { stdout } = await engine.run(container, ['stat', '-f', '-c', '%a %b', '/'], {
      ...(signal && { signal }),
    });
    return parseFreeDisk(stdout);
  } finally {
    await engine.removeContainer(container);
  }
}
