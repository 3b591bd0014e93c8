import { ulid } from 'ulid';
import { isAlive } from '../engine/is-alive.ts';
import type { Copies } from '../lab/ports/copies.ts';
import { copyLabel, homeLabel, makeLabels } from './labels.ts';

/** Copies of a home, told by the process that makes them: two that ask at once do not remove each other's. */
export function makeCopies(home: string): Copies {
  return {
    ofOneQuestion() {
      const question = `${process.pid}-${ulid().toLowerCase()}`;
      return {
        name: `drydock-copy-${question}`,
        labels: { ...makeLabels({ home, role: 'copy' }), [copyLabel]: question },
      };
    },
    async removeAbandoned(engine, signal) {
      const ours = await engine.inspectContainers({ [homeLabel]: home }, signal);
      for (const question of new Set(ours.flatMap(({ labels }) => labels[copyLabel] ?? []))) {
        if (isAlive(Number.parseInt(question, 10))) continue;
        await engine.removeLabelled({ [homeLabel]: home, [copyLabel]: question });
      }
    },
  };
}
