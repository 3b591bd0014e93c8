import { readFileSync } from 'node:fs';

/** The protocol that this side speaks; the far end says its own on the first line of every answer. */
export const probeVersion = 1;

/**
 * What `Seat.openProbe` and `Workbench.openProbe` have to run: the program of `probe.pl`, whole, as an argument,
 * so that nothing has to be installed where it runs but perl. Reads the program from beside this module.
 */
export function probeArgv(): readonly string[] {
  return ['perl', '-e', readFileSync(new URL('./probe.pl', import.meta.url), 'utf8')];
}
