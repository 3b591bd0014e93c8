import { readFileSync } from 'node:fs';

/**
 * What `Seat.openProbe` and `Workbench.openProbe` have to run: the program of `probe.pl`, whole, as an argument,
 * so that nothing has to be installed where it runs but perl. Reads the program from beside this module.
 */
export function probeArgv(): readonly string[] {
  return ['perl', '-e', readFileSync(new URL('./probe.pl', import.meta.url), 'utf8')];
}
