/**
 * Reads the plain progress of BuildKit (`docker buildx build --progress=plain`): which step runs, how much apt has
 * downloaded in it, and, after a failure, which step failed with which output. Pure.
 */
import { AptMeter } from './apt-meter.ts';

export interface BuildState {
  /** `3/7 RUN /run/apt/install make`, of the step that said something last. */
  readonly step: string;
  readonly currentBytes?: number;
  readonly totalBytes?: number;
}

export interface BuildFailure {
  /** Undefined where no step was at fault: a Dockerfile that cannot be read, an engine that is gone. */
  readonly step: string | undefined;
  /** The end of the failing step's output, else of the log. */
  readonly output: string;
}

interface Step {
  readonly name: string;
  /** False for BuildKit's own errands (`[internal] load build context`): they are nothing to wait for. */
  readonly shown: boolean;
  readonly lines: string[];
  readonly meter: AptMeter;
}

const maxLines = 60;

export class BuildLog {
  readonly #steps = new Map<string, Step>();
  readonly #lines: string[] = [];
  #failed: Step | undefined;

  /** Takes one line; says what there is to show now. */
  add(line: string): BuildState | undefined {
    keep(this.#lines, line);
    const match = /^#(\d+) (.*)$/.exec(line);
    if (match === null) return undefined;
    const [, id = '', rest = ''] = match;
    const known = this.#steps.get(id);
    if (known === undefined) {
      const name = tidy(rest);
      const shown = /^(\d+\/\d+ |exporting)/.test(name);
      this.#steps.set(id, { name, shown, lines: [], meter: new AptMeter() });
      return shown ? { step: name } : undefined;
    }
    // A step that ran beside others is named again when it goes on.
    if (
      /^\[.*\] /.test(rest) ||
      /^(DONE|CACHED|CANCELED|sha256:|naming to|writing image|exporting)/.test(rest)
    ) {
      return undefined;
    }
    if (rest.startsWith('ERROR: ')) {
      this.#failed ??= known;
      keep(known.lines, rest.slice('ERROR: '.length));
      return undefined;
    }
    const text = rest.replace(/^\d+\.\d+ /, '');
    keep(known.lines, text);
    known.meter.add(text);
    if (!known.shown) return undefined;
    const { totalBytes, currentBytes } = known.meter;
    return { step: known.name, ...(totalBytes === undefined ? {} : { totalBytes, currentBytes }) };
  }

  failure(): BuildFailure {
    const step = this.#failed;
    return step === undefined
      ? { step: undefined, output: this.#lines.join('\n') }
      : { step: step.name, output: step.lines.join('\n') };
  }
}

function keep(lines: string[], line: string): void {
  lines.push(line);
  if (lines.length > maxLines) lines.shift();
}

/** `[build 2/7] RUN --mount=… /run/apt/install make` → `2/7 RUN /run/apt/install make`. */
function tidy(name: string): string {
  const text = name
    .replace(/^\[(?:\S+ +)?(\d+)\/(\d+)\] /, '$1/$2 ')
    .replace(/--mount=\S+ /g, '')
    .replace(/\s+/g, ' ');
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
