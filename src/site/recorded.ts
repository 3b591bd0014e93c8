/**
 * What was recorded for the book, in `src/site/recorded`: observations (`CHAPTER/LAB/STATE.json`), where transcripts were
 * printed (`CHAPTER/transcripts.json`), and figures.
 */

import type * as z from 'zod';
import { parseQuantityPath, readQuantity } from '../lab/checks/question.ts';
import { shortHash } from '../lab/general/short-hash.ts';
import type { LabId } from '../lab/lab-id.ts';
import type { Observation } from '../lab/observation/observation.ts';
import { type AnyObservation, upgradeObservation } from '../lab/observation/observation-upgrade.ts';
import type { Transcript } from '../lab/transcripts/transcript.ts';
import {
  type Machine,
  type PrintedOn,
  printedOn,
  TranscriptRecordSchema,
} from '../lab/transcripts/transcript-record.ts';
import { type Figures, FiguresSchema } from '../xray/model/chart.ts';
import { type Advisory, AdvisorySchema } from './advisories/advisories.ts';
import { type Matrix, MatrixSchema } from './matrix/matrix.ts';

const recordings = import.meta.glob<AnyObservation>('./recorded/*/*/*.json', {
  eager: true,
  import: 'default',
});

const figures = import.meta.glob<unknown>('./recorded/*/*.json', { eager: true, import: 'default' });

/** The observation of a state. Throws where none is recorded. */
export function getRecording(lab: LabId, state: string, place: string): Observation {
  const observation = findRecording(lab, state);
  if (observation) return observation;
  throw new Error(
    `${place}: no observation of ${lab} in the state "${state}" is recorded. Run “npx drydock labs record ${lab}”.`,
  );
}

/** The containers of some services, or of all where none is named. Throws where one is not there. */
export function findServices(observation: Observation, services: string, place: string) {
  if (services.trim() === '') return observation.containers;
  return services.split(/\s+/).map((name) => {
    const found = observation.containers.find(({ service }) => service === name);
    if (found) return found;
    const names = observation.containers.map(({ service }) => service).join(', ');
    throw new Error(`${place}: what is recorded has no service "${name}". It has ${names}.`);
  });
}

/** The figures of a file. Throws where it is not there, or not as docs/authoring.md describes it. */
export const getFigures = (name: string, place: string): Figures => readRecorded(FiguresSchema, name, place);

/** The matrix of a file. Throws where it is not there, or not as `npm run matrix` writes it. */
export const getMatrix = (name: string, place: string): Matrix => readRecorded(MatrixSchema, name, place);

/** The advisory of a file. Throws where it is not there, or lacks a fact. */
export const getAdvisory = (name: string, place: string): Advisory =>
  readRecorded(AdvisorySchema, name, place);

const printed = Object.entries(figures)
  .filter(([path]) => path.endsWith('/transcripts.json'))
  .map(([, input]) => TranscriptRecordSchema.parse(input));

/** Where a transcript printed what it shows, as `drydock transcripts record` wrote it down; nothing where it never ran. */
export const findPrinted = (transcript: Transcript): readonly PrintedOn[] =>
  printed.flatMap((each) => printedOn(each, transcript, shortHash));

/** The machines on which transcripts of a chapter were printed. */
export function machinesOf(chapter: string): readonly Machine[] {
  const input = figures[`./recorded/${chapter}/transcripts.json`];
  return input === undefined ? [] : TranscriptRecordSchema.parse(input).machines;
}

function readRecorded<Read>(schema: z.ZodType<Read>, name: string, place: string): Read {
  const input = figures[`./recorded/${name}.json`];
  if (input === undefined)
    throw new Error(`${place}: there are no figures in src/site/recorded/${name}.json.`);
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new Error(`${place}: src/site/recorded/${name}.json: ${parsed.error.message}`);
}

export function findRecording(lab: LabId, state: string): Observation | undefined {
  const recorded = recordings[`./recorded/${lab}/${state}.json`];
  return recorded && upgradeObservation(recorded);
}

/** `Linux 6.1.0-44-amd64 (x86_64), Docker 26.1.5, 24 November 2026`: on which host an observation was recorded. */
export function recordedOn({ host, takenAt }: Pick<Observation, 'host' | 'takenAt'>): string {
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
  return [...new Set(here.map(([, observation]) => recordedOn(upgradeObservation(observation))))];
}

/** The quantity of `SERVICE.KIND` or `SERVICE.capability-count.SET`. Throws where it cannot be said. */
export function readFact(lab: LabId, state: string, of: string, place: string): string {
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
