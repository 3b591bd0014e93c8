/** Parts of what a program printed. */

export const firstLine = (text: string): string => (text.trim().split('\n')[0] ?? '').slice(0, 300);

export const lastLines = (text: string, count: number): string =>
  text.trim().split('\n').slice(-count).join('\n');

/**
 * The end of what was printed, with the middle of long lines cut out: patterns that look for two words in a line take
 * time by the square of its length, and a build prints what its author likes.
 */
export const readablePart = (printed: string): string =>
  printed
    .slice(-mostCharacters)
    .split('\n')
    .map((line) =>
      line.length > longestLine
        ? `${line.slice(0, longestLine / 2)} … ${line.slice(-longestLine / 2)}`
        : line,
    )
    .join('\n');
const mostCharacters = 256 * 1024;
const longestLine = 2_000;
