import { openProver, type Prover, type ProverOptions } from '../../src/cli/proofs.ts';
import type { Chapter } from '../../src/runner/chapters.ts';
import type { Lab } from '../../src/runner/library/lab-library.ts';
import { chooseSeatProvider } from '../../src/seats/choice/choose-provider.ts';
import { findHome, readHomeId } from '../../src/seats/home.ts';
import { findHostDocker, whyNoEmbedded } from '../contract/machine.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import type { ProofOf } from './kept-proofs.ts';

/** Labs are proven on an engine of Drydock's own: the private one, else one inside of the machine's Docker. */
export async function findOwnedKind(): Promise<'embedded' | 'nested' | undefined> {
  if ((await whyNoEmbedded()) === undefined) return 'embedded';
  return (await findHostDocker()).state === 'reachable' ? 'nested' : undefined;
}

export interface Proving extends Prover {
  /** The end of every name that the proofs of this home give. */
  readonly suffix: string;
  /** What the seat's engine is, and the ids of the images that a lab names there. */
  describeEngine(lab: Lab): Promise<Readonly<Record<string, string>>>;
  /** Removes a container of the seat's engine that no proof removes. */
  removeContainer(name: string): Promise<void>;
}

export interface ProvingOptions extends Omit<ProverOptions, 'home' | 'engine'> {
  /** Ids of labs; all of them where it is absent. */
  readonly only?: readonly string[];
}

/** A prover with a home of its own; disposing it takes away all that the home has on the engine. */
export async function openProving(
  kind: 'embedded' | 'nested',
  { only = [], ...options }: ProvingOptions = {},
): Promise<Proving> {
  const folder = makeTemporaryFolder();
  const paths = { home: folder.path, engineHome: findHome(process.env).engineHome };
  process.env.DRYDOCK_ENGINE_HOME = paths.engineHome;
  const stop = new AbortController();
  const prover = await openProver(only, { ...options, home: paths.home, engine: kind }, stop.signal);
  const openProvider = async () => {
    const choice = { env: process.env, paths, asked: kind, references: [], record: false } as const;
    const { offered } = await chooseSeatProvider(choice);
    if (!offered) throw new Error('the engine that was there is not there any more');
    return offered.provider;
  };
  return {
    labs: prover.labs,
    openStage: prover.openStage,
    findSeat: prover.findSeat,
    prove: (lab) => prover.prove(lab),
    suffix: (await readHomeId(paths.home)).slice(-6).toLowerCase(),
    async describeEngine({ manifest }) {
      const { engine } = await prover.findSeat(stop.signal);
      const named = [manifest, ...Object.values(manifest.states.scenes)].flatMap(({ images }) => images);
      const ids = [...new Set(named)].map(
        async (name) => [name, (await engine.findImage(name))?.id ?? 'absent'] as const,
      );
      return { engine: JSON.stringify(await engine.info()), ...Object.fromEntries(await Promise.all(ids)) };
    },
    async removeContainer(name) {
      const { engine } = await prover.findSeat(stop.signal);
      await engine.removeContainer(name);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await prover[Symbol.asyncDispose]();
      await using provider = await openProvider();
      await provider.clean();
      folder[Symbol.dispose]();
    },
  };
}

/** All that the outcome of a lab's proof hangs on, as it is now: an image may come with the proof. */
export async function describeProof(
  lab: Lab,
  proving: Pick<Proving, 'describeEngine'>,
  chapters: readonly Pick<Chapter, 'transcripts'>[],
): Promise<ProofOf> {
  const transcripts = chapters
    .flatMap(({ transcripts }) => transcripts)
    // Without their lines: what is written above one does not change what its commands print.
    .map(({ transcript }) => transcript)
    .filter((transcript) => transcript.lab === lab.id);
  return { lab, transcripts, engine: await proving.describeEngine(lab) };
}
