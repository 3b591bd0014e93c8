import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { inspect } from 'node:util';
import type Docker from 'dockerode';
import { unlessAborted } from '../lab/general/unless-aborted.ts';
import { boundAnswers } from './bounded-answers.ts';
import { type Deadline, makeDeadline, type Patience, usualPatience } from './deadline.ts';
import { type DockerodeGaps, fillGaps } from './dockerode-gaps.ts';
import type { Endpoint } from './endpoint.ts';
import { describeEndpoint } from './endpoint.ts';
import { cancelled, explainEngineError, noAnswer } from './engine-error.ts';
import { StreamAgent } from './exec/stream-agent.ts';

/** The client library on one endpoint. Stays inside `src/engine`. */
export interface EngineClient {
  readonly docker: Docker;
  readonly gaps: DockerodeGaps;
  readonly endpoint: Endpoint;
  /** As in DOCKER_HOST; for messages. */
  readonly name: string;
  /**
   * Makes a call and turns whatever it throws into a `DrydockError` that says what was being done: `timed-out` where
   * the Engine takes longer than its kind of call may. `request` gets the deadline to hand on to the library.
   */
  call<T>(doing: string, request: (deadline: Deadline) => Promise<T>, options?: CallOptions): Promise<T>;
  close(): void;
}

export interface CallOptions {
  /** What it asks of the Engine's time; `change` unless said. */
  readonly kind?: 'ask' | 'change' | 'long' | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Opens no connection yet. The library is loaded here: commands that ask no engine need not wait for it. */
export async function makeClient(
  endpoint: Endpoint,
  patience: Patience = usualPatience,
): Promise<EngineClient> {
  const { default: Library } = await import('dockerode');
  const name = describeEndpoint(endpoint);
  // For its log, which nobody reads, the library prints the agent at each call, with all that hangs on its connections.
  const agent = Object.assign(makeAgent(endpoint), { [inspect.custom]: () => 'Agent' });
  // The library fills gaps from DOCKER_HOST of the environment: every field it looks at is given.
  const blank = {
    host: undefined,
    port: undefined,
    socketPath: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
  };
  const options = { ...blank, ...connectOptions(endpoint), agent, headers: { 'User-Agent': 'drydock' } };
  const docker = new Library(options as Docker.DockerOptions);
  const gaps = fillGaps(docker);
  boundAnswers(gaps.modem, name);
  return {
    docker,
    gaps,
    endpoint,
    name,
    async call(doing, request, { kind = 'change', signal } = {}) {
      const withinMs = patience[`${kind}Ms`];
      using deadline = makeDeadline(withinMs, signal);
      try {
        return await unlessAborted(request(deadline), deadline.signal);
      } catch (error) {
        if (deadline.isOver) throw noAnswer(doing, name, withinMs, error);
        if (signal?.aborted) throw cancelled(doing, error);
        throw explainEngineError(error, { doing, engine: name });
      }
    },
    close: () => agent.destroy(),
  };
}

/** Connections that nobody uses stay for the next who ask, and no more than these: Node would keep 256. */
const mostIdle = 4;

function makeAgent(endpoint: Endpoint): Agent {
  const options = { keepAlive: true, maxFreeSockets: mostIdle };
  if (endpoint.kind === 'stream') return new StreamAgent(() => endpoint.dial(), options);
  return endpoint.kind === 'tcp' && endpoint.tls ? new TlsAgent(options) : new Agent(options);
}

function connectOptions(endpoint: Endpoint): Docker.DockerOptions {
  switch (endpoint.kind) {
    case 'socket':
      return { socketPath: endpoint.path, protocol: 'http' };
    case 'tcp':
      return {
        host: endpoint.host,
        port: endpoint.port,
        protocol: endpoint.tls ? 'https' : 'http',
        ...endpoint.tls,
      };
    case 'stream':
      // A name for the Host header; the agent decides where the bytes go.
      return { host: 'docker', port: 80, protocol: 'http' };
  }
}
