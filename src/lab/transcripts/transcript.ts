/**
 * A transcript: commands and what they printed, as a fence of a chapter holds them.
 *
 *     ```console lab=start/first-container at=start exit=1
 *     $ docker compose exec web grep CapEff /proc/1/status
 *     CapEff:	00000000a80425fb
 *     ```
 *
 * `$ ` starts a command and `> ` directly below continues it; every other line is output as it was recorded.
 * A suffix such as ` (~id time)` or ` (~re ^Linux)` says what may vary, and `...` stands for any number of lines.
 * The page shows it, the server types its commands by id, the verifier runs it: all through this parser.
 */

import type { SourcePlace } from '../errors.ts';
import { DrydockError } from '../errors.ts';
import { isLabId } from '../lab-id.ts';
import { nearest } from '../nearest.ts';

export const varyKinds = ['id', 'digest', 'time', 'size', 'number', 'space', 'any'] as const;
/** What may differ from run to run: see docs/authoring.md. `any`: the whole line. */
export type VaryKind = (typeof varyKinds)[number];

export type OutputLine =
  | { readonly kind: 'text'; readonly text: string; readonly vary: readonly VaryKind[] }
  /** The line printed must match the regular expression; `text` is what was recorded. */
  | { readonly kind: 'pattern'; readonly text: string; readonly pattern: string }
  /** Any number of lines. */
  | { readonly kind: 'gap' };

export interface TranscriptCommand {
  /** As a shell takes it; lines are joined by `\n`. */
  readonly command: string;
  readonly output: readonly OutputLine[];
  /** Where it was recorded. */
  readonly exit: number;
  /** On other Engines; left out where it is the same on all. */
  readonly exitElsewhere?: number;
}

export interface Transcript {
  /** Stable while `at` and the commands stay; output may change. Unique within the lab. */
  readonly id: string;
  readonly lab: string;
  /** The state in which the commands run. */
  readonly at: string;
  /** Kinds that vary in every line. */
  readonly vary: readonly VaryKind[];
  readonly order: 'exact' | 'any';
  readonly commands: readonly TranscriptCommand[];
}

const metaKeys = ['lab', 'at', 'exit', 'vary', 'order'];

/**
 * Parses a fence: `meta` is what follows the word `console`, `body` what stands between the fences.
 * Throws `bad-chapter` at the line in question; `place.line` is the line of the opening fence.
 */
export function parseTranscript(meta: string, body: string, place: SourcePlace): Transcript {
  const options = parseMeta(meta, place);
  const commands = parseBody(body, options.exits, place);
  const id = `${options.at}.${hash(commands.map(({ command }) => command).join('\0'))}`;
  return { id, lab: options.lab, at: options.at, vary: options.vary, order: options.order, commands };
}

/** The body of a fence that parses to these commands. */
export function formatTranscript(commands: readonly TranscriptCommand[]): string {
  const lines: string[] = [];
  for (const { command, output } of commands) {
    command.split('\n').forEach((line, index) => {
      lines.push(`${index === 0 ? '$' : '>'} ${line}`);
    });
    for (const line of output) lines.push(formatLine(line));
  }
  return lines.join('\n');
}

function formatLine(line: OutputLine): string {
  if (line.kind === 'gap') return '...';
  const words = line.kind === 'pattern' ? `re ${line.pattern}` : line.vary.join(' ');
  const whole = words === '' ? line.text : `${line.text} (~${words})`;
  return looksLikeSyntax.test(whole) ? `\\${whole}` : whole;
}

/** Output that would be taken for a command, its continuation or a gap; backslashes before it stand for themselves. */
const looksLikeSyntax = /^\\*(?:[$>] |\.\.\.$)/;

function parseMeta(meta: string, place: SourcePlace) {
  const values = new Map<string, string>();
  for (const word of meta.split(/\s+/).filter(Boolean)) {
    const [, key = word, value] = /^([^=]+)=(.+)$/.exec(word) ?? [];
    if (value === undefined || !metaKeys.includes(key)) {
      throw wrong(
        place,
        `A console fence does not know "${word}"`,
        `${didYouMean(key, metaKeys)}It takes lab=, at=, exit=, vary= and order=.`,
      );
    }
    values.set(key, value);
  }
  const lab = values.get('lab');
  const at = values.get('at');
  if (lab === undefined || at === undefined) {
    throw wrong(
      place,
      `A console fence lacks ${lab === undefined ? 'lab=' : 'at='}`,
      'Every transcript is executed: name the lab and the state in which its commands run, as in `console lab=start/first-container at=start`. For a command typed elsewhere use `sh`.',
    );
  }
  if (!isLabId(lab))
    throw wrong(place, `"${lab}" is not the id of a lab`, 'An id is chapter/lab, as the folders are named.');
  const exits = (values.get('exit') ?? '0').split('|').map(Number);
  if (exits.length > 2 || !exits.every((exit) => Number.isInteger(exit) && exit >= 0 && exit <= 255)) {
    throw wrong(
      place,
      `exit=${values.get('exit')} is not an exit code`,
      'It is a number from 0 to 255, or two where Engines differ: exit=126|127.',
    );
  }
  const order = values.get('order') ?? 'exact';
  if (order !== 'exact' && order !== 'any') {
    throw wrong(place, `order=${order} is not known`, 'Leave it out, or write order=any.');
  }
  const vary = (values.get('vary') ?? '').split(',').filter(Boolean);
  return { lab, at, exits, order, vary: vary.map((word) => parseKind(word, place)) } as const;
}

function parseBody(body: string, exits: readonly number[], place: SourcePlace): TranscriptCommand[] {
  const commands: { command: string; output: OutputLine[]; exit: number; exitElsewhere?: number }[] = [];
  const lines = body === '' ? [] : body.split('\n');
  lines.forEach((line, index) => {
    const here = place.line === undefined ? place : { ...place, line: place.line + 1 + index };
    const last = commands.at(-1);
    if (line.startsWith('$ ')) {
      commands.push({ command: line.slice(2), output: [], exit: 0 });
    } else if (last === undefined) {
      throw wrong(
        here,
        'A transcript begins with output',
        'Its first line is a command: `$ docker compose ps`.',
      );
    } else if (line.startsWith('> ') && last.output.length === 0) {
      last.command += `\n${line.slice(2)}`;
    } else {
      last.output.push(parseLine(line, here));
    }
  });
  const final = commands.at(-1);
  if (final === undefined) throw wrong(place, 'A transcript is empty', 'Write a line that starts with `$ `.');
  const [exit = 0, exitElsewhere] = exits;
  final.exit = exit;
  if (exitElsewhere !== undefined) final.exitElsewhere = exitElsewhere;
  return commands;
}

function parseLine(written: string, place: SourcePlace): OutputLine {
  if (written === '...') return { kind: 'gap' };
  const line = unescapeText(written);
  const start = line.startsWith('(~') ? 0 : line.lastIndexOf(' (~');
  const suffixed = start >= 0 && line.endsWith(')');
  const text = suffixed ? line.slice(0, start) : line;
  if (!suffixed) return { kind: 'text', text, vary: [] };
  const suffix = line.slice(line.indexOf('(~', start) + 2, -1);
  if (!suffix.startsWith('re ')) {
    return { kind: 'text', text, vary: suffix.split(' ').map((word) => parseKind(word, place)) };
  }
  const pattern = suffix.slice(3);
  try {
    new RegExp(pattern, 'u');
  } catch (cause) {
    throw wrong(place, `"${pattern}" is not a regular expression`, String(cause));
  }
  return { kind: 'pattern', text, pattern };
}

function unescapeText(text: string): string {
  return /^\\+(?:[$>] |\.\.\.$)/.test(text) ? text.slice(1) : text;
}

function parseKind(word: string, place: SourcePlace): VaryKind {
  const kind = varyKinds.find((known) => known === word);
  if (kind !== undefined) return kind;
  throw wrong(
    place,
    `"${word}" is not something that may vary`,
    `${didYouMean(word, varyKinds)}Known are ${varyKinds.join(', ')}, and re.`,
  );
}

function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? '' : `Did you mean "${near}"? `;
}

function wrong(place: SourcePlace, message: string, fix: string): DrydockError {
  return new DrydockError('bad-chapter', { message: `${message}.`, fix, place });
}

/** FNV-1a, 64 bits, of the UTF-16 code units; in base 36. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index += 1) {
    value = BigInt.asUintN(64, (value ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n);
  }
  return value.toString(36);
}
