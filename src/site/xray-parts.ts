import { type PartName, partNames } from '../xray/draw/draw-subject.ts';

/** What is drawn of an observation. */
export interface DrawnParts {
  /** Undefined: what the picture draws by itself. */
  readonly parts: readonly PartName[] | undefined;
  /** `shares`: the lines of shared namespaces and networks. Undefined where no part was named. */
  readonly rails: boolean | undefined;
}

/** Reads the parts named in an attribute, by blanks. Throws at a name that is not one. */
export function readParts(attribute: string | undefined, place: string): DrawnParts {
  if (attribute === undefined) return { parts: undefined, rails: undefined };
  const names = attribute.split(' ').filter((name) => name !== '');
  const parts = names.flatMap((name) => {
    const found = partNames.find((part) => part === name);
    if (found === undefined && name !== 'shares')
      throw new Error(`${place}: there is no part "${name}". There are ${partNames.join(', ')}, shares.`);
    return found ?? [];
  });
  return { parts, rails: names.includes('shares') };
}
