import type { InspectedContainer } from '../../lab/observation/container.ts';
import type { Fact } from '../../lab/observation/fact.ts';
import type { Observation, ObservedContainer } from '../../lab/observation/observation.ts';
import { ownSockets } from '../rows/container-rows.ts';
import type { FactRow } from '../rows/fact-row.ts';
import { containerFacts } from '../rows/observation-rows.ts';
import { knownOf } from './fact.ts';
import { type Identity, identityOf } from './identity.ts';
import { networkName } from './network-name.ts';
import { type Count, contentOf, originOf } from './origin.ts';
import { type Powers, powersOf } from './powers.ts';
import { type Syscalls, syscallsOf } from './syscalls.ts';
import { type Gauge, useOf } from './use.ts';
import { type Place, placesOf } from './writes.ts';

/** One container as the X-ray shows it. */
export interface Subject {
  /** Its name, the same from observation to observation. */
  readonly key: string;
  readonly service: string;
  /** Above the column: the service, unless a comparison names it otherwise. */
  readonly label: string;
  readonly state: string;
  readonly running: boolean;
  readonly image: string;
  readonly runtime: string;
  readonly privileged: boolean;
  readonly identity: Fact<Identity>;
  readonly powers: Fact<Powers>;
  readonly syscalls: Fact<Syscalls>;
  readonly use: Fact<readonly Gauge[]>;
  readonly rootReadOnly: Fact<boolean>;
  readonly places: Fact<readonly Place[]>;
  readonly origin: Fact<readonly Count[]>;
  readonly content: Fact<readonly Count[]>;
  readonly networks: readonly string[];
  readonly published: readonly string[];
  readonly listening: Fact<readonly string[]>;
  /** In a few sentences, for those who do not see the picture. */
  readonly words: readonly string[];
  /** Every fact, by name and with its source. */
  readonly rows: readonly FactRow[];
}

const allCapabilities = 40;

/** What is drawn of a container of an observation. */
export function subjectOf(container: ObservedContainer, observation: Observation): Subject {
  const lastCapability = knownOf(observation.host)?.lastCapability ?? allCapabilities;
  const { declared, service } = container;
  const facts = containerFacts(container, observation);
  const rowTexts = (name: string) =>
    facts.rows.find(({ key }) => key.endsWith(`/${name}`))?.lines.map(({ text }) => text) ?? [];
  const parts = {
    identity: identityOf(container),
    powers: powersOf(container, lastCapability),
    syscalls: syscallsOf(container),
  };
  return {
    key: declared.name,
    service,
    label: service,
    state: facts.state,
    running: facts.running,
    image: declared.image.reference,
    runtime: declared.runtime,
    privileged: declared.privileged,
    ...parts,
    use: useOf(container),
    rootReadOnly: container.rootReadOnly,
    places: placesOf(container),
    origin: originOf(container),
    content: contentOf(container),
    networks: networksOf(declared, observation),
    published: declared.ports.length === 0 ? [] : rowTexts('published'),
    listening:
      container.listening.source === 'unknown'
        ? container.listening
        : {
            source: container.listening.source,
            value: ownSockets(container.listening.value).length === 0 ? [] : rowTexts('listening'),
          },
    words: Object.values(parts).flatMap((fact) => (fact.source === 'unknown' ? [] : [fact.value.words])),
    rows: facts.rows,
  };
}

function networksOf(
  { networks, networkMode }: InspectedContainer,
  { containers, project }: Observation,
): readonly string[] {
  if (networks.length > 0) return networks.map(({ name }) => networkName(name, project));
  if (networkMode === 'host') return ['that of the host'];
  const other = containers.find(({ declared }) => networkMode === `container:${declared.id}`);
  if (other) return [`that of ${other.service}`];
  return networkMode === '' ? [] : [networkMode];
}
