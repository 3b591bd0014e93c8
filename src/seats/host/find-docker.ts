import { access, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { connectEngine } from '../../engine/connect.ts';
import type { Endpoint } from '../../engine/endpoint.ts';
import { describeEndpoint, parseEndpoint } from '../../engine/endpoint.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { EngineInfo } from '../../lab/ports/engine.ts';
import { findContext } from './docker-context.ts';

/** A Docker that this machine names, and where it is named. */
export interface NamedDocker {
  readonly endpoint: Endpoint;
  /** `DOCKER_HOST`, `the docker context desktop-linux`, `the socket /var/run/docker.sock`. */
  readonly source: string;
}

/** What came of asking for a Docker. */
export type FoundDocker =
  | { readonly state: 'reachable'; readonly docker: NamedDocker; readonly info: EngineInfo }
  /** It is named or its socket exists, and it does not answer or does not let us in. */
  | {
      readonly state: 'unreachable';
      readonly docker: NamedDocker;
      readonly reason: string;
      readonly fix?: string;
    }
  /** Nothing names one. */
  | { readonly state: 'none'; readonly tried: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

const answerMs = 5_000;

/**
 * Looks where the docker command line does: DOCKER_HOST, the chosen context, then default sockets. What is named on
 * purpose is the only one asked; of the sockets, the first that answers.
 */
export async function findDocker(env: Environment): Promise<FoundDocker> {
  const home = env.HOME ?? homedir();
  const configDir = env.DOCKER_CONFIG ?? join(home, '.docker');
  if (env.DOCKER_HOST !== undefined && env.DOCKER_HOST !== '') {
    const certDir =
      env.DOCKER_TLS_VERIFY || env.DOCKER_CERT_PATH ? (env.DOCKER_CERT_PATH ?? configDir) : undefined;
    return ask({ endpoint: parseEndpoint(env.DOCKER_HOST, certDir), source: 'DOCKER_HOST' });
  }
  const context = await findContext(configDir, env.DOCKER_CONTEXT);
  if (context !== undefined) {
    const endpoint = parseEndpoint(context.host, context.certDir);
    return ask({ endpoint, source: `the docker context ${context.name}` });
  }
  return askSockets(defaultSockets(home, env));
}

/**
 * Where sockets of Docker usually are: the system's, Docker Desktop's, a rootless engine's, Colima's and OrbStack's.
 */
export function defaultSockets(home: string, env: Environment): readonly string[] {
  const runtimeDir = env.XDG_RUNTIME_DIR;
  return [
    '/var/run/docker.sock',
    join(home, '.docker', 'run', 'docker.sock'),
    join(home, '.docker', 'desktop', 'docker.sock'),
    ...(runtimeDir === undefined || runtimeDir === '' ? [] : [join(runtimeDir, 'docker.sock')]),
    join(home, '.colima', 'default', 'docker.sock'),
    join(home, '.orbstack', 'run', 'docker.sock'),
  ];
}

async function askSockets(paths: readonly string[]): Promise<FoundDocker> {
  let refused: FoundDocker | undefined;
  for (const path of paths) {
    const exists = await stat(path).then(
      () => true,
      () => false,
    );
    if (!exists) continue;
    const answer = await ask({ endpoint: { kind: 'socket', path }, source: `the socket ${path}` });
    if (answer.state === 'reachable') return answer;
    refused ??= answer;
  }
  return refused ?? { state: 'none', tried: paths };
}

async function ask(docker: NamedDocker): Promise<FoundDocker> {
  const { endpoint } = docker;
  try {
    // The client says only that it could not connect; the file says why.
    if (endpoint.kind === 'socket') await access(endpoint.path);
    const signal = AbortSignal.timeout(answerMs);
    await using engine = await connectEngine(endpoint, signal);
    return { state: 'reachable', docker, info: await engine.info(signal) };
  } catch (error) {
    const timedOut = error instanceof DrydockError && error.code === 'cancelled';
    const reason = timedOut
      ? `${describeEndpoint(endpoint)} did not answer within ${answerMs / 1000} s.`
      : error instanceof Error
        ? error.message
        : String(error);
    const fix = error instanceof DrydockError && !timedOut ? error.fix : undefined;
    return { state: 'unreachable', docker, reason, ...(fix !== undefined && { fix }) };
  }
}
