/** The proof of a lab, beside a loop that brings the same states up and looks at them. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bookSeed, makeVars } from '../../../src/lab/manifest/vars.ts';
import type { Lab } from '../../../src/runner/library/lab-library.ts';
import { readLabState, type StateFiles } from '../../../src/runner/library/lab-state.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { findOwnedKind, openProving } from '../../labs/proving.ts';
import { startLab } from '../bench-engine.ts';
import { NotHere, type Row } from '../row.ts';

const lab = 'start/first-container';

/**
 * Files of each state that the proof brings up, in its order; a reset is the start once more. Left out is the one that
 * every lab has, without services, which Compose refuses to bring up.
 */
async function statesOf(proven: Lab): Promise<readonly StateFiles[]> {
  const vars = makeVars(proven.manifest.vars, proven.id, bookSeed);
  const { accepts, mistakes } = proven.manifest.states;
  const named = ['start', 'solution', ...Object.keys(accepts), ...Object.keys(mistakes), 'start'];
  return Promise.all(named.map((name) => readLabState(proven, name, vars)));
}

function lay(files: StateFiles, dir: string): void {
  for (const name of readdirSync(dir)) rmSync(join(dir, name), { recursive: true });
  for (const [path, { content, executable }] of files) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content, { mode: executable ? 0o755 : 0o644 });
  }
}

export const proof: Row = {
  id: 'proof',
  what: `\`drydock labs verify ${lab}\`, its transcripts left out`,
  beside: '`docker compose up --detach`, `docker inspect`, `docker compose down` over the same states',
  goal: { ratio: 1.5 },
  rounds: 3,
  quickRounds: 0,
  async open() {
    const kind = await findOwnedKind();
    if (kind === undefined) throw new NotHere('there can be no engine of our own');
    await using made = new AsyncDisposableStack();
    const content = made.use(makeTemporaryFolder()).path;
    const proving = made.use(await openProving(kind, { only: [lab], content }));
    const [proven] = proving.labs;
    if (proven === undefined) throw new NotHere(`there is no lab ${lab}`);
    const states = await statesOf(proven);
    const { hand } = made.use(await startLab(lab));
    const all = made.move();
    return {
      ours: async () => {
        const { problems, trouble } = await proving.prove(proven);
        if (trouble) throw new Error(`the proof broke off: ${trouble.message}`);
        // What somebody else makes on the engine meanwhile is found among what a reset left.
        const wrong = problems.filter(({ rule }) => rule !== 'reset-leaves-nothing');
        if (wrong.length > 0) throw new Error(`not proven: ${wrong.map(({ message }) => message).join()}`);
      },
      peer: async () => {
        for (const files of states) {
          lay(files, hand.dir);
          await hand.type('docker compose up --detach --wait || docker compose up --detach');
          await hand.type('docker inspect $(docker compose ps --all --quiet)');
          await hand.type('docker compose down --volumes');
        }
      },
      [Symbol.asyncDispose]: () => all.disposeAsync(),
    };
  },
};
