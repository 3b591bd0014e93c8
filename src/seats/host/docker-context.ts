import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { sha256 } from '../../files/sha256.ts';
import { DrydockError } from '../../lab/errors.ts';

const configSchema = z.object({ currentContext: z.string().optional() });
const metaSchema = z.object({ Endpoints: z.object({ docker: z.object({ Host: z.string() }) }) });

/** A context of the docker command line: `docker context create`. */
export interface DockerContext {
  readonly name: string;
  /** As in DOCKER_HOST. */
  readonly host: string;
  /** The folder with ca.pem, cert.pem and key.pem, where it has one. */
  readonly certDir?: string;
}

/**
 * The context that the docker command line would use: DOCKER_CONTEXT, else `currentContext` of its settings file
 * below `configDir`. Undefined for the context `default`, which means the default socket.
 */
export async function findContext(configDir: string, asked?: string): Promise<DockerContext | undefined> {
  const name = asked ?? (await readCurrent(configDir));
  if (name === undefined || name === '' || name === 'default') return undefined;
  const id = sha256(name);
  const file = join(configDir, 'contexts', 'meta', id, 'meta.json');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new DrydockError('bad-usage', {
      message: `The docker context ${JSON.stringify(name)} does not exist (there is no ${file}).`,
      fix: '`docker context ls` lists those that do; choose one with `docker context use NAME` or DOCKER_CONTEXT.',
      cause,
    });
  });
  const { Endpoints } = metaSchema.parse(JSON.parse(text));
  const certDir = join(configDir, 'contexts', 'tls', id, 'docker');
  const hasCertificates = await stat(certDir).then(
    (about) => about.isDirectory(),
    () => false,
  );
  return { name, host: Endpoints.docker.Host, ...(hasCertificates && { certDir }) };
}

async function readCurrent(configDir: string): Promise<string | undefined> {
  const text = await readFile(join(configDir, 'config.json'), 'utf8').catch(() => '{}');
  try {
    return configSchema.parse(JSON.parse(text)).currentContext;
  } catch {
    return undefined;
  }
}
