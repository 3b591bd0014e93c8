/** Something in a chapter that refers to what is not there. */
export interface ChapterProblem {
  readonly line: number;
  readonly message: string;
}

/** All that is wrong with a chapter, at once, each with its line. Astro shows `line` in its overlay. */
export class ChapterError extends Error {
  readonly line: number;

  constructor(file: string, problems: readonly ChapterProblem[]) {
    const sorted = [...problems].sort((one, other) => one.line - other.line);
    super(sorted.map(({ line, message }) => `${file}:${line} ${message}`).join('\n'));
    this.name = 'ChapterError';
    this.line = sorted[0]?.line ?? 1;
  }
}
