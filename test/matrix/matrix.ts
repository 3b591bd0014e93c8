/** Which line stopped which attack: found out by running the lab stack/attack with one line less, and with one alone. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Attack,
  allLines,
  attacks,
  editsOf,
  type Line,
  lines,
  pairs,
} from '../../labs/stack/attack/lines.ts';
import type { Proofs } from '../../src/cli/proofs.ts';
import { root } from '../../src/cli/root.ts';
import { type State, StateSchema } from '../../src/lab/manifest/manifest.ts';
import { bookSeed, makeVars } from '../../src/lab/manifest/vars.ts';
import { type Lab, LabLibrary } from '../../src/runner/library/lab-library.ts';
import { readLabState, readState } from '../../src/runner/library/lab-state.ts';
import type { Stage } from '../../src/runner/stage/stage.ts';
import { settle } from '../../src/runner/verify/settle.ts';
import { type Ablation, type Matrix, MatrixSchema } from '../../src/site/matrix/matrix.ts';

export const matrixFile = join(root, 'src/site/recorded/stack/matrix.json');
const allAttacks = Object.keys(attacks).filter((id): id is Attack => id in attacks);

/** A stack that is attacked: the start with these lines. `without user`, `with user alone`. */
export interface Case {
  readonly name: string;
  readonly line: Line | undefined;
  readonly present: readonly Line[];
}

const without = (line: Line): Case => ({
  name: `without ${line}`,
  line,
  present: allLines.filter((each) => each !== line),
});
const alone = (line: Line): Case => ({ name: `with ${line} alone`, line, present: [line] });

const withoutBoth = ([one, other]: readonly [Line, Line]): Case => ({
  name: `without ${one} and ${other}`,
  line: undefined,
  present: allLines.filter((each) => each !== one && each !== other),
});
const pairsOf = (of: readonly Line[]) => pairs.filter((pair) => pair.every((line) => of.includes(line)));

/** Soft, hardened, and for each of the lines the hardened stack without it and the soft one with it; and for pairs of them. */
export function casesOf(of: readonly Line[] = allLines): readonly Case[] {
  return [
    { name: 'soft', line: undefined, present: [] },
    { name: 'hardened', line: undefined, present: allLines },
    ...of.flatMap((line) => [without(line), alone(line)]),
    ...pairsOf(of).map(withoutBoth),
  ];
}

const stateOf = (present: readonly Line[]): State => StateSchema.parse({ edits: editsOf(present) });

/** Of a case, the attacks that succeed. Rejects where the stack does not work, since then nothing was attacked. */
async function attackCase(
  stage: Stage,
  lab: Lab,
  { name, present }: Case,
  signal: AbortSignal,
): Promise<readonly Attack[]> {
  await stage.down({ volumes: true });
  await stage.lay(await readState(lab, stateOf(present), stage.spec.vars));
  await stage.up(signal);
  const results = await settle(
    stage,
    (each) => each.every(({ guard, status }) => !guard || status === 'pass'),
    signal,
    { deadlineMs: 120_000 },
  );
  const judged = new Map(results.map((result) => [result.id, result]));
  for (const { guard, status, message } of results)
    if (guard && status !== 'pass') throw new Error(`${name}: the stack does not work: ${message}`);
  return allAttacks.filter((attack) => {
    const result = judged.get(attack);
    if (result?.status !== 'pass' && result?.status !== 'fail')
      throw new Error(`${name}: ${attack} was not judged: ${result?.message ?? 'there is no such check'}`);
    // What could not be tried fails its check too, and says something else.
    if (result.status === 'fail' && !result.observed.includes(`${attack} succeeds: `))
      throw new Error(`${name}: ${attack} was not tried: ${result.message}`);
    return result.status === 'fail';
  });
}

/** Attacks each case in turn; the answer is which attacks succeed in it. */
export async function* attackCases(
  cases: readonly Case[],
  openStage: Proofs['openStage'],
  signal: AbortSignal,
): AsyncGenerator<{ readonly of: Case; readonly succeed: readonly Attack[]; readonly stage: Stage }> {
  const lab = await attackLab();
  await using stage = await openStage(lab, makeVars(lab.manifest.vars, lab.id, bookSeed), 'matrix', signal);
  try {
    for (const of of cases) yield { of, succeed: await attackCase(stage, lab, of, signal), stage };
  } finally {
    await stage.down({ volumes: true });
    await stage.lay(new Map());
    await stage.workbench.remove();
  }
}

export async function attackLab(): Promise<Lab> {
  return (await LabLibrary.open(join(root, 'labs'))).get('stack/attack');
}

/** What the matrix hangs on: the files of the soft stack, and what each line changes. */
export async function hashStacks(): Promise<string> {
  const lab = await attackLab();
  const hash = createHash('sha256');
  for (const [path, { content }] of await readLabState(lab, 'start', {}))
    hash.update(`${path}\0`).update(content);
  hash.update(
    JSON.stringify(
      allLines.map((line) => [without(line), alone(line)].map(({ present }) => editsOf(present))),
    ),
  );
  hash.update(JSON.stringify(pairs.map((pair) => editsOf(withoutBoth(pair).present))));
  const { probes, checks } = lab.manifest;
  // A probe of another check says nothing of an attack.
  const asked = allAttacks.map((attack) => {
    const check = checks[attack];
    const words = JSON.stringify(check);
    return [check, probes.filter(({ id }) => words.includes(JSON.stringify(id)))];
  });
  hash.update(JSON.stringify(asked));
  return hash.digest('hex');
}

export async function readMatrix(): Promise<Matrix> {
  return MatrixSchema.parse(JSON.parse(await readFile(matrixFile, 'utf8')));
}

/** Runs the cases of these lines; the answer is where they came out otherwise than the book shows. */
export async function compareWithBook(
  of: readonly Line[],
  openStage: Proofs['openStage'],
  signal: AbortSignal,
  onCase: (line: string) => void = () => undefined,
): Promise<readonly string[]> {
  const book = await readMatrix();
  const succeeded = new Map<string, readonly Attack[]>();
  for await (const { of: each, succeed } of attackCases(casesOf(of), openStage, signal)) {
    succeeded.set(each.name, succeed);
    onCase(tellCase(each, succeed));
  }
  const ends = [
    ...(succeeded.get('soft')?.length === allAttacks.length ? [] : ['an attack on the soft stack fails']),
    ...(succeeded.get('hardened')?.length === 0 ? [] : ['an attack on the hardened stack succeeds']),
  ];
  const rows = of.flatMap((line) => {
    const ran = JSON.stringify(ablationOf(line, succeeded));
    const shown = JSON.stringify(book.lines.find(({ id }) => id === line));
    return ran === shown ? [] : [`${line}: ran as ${ran}, and the book shows ${shown}`];
  });
  const both = pairsOf(of).flatMap((pair) => {
    const ran = JSON.stringify(pairOf(pair, succeeded));
    return book.pairs.some((shown) => JSON.stringify(shown) === ran) ? [] : [`the book does not show ${ran}`];
  });
  return [...ends, ...rows, ...both];
}

export const tellCase = ({ name }: Case, succeed: readonly Attack[]): string =>
  `${name}: ${succeed.length > 0 ? `${succeed.join(', ')} succeed` : 'no attack succeeds'}`;

type Succeeded = ReadonlyMap<string, readonly Attack[]>;

/** Of one line: the attacks that succeed without it, and those of the soft stack that fail where it alone is added. */
export function ablationOf(line: Line, succeeded: Succeeded): Ablation {
  const opened = succeeded.get(without(line).name);
  const left = succeeded.get(alone(line).name);
  if (!opened || !left) throw new Error(`${line} was not tried`);
  return {
    id: line,
    title: lines[line],
    opened: [...opened],
    stopped: allAttacks.filter((attack) => !left.includes(attack)),
  };
}

const pairOf = (pair: readonly [Line, Line], succeeded: Succeeded) => ({
  lines: [...pair],
  opened: [...(succeeded.get(withoutBoth(pair).name) ?? [])],
});

/** Rejects unless every attack succeeds on the soft stack, and none on the hardened one. */
export function matrixOf(succeeded: Succeeded, recordedOn: Matrix['recordedOn'], stacks: string): Matrix {
  if (succeeded.get('soft')?.length !== allAttacks.length)
    throw new Error('an attack on the soft stack fails');
  if (succeeded.get('hardened')?.length !== 0) throw new Error('an attack on the hardened stack succeeds');
  return {
    recordedOn,
    stacks,
    attacks: allAttacks.map((id) => ({ id, title: attacks[id] })),
    lines: allLines.map((line) => ablationOf(line, succeeded)),
    pairs: pairs.map((pair) => pairOf(pair, succeeded)),
  };
}
