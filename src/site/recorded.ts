/** Numbers in prose, read off recorded observations: `src/site/recorded/CHAPTER/LAB/STATE.json`. */
import type { Observation } from '../lab/observation.ts';
import { parseQuantityPath, readQuantity } from '../lab/question.ts';

const recordings = import.meta.glob<Observation>('./recorded/*/*/*.json', { eager: true, import: 'default' });

export function findRecording(lab: string, state: string): Observation | undefined {
  return recordings[`./recorded/${lab}/${state}.json`];
}

/** `Linux 6.1.0-44-amd64 (x86_64), Docker 26.1.5, 24 November 2026`: on which host an observation was recorded. */
export function recordedOn({ host, takenAt }: Observation): string {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(takenAt),
  );
  if (host.source === 'unknown') return day;
  const { kernel, architecture, engineVersion } = host.value;
  return `Linux ${kernel} (${architecture}), Docker ${engineVersion}, ${day}`;
}

/** The hosts on which the recordings of these labs were taken, each once, in the order of the labs. */
export function hostsOf(labs: readonly string[]): readonly string[] {
  const here = Object.entries(recordings).filter(([path]) =>
    labs.some((lab) => path.startsWith(`./recorded/${lab}/`)),
  );
  return [...new Set(here.map(([, observation]) => recordedOn(observation)))];
}

/** The quantity of `SERVICE.KIND` or `SERVICE.capability-count.SET`. Throws where it cannot be said. */
export function readFact(lab: string, state: string, of: string, place: string): string {
  const observation = findRecording(lab, state);
  if (observation === undefined) {
    throw new Error(
      `${place} <Fact of="${of}">: no observation of ${lab} in the state "${state}" is recorded.`,
    );
  }
  const quantity = parseQuantityPath(of);
  if ('problem' in quantity)
    throw new Error(`${place} <Fact of="${of}"> is not service.quantity: ${quantity.problem}`);
  const truth = readQuantity(quantity, observation);
  if (!truth.known) throw new Error(`${place} <Fact of="${of}">: ${truth.reason}.`);
  return truth.value;
}
