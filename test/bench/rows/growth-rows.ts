/** Whether what grows with the number of labs grows in a line, or less: the time of each of 1,000 beside each of 100. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import * as z from 'zod';
import { findServer } from '../../../src/cli/home-client.ts';
import { openHome } from '../../../src/cli/open-home.ts';
import { root } from '../../../src/cli/root.ts';
import { serve } from '../../../src/cli/serve.ts';
import type { LabId } from '../../../src/lab/lab-id.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { makeLabs } from '../growth/make-labs.ts';
import { NotHere, type Row } from '../row.ts';

const counts = [10, 100, 1_000] as const;
type Count = (typeof counts)[number];

interface Grown {
  /** A root of labs. */
  readonly labs: string;
  readonly ids: readonly LabId[];
  /** A folder without chapters. */
  readonly content: string;
}

/** Once with this many labs. Resolves with its milliseconds where it measures itself. */
type Work = () => Promise<unknown>;

function grows(
  row: Pick<Row, 'id' | 'what'>,
  open: (grown: Grown, made: AsyncDisposableStack) => Promise<Work>,
): Row {
  return {
    rounds: 5,
    quickRounds: 0,
    ...row,
    beside: 'with 100, for each',
    unit: 'ms a lab',
    goal: { ratio: 1 },
    async open() {
      await using made = new AsyncDisposableStack();
      const totals: Record<string, number[]> = {};
      const side = async (count: Count) => {
        const folder = made.use(makeTemporaryFolder());
        const content = made.use(makeTemporaryFolder()).path;
        const work = await open({ labs: folder.path, ids: makeLabs(folder.path, count), content }, made);
        return async () => {
          const since = performance.now();
          const own = await work();
          const took = typeof own === 'number' ? own : performance.now() - since;
          const name = `${count} labs`;
          totals[name] = [...(totals[name] ?? []), took];
          return took / count;
        };
      };
      const [ten, hundred, thousand] = [await side(10), await side(100), await side(1_000)];
      const all = made.move();
      return {
        ours: thousand,
        peer: async () => {
          await ten();
          return hundred();
        },
        spans: () => totals,
        [Symbol.asyncDispose]: () => all.disposeAsync(),
      };
    },
  };
}

export const growthList = grows(
  { id: 'growth-list', what: '`drydock labs list` with 1,000 labs, for each' },
  async ({ labs, ids }) =>
    async () => {
      const argv = [join(root, 'src', 'cli', 'main.ts'), 'labs', 'list', '--labs', labs, '--json'];
      const { stdout } = await execa(process.execPath, argv);
      const listed = z.object({ labs: z.array(z.unknown()) }).parse(JSON.parse(stdout)).labs.length;
      if (listed !== ids.length) throw new Error(`${listed} of ${ids.length} labs were listed`);
    },
);

const planner = fileURLToPath(new URL('../growth/plan.ts', import.meta.url));

export const growthPlan = grows(
  { id: 'growth-plan', what: 'The plan of `drydock labs verify` with 1,000 labs, nothing run, for each' },
  async ({ labs, ids, content }) =>
    async () => {
      const { stdout } = await execa(process.execPath, [planner, labs, content]);
      const planned = z.object({ labs: z.number() }).parse(JSON.parse(stdout)).labs;
      if (planned !== ids.length) throw new Error(`${planned} of ${ids.length} labs were planned`);
    },
);

export const growthStatus = grows(
  { id: 'growth-status', what: 'All labs and the status of each over HTTP with 1,000 labs, for each' },
  async ({ labs, ids, content }, made) => {
    const home = made.use(makeTemporaryFolder()).path;
    const options = { home, labs, content, yes: true };
    const opened = made.use(await openHome(options, 'server'));
    const listening = { host: '127.0.0.1', port: 0, siteDir: () => undefined, buildSteps: () => [] };
    made.use(await serve(opened, { ...options, ...listening }));
    const server = await findServer(home);
    if (!server) throw new NotHere('the server does not answer');
    return async () => {
      const listed = await server.call('labs');
      if (listed.length !== ids.length) throw new Error(`${listed.length} of ${ids.length} labs came`);
      for (const lab of ids) await server.call('status', { lab });
    };
  },
);
