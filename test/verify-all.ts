/**
 * `npm run verify:all`: proves every lab of the book in seats of Drydock's own: `embedded`, with the distribution's Engine;
 * `rootless`: those that many people get, with their limits; and privileged ones with a newer Engine, whose images are kept
 * by its storage driver (`nested`) or by containerd (`containerd`). In `trixie`, privileged with the older Engine and
 * containerd's store, those labs that need this store: elsewhere the newer Engine has them. `npm test` proves the labs in
 * one kind. `-- --kind rootless --lab capabilities/setcap` proves less; both may be given several times. What was proven
 * there before, and nothing that its proof hangs on has changed since, is not proven again, so a run that was interrupted
 * goes on where it was; `-- --all` proves everything.
 *
 * In `nested` seats the matrix of lines and attacks is run whole, and compared with the one that the book shows. With the
 * `rootless` ones, each lab that can be graded is looked at as graders look at it, and as learners' labs are; `-- --looks` does
 * that alone. Ends with a line a lab, the time that each kind took, and 1 where a lab does not keep its promises.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Semaphore } from 'async-mutex';
import * as z from 'zod';
import { allLines } from '../labs/stack/attack/lines.ts';
import { formatTable } from '../src/cli/output.ts';
import { DrydockError, reportError } from '../src/lab/errors.ts';
import type { Manifest } from '../src/lab/manifest/manifest.ts';
import { readChapters } from '../src/runner/chapters.ts';
import type { Lab } from '../src/runner/library/lab-library.ts';
import { whyNotGraded } from '../src/runner/replay/gradable.ts';
import { openReplayStage } from '../src/runner/replay/replay-stage.ts';
import type { LabProof } from '../src/runner/verify/proof.ts';
import { labsAtATime } from '../src/runner/verify/prove-labs.ts';
import { findHome } from '../src/seats/home.ts';
import { findHostDocker, makeOuter, whyNoEmbedded } from './contract/machine.ts';
import { areAlike, lookBothWays } from './fixtures/grades/both-looks.ts';
import { gradeOnEngine } from './fixtures/grades/grading-on-engine.ts';
import { makeKeptProofs, type ProofOf } from './labs/kept-proofs.ts';
import { describeProof, openProving, type Proving, type ProvingOptions } from './labs/proving.ts';
import { hashProvingCode } from './labs/proving-code.ts';
import { compareWithBook } from './matrix/matrix.ts';
import { prepareMachine } from './prepare-machine.ts';
import { renderTimes, type TimedPart } from './times.ts';

const allKinds = ['embedded', 'nested', 'rootless', 'containerd', 'trixie'] as const;
type Kind = (typeof allKinds)[number];

const { values } = parseArgs({
  options: {
    kind: { type: 'string', multiple: true },
    lab: { type: 'string', multiple: true },
    all: { type: 'boolean' },
    looks: { type: 'boolean' },
  },
});
const named = values.looks ? ['rootless'] : values.kind;
const kinds = allKinds.filter((kind) => named?.includes(kind) ?? true);
if (kinds.length < (named ?? kinds).length) throw new Error(`--kind is one of ${allKinds.join(', ')}`);

const say = (line: string) => console.log(line);
await prepareMachine(say);

/** Why labs cannot be proven in seats of this kind here; undefined where they can. */
async function whyNot(kind: Kind): Promise<string | undefined> {
  if (kind === 'embedded') return whyNoEmbedded();
  return (await findHostDocker()).state === 'reachable' ? undefined : 'no engine to make nested seats on';
}

const optionsOf: Readonly<Record<Kind, ProvingOptions>> = {
  embedded: {},
  nested: { seatImages: 'graph-driver' },
  // Not for one person, who gets a privileged seat for what a rootless one must refuse.
  rootless: { seatsFor: 'many', seatClass: 'rootless' },
  containerd: {},
  trixie: { seatRelease: 'trixie', seatImages: 'containerd' },
};

/** Whether a lab is proven in seats of this kind, where nobody names labs. */
const isFor = (kind: Kind, { manifest }: { readonly manifest: Manifest }) =>
  kind !== 'trixie' || values.lab !== undefined || manifest.needs.images === 'containerd';

const { chapters } = await readChapters(fileURLToPath(new URL('../content', import.meta.url)));
const proofs = join(findHome(process.env).home, 'proofs');
const codeHash = await hashProvingCode();

/** Ends at Ctrl-C what is under way, which leaves nothing on an engine. */
let underWay: AsyncDisposable | undefined;
process.once('SIGINT', async () => {
  say('Interrupted: what the proofs have started is taken away.');
  await underWay?.[Symbol.asyncDispose]();
  process.exit(130);
});

/** What says that an engine is another one than the last, though nothing of it is otherwise. */
const EngineSchema = z.looseObject({ id: z.string() });

/** Nobody grades beside it. */
const firstReplay = { grader: 1, fence: 1 };

const parts: TimedPart[] = [];
const table = new Map<string, Map<Kind, string>>();
let proven = 0;
let refused = 0;
let failed = 0;
for (const kind of kinds) {
  const why = await whyNot(kind);
  if (why !== undefined) {
    say(`– ${kind}: skipped: ${why}`);
    continue;
  }
  const since = performance.now();
  const options = { ...optionsOf[kind], onLine: say, ...(values.lab && { only: values.lab }) };
  await using proving = await openProving(kind === 'embedded' ? kind : 'nested', options);
  underWay = proving;
  // `npm test` keeps those of the embedded engine in the folder itself.
  const kept = makeKeptProofs(kind === 'embedded' ? proofs : join(proofs, kind), codeHash);
  const places = new Semaphore(labsAtATime);
  await Promise.all(
    // Those of later chapters take longest: begun first, none of them is left alone at the end.
    proving.labs
      .filter((lab) => !values.looks && isFor(kind, lab))
      .toReversed()
      .map((lab) =>
        places.runExclusive(async () => {
          const cells = table.get(lab.id) ?? new Map<Kind, string>();
          table.set(lab.id, cells);
          try {
            const of = await describe(kind, lab, proving);
            const known = values.all ? undefined : await kept.find(of);
            if (known) {
              proven++;
              cells.set(kind, `proven ${known.at}`);
              return;
            }
            const proof = await proving.prove(lab);
            await kept.keep(await describe(kind, lab, proving), proof, new Date());
            cells.set(kind, tell(kind, proof));
          } catch (error) {
            failed++;
            cells.set(kind, 'broke off');
            const { message, output = '' } = reportError(error);
            say(`✗ ${kind} ${lab.id}: the proof broke off: ${message}\n${output}`);
          }
        }),
      ),
  );
  parts.push({ name: `labs in ${kind} seats`, durationMs: performance.now() - since });
  if (kind === 'nested' && (values.lab?.includes('stack/attack') ?? true)) await proveMatrix(proving);
  if (kind === 'rootless') await proveLooks(proving.labs);
}
const rows = [...table].map(([id, cells]) => [id, ...kinds.map((kind) => cells.get(kind) ?? '')]);
say(`\n${formatTable([['lab', ...kinds], ...rows]).join('\n')}`);
say(`\n${renderTimes(parts, [])}`);
say(`${proven} proven, ${refused} refused, ${failed} failed`);
process.exitCode = failed === 0 && proven + refused > 0 ? 0 : 1;

/**
 * What a proof hangs on. The engine of a nested seat is new in each run, and has the images of a lab only once its proof
 * has begun: there it is known by all but its id, and images as they are on the engine that they are copied from.
 */
async function describe(kind: Kind, lab: Lab, proving: Proving): Promise<ProofOf> {
  const of = await describeProof(lab, proving, chapters);
  if (kind === 'embedded') return of;
  const { engine = '', ...images } = of.engine;
  const { id: _, ...same } = EngineSchema.parse(JSON.parse(engine));
  await using outer = await makeOuter(findHome(process.env).home, 'none');
  const around = await outer.connect();
  const ids = Object.keys(images).map(
    async (name) => [name, (await around.findImage(name))?.id ?? 'absent'] as const,
  );
  return { ...of, engine: { engine: JSON.stringify(same), ...Object.fromEntries(await Promise.all(ids)) } };
}

/** Runs the matrix of lines and attacks, and says where it is otherwise than the book shows. */
async function proveMatrix({ openStage }: Proving): Promise<void> {
  const since = performance.now();
  const signal = new AbortController().signal;
  try {
    const differences = await compareWithBook(allLines, openStage, signal, (line) => say(`  ${line}`));
    if (differences.length === 0) proven++;
    else failed++;
    for (const each of differences) say(`✗ matrix: ${each}`);
  } catch (error) {
    failed++;
    say(`✗ the matrix broke off: ${reportError(error).message}`);
  }
  parts.push({ name: 'matrix of lines and attacks', durationMs: performance.now() - since });
}

/** Holds what grades a lab, from outside of its seat, against what a look from inside sees; of all that can be graded. */
async function proveLooks(labs: readonly Lab[]): Promise<void> {
  const since = performance.now();
  for (const lab of labs) {
    if ((await whyNotGraded(lab)) !== undefined) continue;
    const { id, manifest } = lab;
    const signal = AbortSignal.timeout(600_000);
    try {
      const on = { labs: 'labs', lab: id, images: manifest.images };
      await using at = await gradeOnEngine(on);
      await using stage = await openReplayStage(
        at.place,
        at.lab,
        { id: '01K0', vars: at.vars },
        firstReplay,
        signal,
      );
      const looks = await lookBothWays(at, stage, signal);
      const other = looks.filter(({ outside, inside }) => !areAlike(outside, inside));
      if (other.length === 0) proven++;
      else failed++;
      say(`${other.length === 0 ? '✓' : '✗'} ${id} is seen from outside of its seat as from inside`);
      for (const { state, outside, inside } of other)
        say(
          `    ${state}: from outside ${JSON.stringify(outside)}\n    from inside ${JSON.stringify(inside)}`,
        );
    } catch (error) {
      if (error instanceof DrydockError && error.code === 'seat-unmet') {
        refused++;
        say(`– ${id} is not seen from outside: ${error.message}`);
        continue;
      }
      failed++;
      say(`✗ ${id} could not be seen from outside: ${reportError(error).message}`);
    }
  }
  parts.push({ name: 'labs as graders see them', durationMs: performance.now() - since });
}

/** Says what came of a proof; what stands in the table of it. */
function tell(kind: Kind, { id, ok, seat, skipped, problems, durationMs }: LabProof): string {
  if (seat === 'none') {
    refused++;
    say(`– ${kind} ${id}: refused: ${skipped[0]?.reason ?? 'no seat can run it'}`);
    return 'refused';
  }
  if (ok) proven++;
  else failed++;
  const seconds = `${Math.round(durationMs / 1000)} s`;
  say(`${ok ? '✓' : '✗'} ${kind} ${id} in a seat of kind ${seat} (${seconds})`);
  for (const { rule, where, message } of problems) say(`    ${rule} at ${where}: ${message}`);
  for (const { check, reason } of skipped) say(`    ${check} is skipped: ${reason}`);
  return ok ? seconds : 'FAILS';
}
