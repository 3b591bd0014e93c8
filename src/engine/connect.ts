import type { Engine, LabelFilter } from '../lab/ports/engine.ts';
import { readChangedPaths } from './changed-paths.ts';
import type { EngineClient } from './client.ts';
import { makeClient } from './client.ts';
import {
  ensureContainer,
  ensureVolume,
  getArchive,
  pauseContainer,
  putArchive,
  removeContainer,
  removeVolume,
  startAs,
  stopContainer,
  waitForEnd,
} from './container-keeper.ts';
import type { Patience } from './deadline.ts';
import { cancellable } from './dockerode-gaps.ts';
import type { Endpoint } from './endpoint.ts';
import type { ComponentVersions, EngineVersion } from './engine-info.ts';
import { readComponents, readEngineInfo, versionSchema } from './engine-info.ts';
import { followEvents } from './events.ts';
import { runToEnd } from './exec/command.ts';
import { startExec } from './exec/exec-process.ts';
import { readImageFacts } from './image-facts/read.ts';
import { importRootfs, loadImages, pruneImages, pullImage, saveImages, tagImage } from './image-keeper.ts';
import { type ListedContainer, listContainers, listLabelled, listVolumes } from './labelled.ts';
import { readLogTail } from './log-tail.ts';
import type { NetworkSpec } from './network.ts';
import { ensureNetwork } from './network.ts';
import { findImage, inspectContainers, inspectRaw } from './reader.ts';
import type { RegistryAnswer } from './registry.ts';
import { askRegistry } from './registry.ts';
import { removeLabelled } from './remove-labelled.ts';
import { leaseVolume, renameContainer } from './volume-lease.ts';

/** The newest Engine API that we speak; an older Engine is spoken to in its own. */
const newestApi = '1.45';

/** An engine with what only the makers of seats need. */
export interface ConnectedEngine extends Engine {
  readonly endpoint: Endpoint;
  /** Versions of Engine, containerd and runc. */
  components(signal?: AbortSignal): Promise<ComponentVersions>;
  /** Whether the image's registry can be reached from the engine, and has the image. Pulls nothing. */
  askRegistry(reference: string, signal: AbortSignal): Promise<RegistryAnswer>;
  /** One that is not there is no error. */
  removeVolume(name: string): Promise<void>;
  /** Makes or finds a volume; resolves with the path of its files on the engine's host. */
  ensureVolume(
    name: string,
    labels: Readonly<Record<string, string>>,
    mount?: Readonly<Record<string, string>>,
  ): Promise<string>;
  /** Containers that carry the labels, in one call: without what an inspect of each says. */
  listContainers(filter: LabelFilter, signal?: AbortSignal): Promise<readonly ListedContainer[]>;
  /** The labels of every volume that carries these. */
  listVolumes(filter: LabelFilter): Promise<readonly Readonly<Record<string, string>>[]>;
  /** Makes a volume unless there is one of this name; resolves with the labels of that which there is. */
  leaseVolume(
    name: string,
    labels: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, string>>>;
  /** Resolves with whether the container has the name now; false where another container has it. */
  renameContainer(id: string, name: string): Promise<boolean>;
  /** Makes or finds a bridge of this name on the first of the subnets that nobody has; resolves with that subnet. */
  ensureNetwork(spec: NetworkSpec, signal?: AbortSignal): Promise<string>;
}

/** Connects and agrees on the version of the API. Rejects with `engine-lost` or `engine-absent` if nothing answers. */
export async function connectEngine(
  endpoint: Endpoint,
  signal?: AbortSignal,
  patience?: Patience,
): Promise<ConnectedEngine> {
  const client = await makeClient(endpoint, patience);
  try {
    const answer = await client.call(
      'connect',
      (deadline) => client.gaps.version(cancellable(deadline.signal)),
      { kind: 'ask', signal },
    );
    const version = versionSchema.parse(answer);
    client.gaps.modem.version = `v${olderVersion(newestApi, version.ApiVersion)}`;
    return makeEngine(client, version);
  } catch (error) {
    client.close();
    throw error;
  }
}

function makeEngine(client: EngineClient, version: EngineVersion): ConnectedEngine {
  const { docker } = client;
  return {
    endpoint: client.endpoint,
    info: (signal) => readEngineInfo(client, version, signal),
    components: (signal) => readComponents(client, signal),
    askRegistry: (reference, signal) => askRegistry(client, reference, signal),
    inspectContainers: (filter, signal) => inspectContainers(client, filter, signal),
    inspectRaw: (filter, signal) => inspectRaw(client, filter, signal),
    listLabelled: (label, signal) => listLabelled(client, label, signal),
    findImage: (reference, signal) => findImage(client, reference, signal),
    readImageFacts: (imageId, signal, texts) => readImageFacts(client, imageId, signal, texts),
    logTail: (container, lines) => readLogTail(client, container, lines),
    changedPaths: (container, signal) => readChangedPaths(client, container, signal),
    follow: (onEvent, onEnd) => followEvents(client, onEvent, onEnd),
    exec: (container, request, signal) => startExec(client, container, request, signal),
    run: (container, argv, options) =>
      runToEnd((request, signal) => startExec(client, container, request, signal), argv, options),
    ensureContainer: (spec, signal) => ensureContainer(client, spec, signal),
    startAs: (name, body, signal) => startAs(client, name, body, signal),
    waitForEnd: (id, signal) => waitForEnd(client, id, signal),
    removeContainer: (id, how) => removeContainer(client, id, how),
    pauseContainer: (id) => pauseContainer(client, id),
    unpauseContainer: async (id) => {
      await client.call(`unpause container ${id}`, ({ signal }) =>
        docker.getContainer(id).unpause(cancellable(signal)),
      );
    },
    stopContainer: (id) => stopContainer(client, id),
    removeVolume: (name) => removeVolume(client, name),
    removeLabelled: (filter, options) => removeLabelled(client, filter, options),
    ensureVolume: (name, labels, mount) => ensureVolume(client, name, labels, mount),
    listContainers: (filter, signal) => listContainers(client, filter, signal),
    listVolumes: (filter) => listVolumes(client, filter),
    leaseVolume: (name, labels) => leaseVolume(client, name, labels),
    renameContainer: (id, name) => renameContainer(client, id, name),
    ensureNetwork: (spec, signal) => ensureNetwork(client, spec, signal),
    putArchive: (container, path, tar) => putArchive(client, container, path, tar),
    getArchive: (container, path) => getArchive(client, container, path),
    pull: (reference, onProgress, signal) => pullImage(client, reference, onProgress, signal),
    importRootfs: (tar, reference, changes, signal) => importRootfs(client, tar, reference, changes, signal),
    load: (tar, signal) => loadImages(client, tar, signal),
    save: (references, signal) => saveImages(client, references, signal),
    tag: (source, reference) => tagImage(client, source, reference),
    pruneImages: (label, which) => pruneImages(client, label, which),
    async [Symbol.asyncDispose]() {
      client.close();
    },
  };
}

/** The older of two versions like `1.45`. */
export function olderVersion(a: string, b: string): string {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number);
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number);
  return aMajor < bMajor || (aMajor === bMajor && aMinor < bMinor) ? a : b;
}
