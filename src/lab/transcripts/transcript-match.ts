/** Whether what a command printed is what its transcript recorded, apart from what may vary. */
import type { OutputLine, VaryKind } from './transcript.ts';

/** The first line that is not as recorded. `undefined` on one side: a line too many, or one missing. */
export interface OutputMismatch {
  readonly expected: string | undefined;
  readonly actual: string | undefined;
}

export interface MatchOptions {
  /** Kinds that vary in every line. */
  readonly vary: readonly VaryKind[];
  readonly order: 'exact' | 'any';
}

const clock = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?`;
const months = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*';
const units = '(?:ns|µs|us|ms|s|m|h|d|(?:second|minute|hour|day|week|month|year)s?)';

const tokens: Readonly<Record<Exclude<VaryKind, 'any'>, readonly RegExp[]>> = {
  digest: [/\bsha(?:256|512):[0-9a-f]+/gu],
  time: [
    new RegExp(String.raw`\b\d{4}-\d{2}-\d{2}(?:[T ]${clock})?(?: [+-]\d{4})?(?: UTC)?`, 'gu'),
    // In “1, 9 Nov 24 19:39” of ls(1) the 9 is a device's number.
    new RegExp(
      String.raw`\b(?:\d{1,2} ${months}(?! +\d{1,2}(?: |$))|${months} +\d{1,2})(?:,? \d{4})?(?: ${clock})?`,
      'gu',
    ),
    new RegExp(String.raw`\b${clock}`, 'gu'),
    new RegExp(String.raw`(?:\b(?:About an?|Less than an?|\d+(?:\.\d+)?) ?${units}\b(?: ?(?=\d))?)+`, 'gu'),
  ],
  size: [/\b\d+(?:\.\d+)? ?(?:[kKMGT]i?)?B\b/gu],
  id: [/\b[0-9a-f]{8,64}\b/gu],
  number: [/-?\b\d[\d_,]*(?:\.\d+)?/gu],
  space: [/\s+/gu],
};

/** Undefined when it is as recorded. Colour codes, carriage returns and blanks at line ends do not count. */
export function findMismatch(
  expected: readonly OutputLine[],
  actualText: string,
  options: MatchOptions,
): OutputMismatch | undefined {
  const actual = splitOutput(actualText);
  return options.order === 'any'
    ? matchAnyOrder(expected, actual, options.vary)
    : matchInOrder(expected, actual, options.vary);
}

/**
 * The output to record now: lines that still match stay as they were, others are taken as printed and keep
 * the suffix of the line in whose place they stand.
 */
export function updateOutput(
  expected: readonly OutputLine[],
  actualText: string,
  options: MatchOptions,
): readonly OutputLine[] {
  if (findMismatch(expected, actualText, options) === undefined) return expected;
  const actual = splitOutput(actualText);
  const first = expected.findIndex(({ kind }) => kind === 'gap');
  const last = expected.findLastIndex(({ kind }) => kind === 'gap');
  const tail = expected.length - 1 - last;
  if (first < 0 || actual.length < first + tail) {
    return actual.map((text, index) => renew(expected[index], text, options.vary));
  }
  return [
    ...actual.slice(0, first).map((text, index) => renew(expected[index], text, options.vary)),
    { kind: 'gap' },
    ...actual
      .slice(actual.length - tail)
      .map((text, index) => renew(expected[last + 1 + index], text, options.vary)),
  ];
}

function renew(line: OutputLine | undefined, text: string, vary: readonly VaryKind[]): OutputLine {
  if (line === undefined || line.kind === 'gap') return { kind: 'text', text, vary: [] };
  if (lineMatches(line, text, vary)) return line;
  return line.kind === 'text' ? { ...line, text } : { kind: 'text', text, vary: [] };
}

function matchInOrder(expected: readonly OutputLine[], actual: readonly string[], vary: readonly VaryKind[]) {
  // The classic two-pointer match of a pattern with `*`: on a mismatch the latest gap takes one line more.
  let e = 0;
  let a = 0;
  let gap = -1;
  let gapTakes = 0;
  let worst: OutputMismatch | undefined;
  let reached = -1;
  while (a < actual.length || e < expected.length) {
    const line = expected[e];
    const text = actual[a];
    if (line?.kind === 'gap') {
      gap = e;
      gapTakes = a;
      e += 1;
    } else if (line !== undefined && text !== undefined && lineMatches(line, text, vary)) {
      e += 1;
      a += 1;
    } else {
      if (e > reached) {
        reached = e;
        worst = { expected: line?.text, actual: text };
      }
      if (gap < 0 || gapTakes >= actual.length) return worst;
      gapTakes += 1;
      e = gap + 1;
      a = gapTakes;
    }
  }
  return undefined;
}

function matchAnyOrder(
  expected: readonly OutputLine[],
  actual: readonly string[],
  vary: readonly VaryKind[],
) {
  const left = [...actual];
  const strictFirst = [...expected].sort((one, other) => looseness(one) - looseness(other));
  for (const line of strictFirst) {
    if (line.kind === 'gap') continue;
    const found = left.findIndex((text) => lineMatches(line, text, vary));
    if (found < 0) return { expected: line.text, actual: left[0] };
    left.splice(found, 1);
  }
  const more = left[0];
  return more === undefined || expected.some(({ kind }) => kind === 'gap')
    ? undefined
    : { expected: undefined, actual: more };
}

function looseness(line: OutputLine): number {
  if (line.kind === 'text') return line.vary.includes('any') ? 9 : line.vary.length;
  return 8;
}

function lineMatches(
  line: Exclude<OutputLine, { kind: 'gap' }>,
  text: string,
  everywhere: readonly VaryKind[],
): boolean {
  if (line.kind === 'pattern') return new RegExp(line.pattern, 'u').test(text);
  const vary = new Set([...line.vary, ...everywhere]);
  return vary.has('any') || blur(line.text, vary) === blur(text, vary);
}

/** Puts the same sign for each thing that may vary. */
function blur(text: string, vary: ReadonlySet<VaryKind>): string {
  let result = text.trimEnd();
  for (const [kind, patterns] of Object.entries(tokens)) {
    if (!vary.has(kind as VaryKind)) continue;
    for (const pattern of patterns) result = result.replace(pattern, `\u0001${kind[0]}`);
  }
  return result.trimEnd();
}

function splitOutput(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences of terminals begin with ESC.
  const plain = text.replace(/\u001b\[[0-9;?]*[A-Za-z]/gu, '').replace(/\r/gu, '');
  const lines = plain.split('\n').map((line) => line.trimEnd());
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
