/** A line of a profile, of its pseudo filter code, or of its program, and what it belongs to. */
export interface FilterLine {
  readonly text: string;
  /** What lines of all three texts have in common: `rule-0`, or a part of the frame; undefined where nothing. */
  readonly part?: string | undefined;
  /** The one call that the line is about. */
  readonly call?: string | undefined;
  /** A sentence. */
  readonly words: string;
}

export const partName = (part: number | string): string => (typeof part === 'number' ? `rule-${part}` : part);
