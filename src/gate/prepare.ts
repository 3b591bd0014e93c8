/**
 * The first stage: what may not even reach Compose is refused and taken out, so that the rest can be judged too. What
 * is left is written anew as JSON; env files are those copies that we made.
 */

import type { ComposeSource } from './compose-source.ts';
import { isJsonMap, type Json, type JsonMap, type KeyPath } from './json.ts';
import { pathBelow } from './key-table.ts';
import { dotted, type GateProblem } from './problem.ts';
import { isExtension, walkKeys } from './walk.ts';
import { insideWorkspace, type WorkspaceEntries, whyNoFile } from './workspace-entries.ts';

/** A file that Compose reads as it loads: it gets a copy that nobody edits. */
export interface EnvFile {
  readonly path: KeyPath;
  /** As the learner wrote it. */
  readonly written: string;
  /** Inside the workspace; undefined where it leads out. */
  readonly inside: string | undefined;
  readonly required: boolean;
}

/** The env files that a compose file names. */
export function findEnvFiles(tree: JsonMap, workspacePath: string): readonly EnvFile[] {
  return [...walkKeys(tree)]
    .filter(({ known }) => known === 'services.*.env_file')
    .flatMap(({ path, value }) => {
      const entries = Array.isArray(value)
        ? value.map((entry, index) => [entry, [...path, index]] as const)
        : [[value, path] as const];
      return entries.map(([entry, at]) => {
        const written = String(isJsonMap(entry) ? (entry.path ?? '') : (entry ?? ''));
        const required = !(isJsonMap(entry) && entry.required === false);
        return { path: at, written, inside: insideWorkspace(written, workspacePath), required };
      });
    });
}

export interface Prepared {
  readonly problems: readonly GateProblem[];
  /** What Compose may read. */
  readonly tree: JsonMap;
}

/**
 * @param frozen where the copy of an env file is, by its path inside the workspace
 */
export function prepare(
  source: ComposeSource,
  {
    entries,
    workspacePath,
    frozen,
  }: {
    readonly entries: WorkspaceEntries;
    readonly workspacePath: string;
    readonly frozen: (inside: string) => string;
  },
): Prepared {
  const problems: GateProblem[] = [];
  const out: KeyPath[] = [];
  const drop = (problem: GateProblem) => {
    problems.push(problem);
    out.push(problem.path);
  };
  for (const { path, known, rule, value } of walkKeys(
    source.tree,
    ({ rule }) => !(rule?.kind === 'never' && rule.loads),
  )) {
    if (known === undefined) drop(unknownKey(path, source.file));
    else if (rule?.kind === 'never' && rule.loads) drop(neverAllowed(path, rule.because));
    else if (known === 'services.*.environment' || known === 'services.*.build.args')
      for (const [name, at] of withoutValue(value)) drop(valueless([...path, at], name));
  }
  for (const name of findVariables(source.tree)) drop(unsetVariable(name.path, name.variable));
  const envFiles = new Map<string, string | undefined>();
  for (const { path, written, inside, required } of findEnvFiles(source.tree, workspacePath)) {
    const entry = inside === undefined ? undefined : entries.get(inside);
    const why =
      inside === undefined
        ? `“${written}” lies outside of the workspace, so it would be read from the machine of whoever runs Compose`
        : whyNoFile(inside, entry);
    if (inside !== undefined && entry?.kind === 'file') envFiles.set(path.join('\0'), frozen(inside));
    else if (entry?.kind === 'absent' && !required) envFiles.set(path.join('\0'), undefined);
    else
      drop({
        kind: 'refused',
        path,
        message: `An \`env_file\` of ${String(path[1])} is refused: ${why}.`,
        fix: 'Name a file of the workspace.',
      });
  }
  return { problems, tree: rebuild(source.tree, out, envFiles) };
}

function unknownKey(path: KeyPath, file: string): GateProblem {
  const key = String(path.at(-1));
  const parent = dotted(path.slice(0, -1));
  return {
    kind: 'malformed',
    path,
    message: `${file} has a key ${parent === '' ? 'at its top' : `in ${parent}`} that no compose file has: “${key}”.`,
    fix: `Correct it and press Run again; the Compose file reference lists ${parent === '' ? 'those at the top' : 'what may stand there'}.`,
  };
}

/** What no manifest can grant. */
export function neverAllowed(path: KeyPath, because: string): GateProblem {
  const { whose, what } = nameKey(path);
  return {
    kind: 'refused',
    path,
    message: `\`${what}\`${whose} is never allowed: ${because}.`,
    fix: 'Take it out.',
  };
}

/** `services.web.build.ssh` as `build.ssh` of web. */
export function nameKey(path: KeyPath): { readonly whose: string; readonly what: string } {
  const [group, name, ...rest] = path.filter((step) => typeof step === 'string');
  if (name === undefined || rest.length === 0) return { whose: '', what: dotted(path) };
  return group === 'services'
    ? { whose: ` of ${name}`, what: rest.join('.') }
    : { whose: ` of the ${String(group).replace(/s$/, '')} ${name}`, what: rest.join('.') };
}

function* withoutValue(value: Json): Generator<readonly [name: string, at: string | number]> {
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries())
      if (typeof entry === 'string' && !entry.includes('=')) yield [entry, index];
  } else if (isJsonMap(value))
    for (const [name, each] of Object.entries(value)) if (each === null) yield [name, name];
}

function valueless(path: KeyPath, name: string): GateProblem {
  return {
    kind: 'refused',
    path,
    message: `${name} in \`${nameKey(path.slice(0, 3)).what}\` of ${String(path[1])} has no value, so it would take the one of whoever runs Compose.`,
    fix: `Write a value: \`${name}: something\`, or \`${name}: ""\` for an empty one.`,
  };
}

/** What may follow a dollar sign: another one, or a name, in braces with what is put in where it has no value. */
const afterDollar = /\$|\{([A-Za-z_]\w*)(:?[-?+])?|([A-Za-z_]\w*)/y;

/**
 * Variables that a text asks Compose to put in, without a value to fall back on; `$$` is a dollar sign. Each character
 * is looked at once: a file of 64 KiB may hold a text two hundred times.
 */
function* variablesIn(text: string): Generator<string> {
  for (let at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at)) {
    afterDollar.lastIndex = at + 1;
    const found = afterDollar.exec(text);
    if (found === null) at += 1;
    else {
      const [whole, braced, operator, bare] = found;
      const close = braced === undefined ? at + whole.length : text.indexOf('}', afterDollar.lastIndex);
      // Braces that nothing closes are no variable, and neither is what stands behind them.
      if (close < 0) return;
      const name = braced ?? bare;
      if (name !== undefined && (operator === undefined || operator.endsWith('?'))) yield name;
      at = close + 1;
    }
  }
}

function* findVariables(
  node: Json,
  path: KeyPath = [],
): Generator<{ readonly path: KeyPath; readonly variable: string }> {
  if (typeof node === 'string') {
    for (const name of variablesIn(node)) yield { path, variable: name };
  } else if (Array.isArray(node))
    for (const [index, item] of node.entries()) yield* findVariables(item, [...path, index]);
  else if (isJsonMap(node))
    for (const [key, value] of Object.entries(node))
      if (!(path.length === 0 && isExtension('', key))) yield* findVariables(value, [...path, key]);
}

function unsetVariable(path: KeyPath, name: string): GateProblem {
  return {
    kind: 'malformed',
    path,
    message: `\`\${${name}}\` has no value here: neither an .env file nor anybody’s environment is read.`,
    fix: `Write the value itself, or \`\${${name}:-value}\`; for a dollar sign, \`$$\`.`,
  };
}

/** A copy without extensions and what was dropped, and with env files by the place of their copies. */
function rebuild(
  tree: JsonMap,
  out: readonly KeyPath[],
  envFiles: ReadonlyMap<string, string | undefined>,
): JsonMap {
  const dropped = new Set(out.map((path) => path.join('\0')));
  const copy = (node: Json, path: KeyPath, known: string | undefined): Json => {
    const here = path.join('\0');
    if (envFiles.has(here) && !Array.isArray(node)) {
      const at = envFiles.get(here) ?? '';
      return isJsonMap(node) ? { ...node, path: at } : at;
    }
    const kept = (step: string | number) => {
      const below = [...path, step].join('\0');
      return !dropped.has(below) && !(envFiles.has(below) && envFiles.get(below) === undefined);
    };
    if (Array.isArray(node))
      return node.flatMap((item, index) => (kept(index) ? [copy(item, [...path, index], known)] : []));
    if (!isJsonMap(node)) return node;
    return Object.fromEntries(
      Object.entries(node).flatMap(([key, value]) => {
        if (!kept(key) || (known !== undefined && isExtension(known, key))) return [];
        const below = known === undefined ? undefined : pathBelow(known, key);
        return [[key, copy(value, [...path, key], below)]];
      }),
    );
  };
  const result = copy(tree, [], '');
  return isJsonMap(result) ? result : {};
}
