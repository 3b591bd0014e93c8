/** The command line, beside the same over HTTP. */
import { join } from 'node:path';
import { execa } from 'execa';
import { findServer, type HomeClient } from '../../../src/cli/home-client.ts';
import { root } from '../../../src/cli/root.ts';
import { startDrydock, whyNoLabs } from '../../e2e/harness/drydock.ts';
import { NotHere, type Row, type Side } from '../row.ts';

const first = 'start/first-container';
const bin = join(root, 'bin', 'drydock.mjs');

/** How much longer the command line takes for something than asking the server for it does. */
function beyondHttp(
  row: Pick<Row, 'id' | 'what' | 'beside'>,
  argv: readonly string[],
  ask: (server: HomeClient) => Promise<unknown>,
): Row {
  return {
    ...row,
    goal: { ours: 400 },
    rounds: 12,
    quickRounds: 0,
    async open() {
      const why = whyNoLabs();
      if (why !== undefined) throw new NotHere(why);
      await using made = new AsyncDisposableStack();
      const drydock = made.use(await startDrydock());
      await drydock.command('lab', 'start', first);
      const server = await findServer(drydock.home);
      if (!server) throw new NotHere('the server does not answer');
      const timed = async (work: () => Promise<unknown>) => {
        const since = performance.now();
        await work();
        return performance.now() - since;
      };
      const ours: Side = async () => {
        const command = await timed(() =>
          execa(process.execPath, [bin, '--home', drydock.home, ...argv], { reject: false }),
        );
        return command - (await timed(() => ask(server)));
      };
      const all = made.move();
      return { ours, [Symbol.asyncDispose]: () => all.disposeAsync() };
    },
  };
}

export const commandCheck = beyondHttp(
  {
    id: 'cli-check',
    what: '`drydock lab check` with a server, beyond the check itself',
    beside: 'the same over HTTP, taken off',
  },
  ['lab', 'check', first],
  (server) => server.call('check', { lab: first }),
);

export const commandList = beyondHttp(
  {
    id: 'cli-list',
    what: '`drydock labs list`, beyond asking a server',
    beside: 'the same over HTTP, taken off',
  },
  ['labs', 'list'],
  (server) => server.call('labs'),
);
