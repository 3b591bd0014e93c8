import type { ImageBuilder } from './image-builder.ts';
import { buildCommand } from './image-builder.ts';
import type { Machine } from './machine.ts';

/**
 * Builds with the docker command line of this machine; undefined where it has none with buildx.
 * @param dockerHost the engine as DOCKER_HOST names it; TLS settings come from the machine's own variables
 */
export async function findHostBuilder(
  machine: Machine,
  dockerHost: string,
  signal?: AbortSignal,
): Promise<ImageBuilder | undefined> {
  // The builder named `default` is the one inside of the engine at DOCKER_HOST, whatever the reader uses otherwise.
  const env = { DOCKER_HOST: dockerHost, DOCKER_CONTEXT: '', BUILDX_BUILDER: 'default', BUILDKIT_COLORS: '' };
  const { exitCode } = await machine.run(['docker', 'buildx', 'version'], { env, signal });
  if (exitCode !== 0) return undefined;
  return {
    async build(request, onLine, buildSignal) {
      const { exitCode: code } = await machine.run(buildCommand(request), {
        env,
        signal: buildSignal,
        onLine,
      });
      return { exitCode: code };
    },
    async [Symbol.asyncDispose]() {},
  };
}
