/** Reads the framing of the probe's answers, as `probe.pl` describes it, and nothing of what the files say. */
import { DrydockError } from '../lab/errors.ts';
import { probeVersion } from './probe-program.ts';
import { decodeProbeValue } from './probe-value.ts';

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

/** The answer to one target of `http`. */
export interface HttpAnswer {
  readonly tookMs: number;
  readonly status?: number;
  readonly body?: string;
  readonly error?: string;
}

/** Throws `internal` where the text is no whole answer, or the answer is an error. */
export function parseFactsAnswer(text: string): FactsAnswer {
  const host = new Map<string, ProbedFile>();
  const containers = new Map<string, ProbedContainer>();
  let container = { files: new Map<string, ProbedFile>(), processes: [] as ProbedProcess[], left: 0 };
  let latest = host;
  const keep = (files: Map<string, ProbedFile>, { name, value }: NamedValue) => {
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
    else throw unreadable(`a line of it begins with ${JSON.stringify(verb.slice(0, 40))}`);
  }
  return { host, containers };
}

/** The answers in the order of the targets. Throws as `parseFactsAnswer` does. */
export function parseHttpAnswer(text: string): readonly HttpAnswer[] {
  const answers: { tookMs: number; status?: number; body?: string; error?: string }[] = [];
  for (const { verb, rest } of linesOf(text)) {
    if (verb === 'target') answers.push({ tookMs: 0 });
    const answer = answers.at(-1);
    if (!answer) throw unreadable('it begins with no target');
    if (verb === 'took') answer.tookMs = Number(rest);
    else if (verb === 'status') answer.status = Number(rest);
    else if (verb === 'body') answer.body = decodeProbeValue(rest);
    else if (verb === 'error') answer.error = decodeProbeValue(rest);
    else if (verb !== 'target')
      throw unreadable(`a line of it begins with ${JSON.stringify(verb.slice(0, 40))}`);
  }
  return answers;
}

/** The answer to one target of `reach`. */
export interface ReachAnswer {
  readonly tookMs: number;
  readonly reached?: 'arrived' | 'refused' | 'shut';
  readonly error?: string;
}

/** The answers in the order of the targets. Throws as `parseFactsAnswer` does. */
export function parseReachAnswer(text: string): readonly ReachAnswer[] {
  const answers: { tookMs: number; reached?: 'arrived' | 'refused' | 'shut'; error?: string }[] = [];
  for (const { verb, rest } of linesOf(text)) {
    if (verb === 'target') answers.push({ tookMs: 0 });
    const answer = answers.at(-1);
    if (!answer) throw unreadable('it begins with no target');
    if (verb === 'took') answer.tookMs = Number(rest);
    else if (verb === 'reached' && (rest === 'arrived' || rest === 'refused' || rest === 'shut'))
      answer.reached = rest;
    else if (verb === 'error') answer.error = decodeProbeValue(rest);
    else if (verb !== 'target')
      throw unreadable(`a line of it begins with ${JSON.stringify(verb.slice(0, 40))}`);
  }
  return answers;
}

/** The answer to `abilities`: by name, what it lacks; '' where it lacks nothing. Throws as `parseFactsAnswer` does. */
export function parseAbilitiesAnswer(text: string): ReadonlyMap<string, string> {
  return new Map(
    linesOf(text).map(({ verb, rest }) => {
      if (verb !== 'ability')
        throw unreadable(`a line of it begins with ${JSON.stringify(verb.slice(0, 40))}`);
      const { name, value } = nameOf(rest);
      return [name, decodeProbeValue(value)] as const;
    }),
  );
}

interface NamedValue {
  readonly name: string;
  readonly value: string;
}

function nameOf(rest: string): NamedValue {
  const space = rest.indexOf(' ');
  return space < 0 ? { name: rest, value: '' } : { name: rest.slice(0, space), value: rest.slice(space + 1) };
}

/** The lines between the version and `end`. */
function linesOf(text: string): readonly { readonly verb: string; readonly rest: string }[] {
  const lines = text.split('\n').map((line) => {
    const { name, value } = nameOf(line);
    return { verb: name, rest: value };
  });
  const [first, last] = [lines.shift(), lines.splice(-2)];
  if (first?.verb !== 'probe') throw unreadable('it does not begin with its version');
  if (first.rest !== String(probeVersion))
    throw unreadable(`it is of version ${first.rest}, not ${probeVersion}`);
  if (last[0]?.verb !== 'end' || last[1]?.verb !== '') throw unreadable('its end is missing');
  if (lines[0]?.verb === 'error') throw unreadable(`it says: ${decodeProbeValue(lines[0].rest).trim()}`);
  return lines;
}

function unreadable(why: string): DrydockError {
  return new DrydockError('internal', { message: `The probe's answer cannot be read: ${why}.` });
}
