/**
 * On which machines transcripts printed what the chapter says, as `drydock transcripts record` writes it down: one file a
 * chapter, `src/site/recorded/CHAPTER/transcripts.json`. The page reads it and says so under each transcript.
 */
import * as z from 'zod';
import type { OutputLine, Transcript } from './transcript.ts';

/** What a command said on one machine where the chapter shows what another said. */
const OtherwiseSchema = z.strictObject({
  /** Which command of the transcript, from 0. */
  command: z.int().min(0),
  exit: z.int().min(0).max(255).optional(),
  /** Lines in whose place others were printed, from 0. */
  lines: z.array(z.strictObject({ line: z.int().min(0), text: z.string() })).default([]),
});

export type Otherwise = z.output<typeof OtherwiseSchema>;

const MachineSchema = z.strictObject({
  /** The Engine's version, in its own words. */
  engine: z.string().min(1),
  imageStore: z.enum(['containerd', 'graph-driver']),
  rootless: z.boolean(),
  kernel: z.string().min(1),
  architecture: z.string().min(1),
  cgroup: z.enum(['1', '2']),
  /** Those that the Engine uses for containers. */
  modules: z.array(z.enum(['apparmor', 'selinux'])),
});

/** An Engine and the kernel under it. */
export type Machine = z.output<typeof MachineSchema>;

const SightSchema = z.strictObject({
  /** Of the machines of the file, from 0. */
  machine: z.int().min(0),
  /** The kernel of the machine of its own kernel in which commands ran. */
  guest: z.string().min(1).optional(),
  otherwise: z.array(OtherwiseSchema).optional(),
});

export const TranscriptRecordSchema = z.strictObject({
  machines: z.array(MachineSchema),
  /** By `LAB ID`. `said` is the fence's output when it was recorded: what was changed since was not printed. */
  transcripts: z.record(
    z.string(),
    z.strictObject({ said: z.string().min(1), on: z.array(SightSchema).min(1) }),
  ),
});

export type TranscriptRecord = z.output<typeof TranscriptRecordSchema>;

/** Where one transcript was printed. */
export interface PrintedOn {
  readonly machine: Machine;
  readonly guest?: string | undefined;
  readonly otherwise?: readonly Otherwise[] | undefined;
}

/** What names a transcript in such a file. */
export const keyOf = ({ lab, id }: Pick<Transcript, 'lab' | 'id'>): string => `${lab} ${id}`;

/** The outputs and exit codes that a fence shows, as one text. */
export const saidIn = ({ commands }: Pick<Transcript, 'commands'>): string =>
  JSON.stringify(commands.map(({ output, exit, exitElsewhere }) => [output, exit, exitElsewhere ?? null]));

/** Where a transcript was printed as it stands now; nothing where its output was changed since. */
export function printedOn(printed: TranscriptRecord, transcript: Transcript, hash: (text: string) => string) {
  const found = printed.transcripts[keyOf(transcript)];
  if (found === undefined || found.said !== hash(saidIn(transcript))) return [];
  return found.on.flatMap(({ machine, ...sight }): PrintedOn[] => {
    const one = printed.machines[machine];
    return one === undefined ? [] : [{ machine: one, ...sight }];
  });
}

/**
 * What was printed otherwise than the chapter shows and is true all the same: another exit code that the fence allows, and
 * lines whose pattern allows other words. Numbers, ids and times are no other words.
 */
export function findOtherwise(
  transcript: Pick<Transcript, 'commands'>,
  printed: readonly { readonly output: string; readonly exit: number }[],
): readonly Otherwise[] {
  return transcript.commands.flatMap(({ output, exit }, command): Otherwise[] => {
    const seen = printed[command];
    if (seen === undefined) return [];
    const lines = otherLines(output, seen.output);
    if (seen.exit === exit && lines.length === 0) return [];
    return [{ command, ...(seen.exit === exit ? {} : { exit: seen.exit }), lines }];
  });
}

function otherLines(expected: readonly OutputLine[], text: string): Otherwise['lines'] {
  const actual = text.split('\n').map((line) => line.trimEnd());
  return expected.flatMap((line, index) => {
    if (line.kind !== 'pattern') return [];
    const matching = actual.filter((each) => new RegExp(line.pattern, 'u').test(each));
    const other = matching[0];
    const isSame = other === undefined || matching.some((each) => wordsOf(each) === wordsOf(line.text));
    return isSame ? [] : [{ line: index, text: other }];
  });
}

/** A line without what differs from one run to the next. */
const wordsOf = (line: string) =>
  line
    .replace(/\b[0-9a-f]{8,}\b|[\d_.,:]*\d+(?:[.:]\d+)*/g, '#')
    .replace(/#\s*(?:ns|µs|ms|s|[kKMG]i?B(?:\/s)?)\b/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
