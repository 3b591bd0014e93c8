import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeCompose } from '../../../src/engine/compose/compose.ts';
import { freezeScript, packFiles } from '../../../src/engine/compose/compose-program.ts';
import { DrydockError } from '../../../src/lab/errors.ts';
import type { Grant } from '../../../src/lab/manifest/grant.ts';
import type { ManifestInput } from '../../../src/lab/manifest/manifest.ts';
import type { Compose, ComposeBench } from '../../../src/lab/ports/compose.ts';
import type { Seat } from '../../../src/lab/ports/seat.ts';
import { makeImageFactsCache } from '../../../src/observe/facts/image-facts.ts';
import type { GatedCompose } from '../../../src/runner/stage/gate.ts';
import { Stage } from '../../../src/runner/stage/stage.ts';
import { ownedSeats } from '../../contract/owned-seats.ts';
import { makeTestImage, testImage } from '../../contract/test-image.ts';
import { makeManifest } from '../../fixtures/manifest.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

export type Files = Readonly<Record<string, string>>;

/** A workspace on the private engine whose compose file anybody may write. */
export interface Gated extends AsyncDisposable {
  readonly seat: Seat;
  readonly dir: string;
  readonly project: string;
  /** The workspace holds these files and nothing else. */
  write(files: Files): void;
  stage(
    grants?: readonly Grant[],
    change?: Partial<ManifestInput>,
    compose?: Compose,
    startMs?: number,
    seat?: Seat,
  ): Promise<Stage>;
}

export async function openGated(name: string, kind: keyof typeof ownedSeats = 'embedded'): Promise<Gated> {
  const folder = makeTemporaryFolder();
  const project = `drydock-gate-${name}-${process.pid}`;
  const dir = join(folder.path, 'workspaces', 'one');
  mkdirSync(dir, { recursive: true });
  const provider = ownedSeats[kind](folder.path, project);
  const seat = await provider.open('seat-1');
  const runId = `${project}-run`;
  const bench = await seat.openWorkbench({ runId, project, workspaceDir: dir });
  await makeTestImage(bench);
  const imageFacts = makeImageFactsCache();
  return {
    seat,
    dir,
    project,
    write(files) {
      for (const entry of readdirSync(dir)) rmSync(join(dir, entry), { recursive: true });
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(dir, path)), { recursive: true });
        writeFileSync(join(dir, path), text);
      }
    },
    stage: (grants = [], change = {}, compose = makeCompose(), startMs = 60_000, inSeat = seat) =>
      Stage.open({
        startMs,
        seat: inSeat,
        manifest: makeManifest({ ...change, grants: [...grants] }),
        vars: {},
        runId,
        project,
        workspaceDir: dir,
        compose,
        imageFacts,
      }),
    async [Symbol.asyncDispose]() {
      await seat.engine.removeLabelled({ 'com.docker.compose.project': project });
      // Not by a prune: the engine runs one at a time, and there are several of these at once.
      const images =
        'ids=$(docker images --quiet --filter "label=$1") && [ -n "$ids" ] && docker rmi --force $ids || true';
      await bench.run(['sh', '-c', images, 'sh', `com.docker.compose.project=${project}`], {
        timeoutMs: 60_000,
      });
      await bench.remove();
      await seat[Symbol.asyncDispose]();
      await provider.clean();
      await provider[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

export const signal = () => AbortSignal.timeout(100_000);

/** A service `web` with these keys. */
export const web = (...lines: readonly string[]) =>
  [
    'services:',
    '  web:',
    `    image: ${testImage}`,
    '    command: [/serve.pl]',
    ...lines.map((line) => `    ${line}`),
    '',
  ].join('\n');

export interface Told {
  readonly code: string;
  readonly messages: readonly string[];
  readonly fixes?: readonly string[];
  /** `compose.yaml:5 services.web.privileged`, of each. */
  readonly places: readonly string[];
}

/** What the gate says of the files; code `passed` where it lets them through. */
export async function tell(gated: Gated, files: Files, grants: readonly Grant[] = []): Promise<Told> {
  gated.write(files);
  return tellOf(await gated.stage(grants));
}

export async function tellOf(stage: Stage): Promise<Told> {
  try {
    await stage.passGate(signal());
    return { code: 'passed', messages: [], places: [] };
  } catch (error) {
    if (!(error instanceof DrydockError)) throw error;
    const problems = error.problems ?? [error];
    return {
      code: error.code,
      messages: problems.map(({ message }) => message),
      fixes: problems.map(({ fix }) => fix ?? ''),
      places: problems.map(({ place }) => `${place?.file}:${place?.line} ${place?.key ?? ''}`.trim()),
    };
  }
}

/** What the gate let through, as `Compose.up` takes it. */
export const frozen = ({ files, model, sources }: GatedCompose) => ({
  files,
  model,
  sources: sources.map(({ inside }) => inside),
});

/** Compose without its look at the paths before the start. */
export const blindTo = (real: Compose): Compose => ({
  ...real,
  up: (bench, options, file, { files, model }) => real.up(bench, options, file, { files, model }),
});

/** Puts files where Compose would find those that were frozen, and nothing else there. */
export async function freezeIn(
  bench: ComposeBench,
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const argv = ['sh', '-c', freezeScript, 'sh', folder];
  const { exitCode, stderr } = await bench.run(argv, { cwd: '/', input: await packFiles(files) });
  if (exitCode !== 0) throw new Error(stderr);
}
