import { nearest } from '../../lab/nearest.ts';

interface Problem {
  readonly line: number;
  readonly message: string;
}

/** Something in a chapter refers to what is not there. Astro shows `line` in its overlay. */
export class ChapterError extends Error {
  readonly line: number;

  constructor(file: string, problems: readonly Problem[]) {
    const sorted = [...problems].sort((one, other) => one.line - other.line);
    super(sorted.map(({ line, message }) => `${file}:${line} ${message}`).join('\n'));
    this.name = 'ChapterError';
    this.line = sorted[0]?.line ?? 1;
  }
}

/** Gathers all that is wrong with a chapter, so that an author hears of it at once. */
export class ChapterProblems {
  readonly #file: string;
  readonly #found: Problem[] = [];
  readonly #lines = new Map<string, number>();

  constructor(file: string) {
    this.#file = file;
  }

  add(line: number, message: string): void {
    this.#found.push({ line, message });
  }

  /** Whether `word` is one of those known; if not, that is a problem, told with the nearest one. */
  need(word: string, known: readonly string[], line: number, message: string): boolean {
    if (known.includes(word)) return true;
    const near = nearest(word, known);
    const help = near === undefined ? `There is ${known.join(', ') || 'none'}.` : `Did you mean "${near}"?`;
    this.add(line, `${message} "${word}". ${help}`);
    return false;
  }

  /** Notes that something stands in a line; that it stood before is a problem. */
  once(key: string, line: number, what: string): void {
    const before = this.#lines.get(key);
    if (before !== undefined) this.add(line, `${what} stands twice: here and in line ${before}.`);
    else this.#lines.set(key, line);
  }

  lineOf(key: string): number | undefined {
    return this.#lines.get(key);
  }

  throwIfAny(): void {
    if (this.#found.length > 0) throw new ChapterError(this.#file, this.#found);
  }
}
