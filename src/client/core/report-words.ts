import type { SourcePlace } from '../../lab/errors.ts';

/** `compose.yaml, line 3, services.web`. */
export function placeWords({ file, line, key }: SourcePlace): string {
  return [file, line === undefined ? '' : `line ${line}`, key ?? ''].filter(Boolean).join(', ');
}

/** A fix of several lines holds commands, to be copied as they stand. */
export const holdsCommands = (fix: string): boolean => fix.includes('\n');
