import { shortHash } from '../../lab/general/short-hash.ts';
import {
  findOtherwise,
  keyOf,
  type Machine,
  saidIn,
  type TranscriptRecord,
} from '../../lab/transcripts/transcript-record.ts';
import type { PlayedChapter, PlayedTranscript } from './play-transcripts.ts';

export const nothingRecorded: TranscriptRecord = { machines: [], transcripts: {} };

/**
 * What is known of where the transcripts of a chapter print what it says, with what was seen now. What was seen on the same
 * Engine before is replaced. Of a transcript that is no more, whose output was changed, or that printed something else now,
 * what was known is dropped.
 */
export function addSights(known: TranscriptRecord, played: PlayedChapter['transcripts']): TranscriptRecord {
  const machines = [...known.machines];
  const indexOf = (machine: Machine): number => {
    const index = machines.findIndex((each) => areAlike(each, machine));
    if (index < 0) return machines.push(machine) - 1;
    machines[index] = machine;
    return index;
  };
  const entries = played.flatMap(({ transcript, played: one, lie }) => {
    const key = keyOf(transcript);
    const said = shortHash(saidIn(transcript));
    const before = known.transcripts[key];
    const kept = before?.said === said ? before.on : [];
    if (lie !== undefined) return [];
    if (one === undefined) return kept.length === 0 ? [] : [[key, { said, on: kept }] as const];
    const machine = indexOf(machineOf(one));
    const otherwise = findOtherwise(transcript, one.printed);
    const sight = {
      machine,
      ...(one.guest === undefined ? {} : { guest: one.guest }),
      ...(otherwise.length === 0 ? {} : { otherwise: [...otherwise] }),
    };
    const on = [...kept.filter((each) => each.machine !== machine), sight];
    return [[key, { said, on: on.toSorted((a, b) => a.machine - b.machine) }] as const];
  });
  return { machines, transcripts: Object.fromEntries(entries) };
}

/** Two runs of one Engine: of them the last is kept, whatever its kernel. */
const areAlike = (one: Machine, other: Machine): boolean =>
  one.engine === other.engine &&
  one.imageStore === other.imageStore &&
  one.rootless === other.rootless &&
  one.architecture === other.architecture &&
  one.cgroup === other.cgroup;

function machineOf({ engine, seatClass }: PlayedTranscript): Machine {
  const names = engine.securityOptions.map((option) => /^name=([a-z]+)/.exec(option)?.[1]);
  return {
    engine: engine.version,
    imageStore: engine.imageStore,
    rootless: seatClass === 'rootless' || names.includes('rootless'),
    kernel: engine.kernel,
    architecture: engine.architecture,
    cgroup: engine.cgroupVersion,
    modules: (['apparmor', 'selinux'] as const).filter((name) => names.includes(name)),
  };
}
