/**
 * Reads a Dockerfile into its instructions, as BuildKit does. Where its versions read a file differently, or something
 * looks like one thing and is another, there is a fault instead of a guess.
 * https://docs.docker.com/reference/dockerfile/
 */
import { type Escape, readDirectives } from './directives.ts';
import type { DockerfileFault } from './fault.ts';
import { hereDocuments } from './here-documents.ts';
import { spaces, splitFlags } from './words.ts';

export interface Instruction {
  /** Where it begins, from 1. */
  readonly line: number;
  /** In small letters. */
  readonly name: string;
  /** `--name=value`, without quotes. */
  readonly flags: readonly string[];
  /** What follows, lines joined. */
  readonly rest: string;
}

export interface Dockerfile {
  readonly escapeWith: Escape;
  readonly instructions: readonly Instruction[];
  readonly faults: readonly DockerfileFault[];
}

/** What counts as a space before an instruction: White_Space of Unicode. */
const space = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const leadingSpace = new RegExp(`^${space}+`);
export function readDockerfile(text: string): Dockerfile {
  const lines = text
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''));
  const { escapeWith, faults: early, isJson } = readDirectives(lines);
  if (isJson) return { escapeWith, instructions: [], faults: early };
  const faults: DockerfileFault[] = [...early, ...oddities(lines)];
  const instructions: Instruction[] = [];
  const joined = escapeWith === '\\' ? /\\[ \t]*$/ : /`[ \t]*$/;
  const twice = escapeWith === '\\' ? /\\\\[ \t]*$/ : /``[ \t]*$/;
  const look = (text: string, index: number) => {
    if (twice.test(text)) faults.push(goesOn(index + 1, escapeWith));
    return text;
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = at + 1;
    const parts = [look(stripped(lines[at] ?? ''), at)];
    if (parts[0] === '') continue;
    while (joined.test(parts.at(-1) ?? '') && at + 1 < lines.length) {
      at += 1;
      const next = lines[at] ?? '';
      if (stripped(next) !== '') parts.push(look(next, at));
    }
    const whole = parts.map((part) => part.replace(joined, '')).join('');
    const instruction = readInstruction(whole, line);
    if (instruction === undefined) continue;
    if ('refuse' in instruction) {
      faults.push(instruction);
      continue;
    }
    instructions.push(instruction);
    const documents = hereDocuments(instruction);
    if ('refuse' in documents) faults.push({ line, ...documents });
    else
      for (const { name, tabs } of documents.found) {
        const end = endOf(lines, at + 1, name, tabs);
        if (end < 0)
          faults.push({
            line,
            refuse: `the here-document ${name} has no end`,
            fix: `Write ${name} on a line of its own.`,
          });
        at = end < 0 ? lines.length : end;
      }
  }
  return { escapeWith, instructions, faults };
}

/** The line that ends a here-document, from a line on; -1 where there is none. */
function endOf(lines: readonly string[], from: number, name: string, tabs: boolean): number {
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if ((tabs ? line.replace(/^\t+/, '') : line) === name) return at;
  }
  return -1;
}

/** Without what is before it; nothing of a comment. */
function stripped(line: string): string {
  const text = line.replace(leadingSpace, '');
  return text.startsWith('#') ? '' : text;
}

/** One instruction whose lines are joined, as a trigger of an image holds it too; undefined where there is none. */
export function readInstruction(text: string, line: number): Instruction | DockerfileFault | undefined {
  const whole = text.replace(leadingSpace, '').trimEnd();
  if (whole === '') return undefined;
  const [word = ''] = whole.split(spaces, 1);
  if (!/^[a-z]+$/i.test(word))
    return {
      line,
      refuse: `“${word.slice(0, 40)}” is no instruction`,
      fix: 'Begin the line with an instruction, such as RUN or COPY.',
    };
  const { flags, rest, odd } = splitFlags(whole.slice(word.length));
  if (odd !== undefined)
    return {
      line,
      refuse: `the flag ${odd.slice(0, 60)} has characters that builders read differently`,
      fix: 'Write it in plain letters, without backslashes.',
    };
  return { line, name: word.toLowerCase(), flags, rest };
}

/** A line that one builder joins to the next and another does not. */
const goesOn = (line: number, escapeWith: Escape): DockerfileFault => ({
  line,
  refuse: `builders do not agree on whether a line that ends with ${escapeWith}${escapeWith} goes on`,
  fix: `Put something after it, or end it with one ${escapeWith}.`,
});

/** What no Dockerfile holds, and what hides a part of it from whoever reads it. */
function oddities(lines: readonly string[]): readonly DockerfileFault[] {
  return lines.flatMap((text, index): readonly DockerfileFault[] => {
    const line = index + 1;
    if (text.includes('\r'))
      return [
        {
          line,
          refuse: 'it has a carriage return within a line, which hides the rest from whoever reads it',
          fix: 'End lines with a line feed.',
        },
      ];
    return [...text].some(isControl)
      ? [{ line, refuse: 'it has a control character', fix: 'Take it out.' }]
      : [];
  });
}

const isControl = (char: string) => (char < ' ' && !'\t\v\f'.includes(char)) || char === '\x7f';
