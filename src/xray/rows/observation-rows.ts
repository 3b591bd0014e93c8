import type { Observation, ObservedContainer } from '../../lab/observation/observation.ts';
import { containerRows } from './container-rows.ts';
import type { FactRow } from './fact-row.ts';
import { processRows, sharedNamespaces } from './process-rows.ts';

/** Everything that is told of one container. */
export interface ContainerFacts {
  readonly key: string;
  readonly service: string;
  readonly name: string;
  /** `running, healthy`, `exited with 1`. */
  readonly state: string;
  readonly running: boolean;
  readonly runtime: string;
  readonly image: string;
  readonly rows: readonly FactRow[];
}

export function factsOf(observation: Observation): readonly ContainerFacts[] {
  return observation.containers.map((container) => containerFacts(container, observation));
}

/** What is told of one of an observation's containers. */
export function containerFacts(container: ObservedContainer, observation: Observation): ContainerFacts {
  const { declared, service } = container;
  const key = declared.name;
  const neighbours = neighbourRow(key, container, observation);
  const ofProcesses = processRows(key, container.processes, observation.host);
  const at = ofProcesses.findIndex((row) => row.key.endsWith('/namespaces')) + 1;
  return {
    key,
    service,
    name: declared.name,
    state: stateText(container),
    running: declared.status === 'running',
    runtime: declared.runtime,
    image: declared.image.reference,
    rows: [
      ...ofProcesses.slice(0, at),
      ...(neighbours === undefined ? [] : [neighbours]),
      ...ofProcesses.slice(at),
      ...containerRows(key, container),
    ],
  };
}

function stateText({ declared }: ObservedContainer): string {
  if (declared.status === 'exited' || declared.status === 'dead') {
    return `${declared.status} with ${declared.exitCode}${declared.oomKilled ? ', out of memory' : ''}`;
  }
  return declared.health === 'none' ? declared.status : `${declared.status}, ${declared.health}`;
}

/** Namespaces shared with other containers of the project but not with the host; no row where there are none. */
function neighbourRow(
  key: string,
  container: ObservedContainer,
  { containers, host }: Observation,
): FactRow | undefined {
  const own = initNamespaces(container);
  if (own === undefined || container.processes.source === 'unknown') return undefined;
  const hosts = host.source === 'unknown' ? [] : sharedNamespaces(own, host.value.namespaces);
  const lines = containers.flatMap((other) => {
    const theirs = other === container ? undefined : initNamespaces(other);
    const shared = theirs === undefined ? [] : sharedNamespaces(own, theirs);
    const names = shared.filter((kind) => !hosts.includes(kind));
    return names.length === 0 ? [] : [{ text: `with ${other.service}`, of: '', names }];
  });
  if (lines.length === 0) return undefined;
  const { source } = container.processes;
  return { key: `${key}/neighbours`, label: 'Namespaces shared in the project', lines, source };
}

function initNamespaces(container: ObservedContainer) {
  if (container.processes.source === 'unknown') return undefined;
  return container.processes.value.find((process) => process.init)?.namespaces;
}
