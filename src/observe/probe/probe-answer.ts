/** Reads what the probe says of containers and of the host, and nothing of what the files say. */
import { linesOf, nameOf, unknownVerb } from '../../lab/probes/answer-lines.ts';
import { decodeProbeValue } from '../../lab/probes/probe-value.ts';

/** The text of a file; `cut` where the probe did not send all of it. */
export interface ProbedFile {
  readonly text: string;
  readonly cut: boolean;
}
export type ProbedFiles = ReadonlyMap<string, ProbedFile>;

export interface ProbedProcess {
  readonly pid: number;
  readonly files: ProbedFiles;
}

export interface ProbedContainer {
  readonly files: ProbedFiles;
  readonly processes: readonly ProbedProcess[];
  /** How many more processes it has than are told here. */
  readonly left: number;
}

/** The answer to `facts`. */
export interface FactsAnswer {
  readonly host: ProbedFiles;
  /** By id. */
  readonly containers: ReadonlyMap<string, ProbedContainer>;
}

/** Throws `internal` where the text is no whole answer, or the answer is an error. */
export function parseFactsAnswer(text: string): FactsAnswer {
  const host = new Map<string, ProbedFile>();
  const containers = new Map<string, ProbedContainer>();
  let container = { files: new Map<string, ProbedFile>(), processes: [] as ProbedProcess[], left: 0 };
  let latest = host;
  const keep = (files: Map<string, ProbedFile>, { name, value }: ReturnType<typeof nameOf>) => {
    latest = files;
    files.set(name, { text: decodeProbeValue(value), cut: false });
  };
  for (const { verb, rest } of linesOf(text)) {
    const named = nameOf(rest);
    if (verb === 'host') keep(host, named);
    else if (verb === 'container') {
      container = { files: new Map(), processes: [], left: 0 };
      containers.set(rest, container);
    } else if (verb === 'of') keep(container.files, named);
    else if (verb === 'process') {
      latest = new Map();
      container.processes.push({ pid: Number(rest), files: latest });
    } else if (verb === 'is') keep(latest, named);
    else if (verb === 'cut') latest.set(rest, { text: latest.get(rest)?.text ?? '', cut: true });
    else if (verb === 'left') container.left = Number(rest);
    else throw unknownVerb(verb);
  }
  return { host, containers };
}

/** The answer to `abilities`: by name, what it lacks; '' where it lacks nothing. Throws as `parseFactsAnswer` does. */
export function parseAbilitiesAnswer(text: string): ReadonlyMap<string, string> {
  return new Map(
    linesOf(text).map(({ verb, rest }) => {
      if (verb !== 'ability') throw unknownVerb(verb);
      const { name, value } = nameOf(rest);
      return [name, decodeProbeValue(value)] as const;
    }),
  );
}
