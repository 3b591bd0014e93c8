/** How sure a reader is of a prediction, in three steps, and how well that fits with what it turned out to be. */

/** Each with the chance of being right that it stands for. */
export const surenessSteps = [
  { id: 'guess', words: 'a guess', confidence: 0.4 },
  { id: 'likely', words: 'fairly sure', confidence: 0.7 },
  { id: 'sure', words: 'sure', confidence: 0.95 },
] as const;

export interface Calibration {
  readonly words: string;
  readonly right: number;
  readonly of: number;
}

interface Settled {
  readonly confidence?: number | undefined;
  readonly correct?: boolean | undefined;
}

/**
 * How many predictions were right, by how sure the reader was. Only those whose truth they have seen; no empty steps.
 */
export function calibrate(predictions: Iterable<Settled>): readonly Calibration[] {
  const settled = [...predictions].filter(({ correct }) => correct !== undefined);
  return surenessSteps.flatMap(({ words, confidence }) => {
    const here = settled.filter((each) => each.confidence === confidence);
    return here.length === 0
      ? []
      : [{ words, right: here.filter(({ correct }) => correct).length, of: here.length }];
  });
}
