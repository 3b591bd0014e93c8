import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What is done to the whole engine, and so beside nothing else that uses it. They run beside the unit tests. */
export const alone: readonly string[] = [
  // Cuts the networks of the engine off from the machine, and has to reach out itself between.
  'test/contract/egress.test.ts',
  // Has the engine give no answer about one container: whoever looks at all of them waits meanwhile.
  'test/adversarial/fault/stuck-start.test.ts',
];

/**
 * Files of half a minute and more, longest first, as `npm test` prints them. Of two that work side by side neither is
 * left with a long one at the end. What is not here is short, or new.
 */
const longest: readonly string[] = [
  'test/contract/runner/killed.test.ts',
  'test/adversarial/input/differential.test.ts',
  'test/adversarial/seats/small-seat.test.ts',
  'test/adversarial/fault/lab.test.ts',
  'test/contract/runner/suspension.test.ts',
  'test/adversarial/home/places.test.ts',
  'test/adversarial/input/builds.test.ts',
  'test/adversarial/fault/engine.test.ts',
  'test/adversarial/input/meant.test.ts',
  'test/contract/images/making.test.ts',
  'test/adversarial/home/damaged.test.ts',
  'test/adversarial/seats/endless-stop.test.ts',
  'test/adversarial/input/mistakes.test.ts',
  'test/adversarial/input/gate.test.ts',
  'test/contract/seats-pool.test.ts',
  'test/contract/audit.test.ts',
  'test/adversarial/home/seat.test.ts',
  'test/contract/seats-nested.test.ts',
  'test/adversarial/input/restarts.test.ts',
  'test/contract/runner/reconcile.test.ts',
  'test/contract/runner/killed-server.test.ts',
  'test/adversarial/fault/server.test.ts',
  'test/adversarial/door/room.test.ts',
  'test/contract/runner/two-parties.test.ts',
  'test/contract/seats-host.test.ts',
  'test/contract/observe/nested.test.ts',
  'test/adversarial/input/fuzz.test.ts',
  'test/adversarial/files/reset.test.ts',
];

/** The longest files first, of whichever project; the rest as vitest would have them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((file) => moduleId.endsWith(`/${file}`));
      return at === -1 ? longest.length : at;
    };
    const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    return sorted.toSorted((one, other) => groupOf(one) - groupOf(other) || place(one) - place(other));
  }
}
