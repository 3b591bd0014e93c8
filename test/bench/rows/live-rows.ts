/** What a learner sees and touches: a change that shows, a prompt that is there. */
import { stripVTControlCharacters } from 'node:util';
import { workbenchImage } from '../../../src/seats/seat-images.ts';
import { projectName } from '../../fixtures/runner-on-engine.ts';
import { startLab } from '../bench-engine.ts';
import type { Row } from '../row.ts';

const first = 'start/first-container';

export const live: Row = {
  id: 'live',
  what: 'A container changes → whoever follows the lab is told',
  beside: 'from the Engine’s event on',
  goal: { ours: 300, quantile: 'p95' },
  rounds: 20,
  async open() {
    const lab = await startLab(first);
    const { at } = lab;
    let ring: () => void = () => undefined;
    let wanted = false;
    const followed = await at.runner.follow(at.key, (event) => {
      if (event.type !== 'observation') return;
      const paused = event.observation.containers.some(({ declared }) => declared.status === 'paused');
      if (paused === wanted) ring();
    });
    let changedAt = 0;
    const events = await at.seat.engine.follow(
      ({ type, action }) => {
        if (type === 'container' && action === (wanted ? 'pause' : 'unpause')) changedAt = performance.now();
      },
      () => undefined,
    );
    const [container] = await at.seat.engine.inspectContainers({
      'com.docker.compose.service': 'web',
      'com.docker.compose.project': projectName(first, at.store.listRuns()[0]?.id ?? ''),
    });
    return {
      ours: async () => {
        wanted = !wanted;
        const seen = new Promise<number>((resolve) => {
          ring = () => resolve(performance.now());
        });
        const change = wanted ? at.seat.engine.pauseContainer : at.seat.engine.unpauseContainer;
        await change(container?.id ?? '');
        return (await seen) - changedAt;
      },
      async [Symbol.asyncDispose]() {
        await events[Symbol.asyncDispose]();
        await followed[Symbol.asyncDispose]();
        await lab[Symbol.asyncDispose]();
      },
    };
  },
};

export const prompt: Row = {
  id: 'prompt',
  what: 'A terminal of a lab that runs: asked for → prompt',
  beside: '`docker run --detach --tty` of the same image typed, which waits for no prompt',
  goal: { ratio: 1.3 },
  rounds: 12,
  async open() {
    const lab = await startLab(first);
    const { at, hand } = lab;
    let round = 0;
    let ended: Promise<unknown> = Promise.resolve();
    const label = `--label com.docker.compose.project=${hand.project}`;
    return {
      prepare: async () => {
        await ended;
        await at.seat.engine.removeLabelled({ 'com.docker.compose.project': hand.project });
      },
      ours: async () => {
        const name = `bench-${round++}`;
        const since = performance.now();
        const session = await at.runner.openTerminal(at.key, name, { columns: 100, rows: 30 });
        await prompted(session.output);
        const took = performance.now() - since;
        ended = at.runner.endTerminal(at.key, name).finally(() => session[Symbol.asyncDispose]());
        return took;
      },
      peer: () => hand.type(`docker run --detach --tty ${label} ${workbenchImage} bash`),
      [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose](),
    };
  },
};

/** A prompt ends with a sign and a space. */
async function prompted(output: AsyncIterable<Uint8Array>): Promise<void> {
  let text = '';
  for await (const chunk of output) {
    text += stripVTControlCharacters(Buffer.from(chunk).toString());
    if (/[#$] /.test(text)) return;
  }
}
