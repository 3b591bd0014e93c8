/** Puts many mutated files through the gate at once: Compose reads a batch of them in one call into the workbench. */
import { makeCompose } from '../../../src/engine/compose/compose.ts';
import { readCompose } from '../../../src/gate/compose-source.ts';
import type { Json, JsonMap } from '../../../src/gate/json.ts';
import { judgeModel } from '../../../src/gate/judge-model.ts';
import { prepare } from '../../../src/gate/prepare.ts';
import type { Workbench } from '../../../src/lab/ports/seat.ts';
import { freezeIn } from './gated.ts';

const batchSize = 100;
/** The program, environment and deadline that `src/engine/compose` gives Compose. */
const script = `
cd "$1"
for plugin in /usr/lib*/docker/cli-plugins/docker-compose; do compose=$plugin; done
for file in *.in.json; do
  printf '\\036%s\\n' "$file"
  env -i PATH="$PATH" HOME=/root COMPOSE_DISABLE_ENV_FILE=1 COMPOSE_EXPERIMENTAL_GIT_REMOTE=0 COMPOSE_EXPERIMENTAL_OCI_REMOTE=0 \\
    timeout --signal=KILL 5 "$compose" -p "$2" --project-directory "$3" -f "$1/$file" --profile '*' config --format json </dev/null 2>/dev/null
done`;

export interface Judged {
  readonly text: string;
  /** What was let through; undefined where it was refused, by us or by Compose. */
  readonly allowed: JsonMap | undefined;
}

/** Reads, prepares, normalises and judges; nothing is granted. */
export async function judgeMany(
  texts: readonly string[],
  bench: Workbench,
  project: string,
): Promise<readonly Judged[]> {
  const prepared = texts.map((text) => {
    const { source, problems } = readCompose(text, 'compose.yaml');
    if (problems.length > 0) return undefined;
    const made = prepare(source, {
      entries: new Map(),
      workspacePath: bench.workspacePath,
      frozen: (inside) => inside,
    });
    return made.problems.length > 0 ? undefined : made.tree;
  });
  const models = await normaliseMany(prepared, bench, project);
  return texts.map((text, index) => {
    const model = models[index];
    if (model === undefined) return { text, allowed: undefined };
    const { problems, allowed } = judgeModel({
      model,
      project,
      workspacePath: bench.workspacePath,
      grants: [],
      reads: new Set(),
      entries: new Map(),
    });
    return { text, allowed: problems.length > 0 ? undefined : allowed };
  });
}

/** What Compose makes of each; undefined for what is not there, and for what it refuses. */
export async function normaliseMany(
  trees: readonly (JsonMap | undefined)[],
  bench: Workbench,
  project: string,
): Promise<readonly (JsonMap | undefined)[]> {
  const compose = makeCompose();
  const models: (JsonMap | undefined)[] = trees.map(() => undefined);
  const wanted = [...trees.entries()].flatMap(([index, tree]) => (tree ? [[index, tree] as const] : []));
  for (let from = 0; from < wanted.length; from += batchSize) {
    const files = new Map(
      wanted
        .slice(from, from + batchSize)
        .map(([index, tree]) => [`${index}.in.json`, new TextEncoder().encode(JSON.stringify(tree))]),
    );
    await freezeIn(bench, compose.frozenPath(project, ''), files);
    const folder = compose.frozenPath(project, '');
    const { stdout } = await bench.run(
      ['sh', '-c', script, 'sh', folder.replace(/\/$/, ''), project, bench.workspacePath],
      {
        cwd: '/',
        timeoutMs: 300_000,
        maxBytes: 16_000_000,
      },
    );
    for (const part of stdout.split('\u001e').slice(1)) {
      const [name = '', ...rest] = part.split('\n');
      const text = rest.join('\n').trim();
      if (text === '') continue;
      const model: Json = JSON.parse(text);
      if (typeof model === 'object' && model !== null && !Array.isArray(model))
        models[Number(name.split('.')[0])] = model as JsonMap;
    }
  }
  return models;
}
