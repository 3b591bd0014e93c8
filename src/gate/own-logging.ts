/** Logging as a file says it, in a lab whose checks judge that: files of the engine's own, and how large they get. Pure. */
import { isJsonMap, type Json, type JsonMap, type KeyPath } from './json.ts';
import { nameKey } from './prepare.ts';
import type { GateProblem } from './problem.ts';

const drivers = ['json-file', 'local', 'none'];
const options = ['max-size', 'max-file', 'compress'];
/** The Engine goes through all files of a log at each rotation, and all of them lie on its disk. */
const mostFiles = 10;
const mostMegabytes = 100;

/** What is refused of a service's `logging`: a driver sends elsewhere what a container prints, and options may name files. */
export function judgeLogging(service: string, logging: Json): readonly GateProblem[] {
  if (!isJsonMap(logging)) return [];
  const driver = logging.driver ?? 'json-file';
  const given: JsonMap = isJsonMap(logging.options) ? logging.options : {};
  const problems: GateProblem[] = [];
  const refuse = (keys: readonly string[], because: string, fix: string) => {
    const path: KeyPath = ['services', service, 'logging', ...keys];
    const { whose, what } = nameKey(path);
    problems.push({ kind: 'refused', path, message: `\`${what}\`${whose} is refused: ${because}.`, fix });
  };
  if (typeof driver !== 'string' || !drivers.includes(driver))
    refuse(
      ['driver'],
      'output stays in files of the engine, or is not kept',
      `Take one of ${drivers.join(', ')}.`,
    );
  for (const name of Object.keys(given))
    if (!options.includes(name))
      refuse(['options', name], 'it is none of the options that bound a log', `Take ${options.join(', ')}.`);
  const { 'max-file': files, 'max-size': size } = given;
  if (files !== undefined && !(/^\d+$/.test(String(files)) && inBounds(Number(files), mostFiles)))
    refuse(['options', 'max-file'], 'a log has few files', `Take 1 to ${mostFiles}.`);
  if (size !== undefined && !inBounds(megabytesOf(String(size)), mostMegabytes))
    refuse(
      ['options', 'max-size'],
      'a file of a log is small',
      `Take at most ${mostMegabytes}m, such as 10m.`,
    );
  return problems;
}

const inBounds = (value: number, most: number) => value > 0 && value <= most;

/** As the Engine reads it, go-units `RAMInBytes`; NaN where it is no size. */
function megabytesOf(size: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([kmgtp]?)(?:i?b)?$/i.exec(size) ?? [];
  return number === ''
    ? Number.NaN
    : Number(number) * 1024 ** ('kmgtp'.indexOf(unit.toLowerCase()) - 1 - (unit === '' ? 1 : 0));
}
