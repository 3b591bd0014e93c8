/** `7.5`; a dash while it is not decided, which is not 0. */
export const pointsWord = (points: number | null): string => (points === null ? '–' : String(points));

/** `7.5 of 10`. */
export const worthWords = (points: number | null, of: number): string => `${pointsWord(points)} of ${of}`;

/** Points are hundredths at most; sums of them too. */
export const roundPoints = (points: number): number => Math.round(points * 100) / 100;
