/** Logging as a file says it, in a lab whose checks judge that: files of the engine's own, and how large they get. Pure. */
import { isJsonMap, type Json, type JsonMap, type KeyPath } from './json.ts';
import { nameKey } from './prepare.ts';
import type { GateProblem } from './problem.ts';

const drivers = ['json-file', 'local', 'none'];
const options = ['max-size', 'max-file', 'compress'];

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
  return problems;
}
