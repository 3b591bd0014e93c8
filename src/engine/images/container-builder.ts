import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { DrydockError } from '../../lab/errors.ts';
import type { Engine } from '../../lab/ports/engine.ts';
import type { ImageBuilder } from './image-builder.ts';
import { buildCommand } from './image-builder.ts';

export interface ContainerBuilderParts {
  readonly engine: Engine;
  /** Where the engine's host has the engine's socket. */
  readonly engineSocket: string;
  /** An image of Debian 13 in that engine. */
  readonly base: string;
  readonly aptFolder: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** An image takes minutes to build; one that takes longer than this waits for something that never comes. */
const buildMs = 3_600_000;

/**
 * Builds with a docker command line in a container, for machines that have an engine and no buildx. It is made from
 * the base image, given the engine's socket, and removed when disposed.
 */
export async function makeContainerBuilder(parts: ContainerBuilderParts): Promise<ImageBuilder> {
  const { engine, engineSocket, base, aptFolder, signal } = parts;
  const container = await engine.ensureContainer(
    {
      name: 'drydock-image-builder',
      image: base,
      argv: ['sleep', 'infinity'],
      labels: parts.labels,
      binds: [`${engineSocket}:/var/run/docker.sock`],
      networkMode: 'host',
      user: '0',
      init: true,
    },
    signal,
  );
  const stopping = signal === undefined ? {} : { signal };
  const builder: ImageBuilder = {
    async build(request, onLine, buildSignal) {
      const folder = await sendFolder(engine, container, request.folder);
      const argv = buildCommand(request, { folder, aptFolder: '/run/apt' });
      const result = await engine.run(container, argv, {
        timeoutMs: buildMs,
        ...(buildSignal && { signal: buildSignal }),
        onOutput: splitLines(onLine),
      });
      return { exitCode: result.exitCode };
    },
    [Symbol.asyncDispose]: () => engine.removeContainer(container),
  };
  try {
    await engine.run(container, ['mkdir', '-p', '/run/apt', '/run/images'], stopping);
    await engine.putArchive(container, '/run/apt', packFolder(aptFolder));
    const install = await engine.run(container, ['/run/apt/install', 'docker-cli', 'docker-buildx'], {
      timeoutMs: buildMs,
      ...stopping,
      onOutput: splitLines(parts.onLine),
    });
    if (install.exitCode === 0) return builder;
    throw new DrydockError('build-failed', {
      message:
        'The Docker command line could not be installed in a container, which is needed to build images here.',
      fix: 'Install Docker’s buildx plugin on this machine (docker-buildx or docker-buildx-plugin) and try again.',
      output: `${install.stdout}${install.stderr}`.slice(-4000),
    });
  } catch (error) {
    await engine.removeContainer(container).catch(() => {});
    throw error;
  }
}

/** The same folder goes to the same place, so that BuildKit finds what it has of it. */
async function sendFolder(engine: Engine, container: string, folder: string): Promise<string> {
  const place = `/run/images/${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  await engine.run(container, ['mkdir', '-p', place]);
  await engine.putArchive(container, place, packFolder(folder));
  return place;
}

/** All files below a folder as a tar, owned by root, without times. */
async function* packFolder(folder: string): AsyncIterable<Uint8Array> {
  const tar = pack();
  const filling = (async () => {
    for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const mode = (await stat(file)).mode & 0o777;
      tar.entry({ name: relative(folder, file), mode, mtime: new Date(0) }, await readFile(file));
    }
    tar.finalize();
  })();
  filling.catch((error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))));
  yield* Readable.from(tar);
}

function splitLines(onLine: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.replace(/\r$/, ''));
  };
}
