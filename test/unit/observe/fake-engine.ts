import { DrydockError } from '../../../src/lab/errors.ts';
import type { InspectedContainer } from '../../../src/lab/observation/container.ts';
import type { CommandResult, EngineEvent, EngineInfo, RunOptions } from '../../../src/lab/ports/engine.ts';
import type { WatchTools } from '../../../src/observe/live.ts';

export const info: EngineInfo = {
  id: 'engine',
  version: '26.1.5',
  apiVersion: '1.45',
  os: 'linux',
  architecture: 'amd64',
  kernel: '6.18.44',
  operatingSystem: 'Debian GNU/Linux 13 (trixie)',
  cgroupVersion: '1',
  storageDriver: 'overlay2',
  imageStore: 'graph-driver',
  runtimes: ['crun', 'runc', 'runsc'],
  runtimeArguments: {},
  securityOptions: ['name=seccomp,profile=builtin', 'name=apparmor'],
  cpus: 2,
  memoryBytes: 2 ** 34,
};

export function makeContainer(fields: Partial<InspectedContainer> = {}): InspectedContainer {
  const service = fields.service ?? 'web';
  return {
    id: 'a1'.repeat(32),
    name: `shop-${service}-1`,
    image: { reference: 'shop/web', id: 'sha256:web' },
    labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': service },
    service,
    status: 'running',
    health: 'none',
    exitCode: 0,
    oomKilled: false,
    restartCount: 0,
    startedAt: '2026-01-01T00:00:00Z',
    initPid: 9874,
    user: '',
    entrypoint: [],
    command: [],
    env: [],
    workdir: '/',
    runtime: 'runc',
    privileged: false,
    capAdd: [],
    capDrop: [],
    securityOpt: [],
    readOnlyRootfs: false,
    pidMode: '',
    ipcMode: 'private',
    utsMode: '',
    usernsMode: '',
    cgroupnsMode: 'host',
    networkMode: 'shop_default',
    sysctls: {},
    memoryLimitBytes: 0,
    cpuLimit: 0,
    pidsLimit: 0,
    restartPolicy: 'no',
    logDriver: 'json-file',
    logOptions: {},
    mounts: [],
    tmpfs: {},
    devices: [],
    ports: [],
    networks: [{ name: 'shop_default', id: 'n1', ipv4: '10.0.0.2', aliases: [] }],
    ...fields,
  };
}

type Run = (
  container: string,
  argv: readonly string[],
  options?: RunOptions,
) => Promise<Partial<CommandResult>>;

/** An engine that has the containers given; tests change them, ring events and break it. */
export class FakeEngine {
  containers: readonly InspectedContainer[] = [makeContainer()];
  lost = false;
  inspections = 0;
  readonly runs: (readonly string[])[] = [];
  onRun: Run = async () => ({});
  onImage: (id: string) => Promise<never> = () => Promise.reject(new Error('no such image'));
  #followers = new Set<{ onEvent: (event: EngineEvent) => void; onEnd: (cause: unknown) => void }>();

  get followers(): number {
    return this.#followers.size;
  }

  ring(action: string, labels: Record<string, string> = {}, id = 'x'): void {
    for (const { onEvent } of this.#followers) onEvent({ type: 'container', action, id, labels });
  }

  break(): void {
    this.lost = true;
    for (const { onEnd } of this.#followers) onEnd(lostError());
    this.#followers.clear();
  }

  readonly port: WatchTools['engine'] = {
    info: async () => this.#unlessLost(info),
    inspectContainers: async () => {
      this.inspections += 1;
      return this.#unlessLost(this.containers);
    },
    findImage: async () => undefined,
    readImageFacts: (id) => this.onImage(id),
    run: async (container, argv, options) => {
      this.runs.push(argv);
      const result = await this.onRun(container, argv, options);
      return { exitCode: 0, stdout: '', stderr: '', truncated: false, durationMs: 1, ...result };
    },
    follow: async (onEvent, onEnd) => {
      const follower = this.#unlessLost({ onEvent, onEnd });
      this.#followers.add(follower);
      return {
        [Symbol.asyncDispose]: async () => {
          this.#followers.delete(follower);
        },
      };
    },
  };

  #unlessLost<T>(value: T): T {
    if (this.lost) throw lostError();
    return value;
  }
}

export function lostError(): DrydockError {
  return new DrydockError('engine-lost', {
    message: 'The Docker Engine at unix:///run/docker.sock went away.',
  });
}
