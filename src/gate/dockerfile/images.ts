/** The images that a Dockerfile is built from or takes files out of. */
import type { DockerfileFault } from './fault.ts';
import { type Instruction, readDockerfile } from './instructions.ts';
import { mountOf } from './judge.ts';
import { unquoted, wordsOf } from './words.ts';

export interface UsedImage {
  readonly line: number;
  readonly reference: string;
}

export interface UsedImages {
  readonly images: readonly UsedImage[];
  readonly faults: readonly DockerfileFault[];
}

/** What a build is given beside its Dockerfile. */
export interface BuildNames {
  readonly args: Readonly<Record<string, string>>;
  /** Names of contexts, which stand before images. */
  readonly contexts: readonly string[];
}

/** Images of FROM, COPY --from and RUN --mount=from; stages of the file, its contexts and `scratch` are none. */
export function usedImages(text: string, { args, contexts }: BuildNames): UsedImages {
  const images: UsedImage[] = [];
  const faults: DockerfileFault[] = [];
  const known = new Map<string, string>();
  const local = new Set(['scratch', ...contexts.map((name) => name.toLowerCase())]);
  let stages = 0;
  const use = (line: number, written: string, values: ReadonlyMap<string, string>) => {
    const reference = expand(unquoted(written), values);
    if (reference === undefined) faults.push(undecided(line, written));
    else if (!local.has(reference.toLowerCase()) && !isStage(reference, stages))
      images.push({ line, reference });
  };
  for (const instruction of readDockerfile(text).instructions) {
    const { line, name, rest } = instruction;
    if (name === 'arg' && stages === 0)
      for (const [key, value] of argsOf(rest)) {
        const given = Object.hasOwn(args, key) ? args[key] : undefined;
        const found = given ?? (value === undefined ? undefined : expand(value, known));
        if (found !== undefined) known.set(key, found);
      }
    if (name === 'from') {
      const [image = '', as, stage] = wordsOf(rest);
      use(line, image, known);
      stages += 1;
      if (as?.toLowerCase() === 'as' && stage !== undefined) local.add(stage.toLowerCase());
    }
    // What comes from where is not told by a variable there.
    for (const from of takenFrom(instruction)) use(line, from, new Map());
  }
  return { images, faults };
}

function takenFrom({ name, flags, rest }: Instruction): readonly string[] {
  if (name === 'onbuild') {
    const words = wordsOf(rest);
    return takenFrom({
      line: 0,
      name: words[0]?.toLowerCase() ?? '',
      flags: words.filter((word) => word.startsWith('--')).map(unquoted),
      rest: '',
    });
  }
  if (name === 'copy' || name === 'add')
    return flags.flatMap((flag) => (flag.startsWith('--from=') ? [flag.slice('--from='.length)] : []));
  if (name !== 'run') return [];
  return flags.flatMap((flag) => {
    const { from = '' } = flag.startsWith('--mount=') ? mountOf(flag.slice('--mount='.length)) : {};
    return from === '' ? [] : [from];
  });
}

/** Stages are named by their number as well. */
const isStage = (reference: string, stages: number) => /^\d+$/.test(reference) && Number(reference) < stages;

function argsOf(rest: string): readonly (readonly [string, string | undefined])[] {
  return wordsOf(rest).map((word) => {
    const [name = '', ...value] = word.split('=');
    return [unquoted(name), value.length === 0 ? undefined : unquoted(value.join('='))] as const;
  });
}

const variable = /\$(?:\{([A-Za-z_]\w*)(?:(:?)-([^${}]*))?\}|([A-Za-z_]\w*))/g;

/** A text with its variables put in; undefined where one is not known, or is asked for in another way than these. */
function expand(text: string, values: ReadonlyMap<string, string>): string | undefined {
  let isKnown = true;
  const put = text.replace(
    variable,
    (_, braced?: string, colon?: string, fallback?: string, bare?: string) => {
      const value = values.get(braced ?? bare ?? '');
      if (value !== undefined && !(value === '' && colon === ':')) return value;
      if (fallback === undefined) isKnown = false;
      return fallback ?? '';
    },
  );
  return isKnown && !put.includes('$') && put !== '' ? put : undefined;
}

const undecided = (line: number, written: string): DockerfileFault => ({
  line,
  refuse: `the image ${written.slice(0, 80)} has a name that only the build decides`,
  fix: 'Write its name, or give the variable a value by an `ARG` above the first FROM.',
});
