import type { Fact } from '../../lab/observation/fact.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import { mapFact } from './fact.ts';
import { namespaceRails, networkRails, type Rails } from './rails.ts';
import { type Subject, subjectOf } from './subject.ts';

/** Everything that an X-ray shows: words, figures and lines. Plain data. */
export interface XrayView {
  readonly project: string;
  readonly takenAt: string;
  /** `Linux 6.12.8 on x86_64, Docker Engine 26.1.5, cgroup v2`. */
  readonly host: Fact<string>;
  readonly subjects: readonly Subject[];
  readonly namespaces: Rails;
  readonly networks: Rails;
}

/** The view of an observation, of all of its services or of some, in the order in which they are named. */
export function viewObservation(observation: Observation, services?: readonly string[]): XrayView {
  const containers =
    services === undefined
      ? observation.containers
      : services.flatMap((name) => observation.containers.filter(({ service }) => service === name));
  const seen = { ...observation, containers };
  return {
    project: observation.project,
    takenAt: observation.takenAt,
    host: hostWords(observation),
    subjects: containers.map((container) => subjectOf(container, observation)),
    namespaces: namespaceRails(seen),
    networks: networkRails(seen),
  };
}

/** Where something was observed, in a line. */
export function hostWords({ host }: Observation): Fact<string> {
  return mapFact(
    host,
    ({ kernel, architecture, engineVersion, cgroupVersion }) =>
      `Linux ${kernel} on ${architecture}, Docker Engine ${engineVersion}, cgroup v${cgroupVersion}`,
  );
}
