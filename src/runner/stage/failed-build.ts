/** Says of a build that failed in which file of the workspace its Dockerfile stands: the builder had a copy. */
import { DrydockError } from '../../lab/errors.ts';

/** By service, the Dockerfile that it is built from. */
export type Dockerfiles = ReadonlyMap<string, string>;

/** The same error with the file of the workspace as its place; another error as it is. */
export function inWorkspace(error: unknown, dockerfiles: Dockerfiles): unknown {
  if (!(error instanceof DrydockError) || error.code !== 'build-failed') return error;
  if (error.place !== undefined && error.place.file !== 'Dockerfile') return error;
  const file = fileOf(error.output ?? '', dockerfiles);
  if (file === undefined) return error;
  const { message, fix, output, place } = error;
  return new DrydockError(error.code, {
    message,
    ...(fix === undefined ? {} : { fix }),
    ...(output === undefined ? {} : { output }),
    place: { ...place, file },
    cause: error,
  });
}

/** BuildKit says the service of a step, as in `> [web build 2/4] RUN make:`, where there are several. */
function fileOf(output: string, dockerfiles: Dockerfiles): string | undefined {
  const files = new Set(dockerfiles.values());
  if (files.size === 1) return [...files][0];
  const failing = /^ > \[(\S+) /m.exec(output)?.[1];
  return failing === undefined ? undefined : dockerfiles.get(failing);
}
