import { type PartName, partNames } from '../xray/draw/draw-subject.ts';

/** The parts named in an attribute, by blanks; undefined where there is none. Throws at a name that is not a part. */
export function readParts(parts: string | undefined, place: string): readonly PartName[] | undefined {
  return parts
    ?.split(' ')
    .filter((name) => name !== '')
    .map((name) => {
      const found = partNames.find((part) => part === name);
      if (found) return found;
      throw new Error(`${place}: there is no part "${name}". There are ${partNames.join(', ')}.`);
    });
}
