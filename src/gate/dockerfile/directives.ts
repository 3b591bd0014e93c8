/**
 * Parser directives of a Dockerfile: comments before everything else that say who reads it, and how. BuildKit finds
 * the first of them in more spellings than its reference tells, and its versions differ in when they stop looking.
 * What any of them takes for a directive is one here.
 * https://docs.docker.com/reference/dockerfile/#parser-directives
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/directives.go
 */
import type { DockerfileFault } from './fault.ts';

export type Escape = '\\' | '`';

export interface Directives {
  /** What takes the meaning of the next character away, and at the end of a line joins it to the next. */
  readonly escapeWith: Escape;
  readonly faults: readonly DockerfileFault[];
  /** It is no Dockerfile but data in JSON. */
  readonly isJson: boolean;
}

const comment = /^\s*(?:#|\/\/)/;
const directive = /^\s*(?:#|\/\/)\s*([a-z][a-z\d]*)\s*=(.*)$/i;

/** @param lines without what ends them; of the first, without a byte order mark */
export function readDirectives(lines: readonly string[]): Directives {
  const faults: DockerfileFault[] = [];
  let escapeWith: Escape = '\\';
  const [first = ''] = lines;
  const start = first.startsWith('#!') ? 1 : 0;
  const json = lines.slice(start).findIndex((line) => line.trim() !== '');
  const isJson = json >= 0 && lines[start + json]?.trim().startsWith('{') === true;
  if (isJson)
    faults.push({
      line: start + json + 1,
      refuse: 'it is written in JSON, by which an image can be named that reads it and runs in the builder',
      fix: 'Write instructions, such as `FROM alpine:3.22`.',
    });
  for (const [index, line] of lines.entries()) {
    if (line.trim() !== '' && !comment.test(line)) break;
    const [, name = '', written = ''] = directive.exec(line) ?? [];
    const value = written.trim();
    if (name.toLowerCase() === 'syntax')
      faults.push({
        line: index + 1,
        refuse: `the line has ${value.split(' ', 1)[0] || 'another image'} read it, an image that would run in the builder`,
        fix: 'Delete the line; the builder that is here reads Dockerfiles by itself.',
      });
    if (name.toLowerCase() !== 'escape') continue;
    if (index === 0 && line.startsWith('#') && (value === '`' || value === '\\')) escapeWith = value;
    else
      faults.push({
        line: index + 1,
        refuse: 'builders do not agree on whether this line changes the escape character',
        fix: 'Make it the first line, as `# escape=\u0060`, or take it out.',
      });
  }
  return { escapeWith, faults, isJson };
}
