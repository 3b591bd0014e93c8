/** Reads the framing of a probe program's answers, as `probe.pl` describes it. */
import { DrydockError } from '../errors.ts';
import { decodeProbeValue } from './probe-value.ts';

/** The protocol that this side speaks; the far end says its own on the first line of every answer. */
export const probeVersion = 1;

export interface AnswerLine {
  readonly verb: string;
  readonly rest: string;
}

/** The lines between the version and `end`. Throws `internal` where the text is no whole answer, or is an error. */
export function linesOf(text: string): readonly AnswerLine[] {
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

/** What is said of one target, by verb, decoded. */
export type TargetAnswer = ReadonlyMap<string, string>;

/** The answers in the order of the targets, of which nothing but `verbs` is said. Throws as `linesOf` does. */
export function targetsIn(text: string, verbs: readonly string[]): readonly TargetAnswer[] {
  const answers: Map<string, string>[] = [];
  for (const { verb, rest } of linesOf(text)) {
    if (verb === 'target') {
      answers.push(new Map());
      continue;
    }
    const answer = answers.at(-1);
    if (!answer) throw unreadable('it begins with no target');
    if (!verbs.includes(verb)) throw unknownVerb(verb);
    answer.set(verb, decodeProbeValue(rest));
  }
  return answers;
}

/** Of `name value`; without a blank there is no value. */
export function nameOf(rest: string): { readonly name: string; readonly value: string } {
  const space = rest.indexOf(' ');
  return space < 0 ? { name: rest, value: '' } : { name: rest.slice(0, space), value: rest.slice(space + 1) };
}

export const unknownVerb = (verb: string): DrydockError =>
  unreadable(`a line of it begins with ${JSON.stringify(verb.slice(0, 40))}`);

function unreadable(why: string): DrydockError {
  return new DrydockError('internal', { message: `The probe's answer cannot be read: ${why}.` });
}
