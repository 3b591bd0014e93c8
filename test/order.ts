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
  'test/adversarial/fault/forged-grades.test.ts',
  'test/e2e/reading.test.ts',
  'test/e2e/room/workshop.test.ts',
  'test/e2e/reading-edition.test.ts',
  'test/contract/runner/killed.test.ts',
  'test/contract/runner/replay.test.ts',
  'test/e2e/lab.test.ts',
  'test/e2e/grades/chain.test.ts',
  'test/contract/shrink.test.ts',
  'test/contract/runner/outside-look.test.ts',
  'test/adversarial/input/differential.test.ts',
  'test/e2e/grades/learner.test.ts',
  'test/adversarial/home/ending.test.ts',
  'test/contract/why.test.ts',
  'test/e2e/room/look.test.ts',
  'test/e2e/room/help.test.ts',
  'test/e2e/grades/editions.test.ts',
  'test/e2e/room/tabs.test.ts',
  'test/e2e/room/session.test.ts',
  'test/adversarial/home/damaged.test.ts',
  'test/e2e/room/people.test.ts',
  'test/e2e/room/dead-line.test.ts',
  'test/adversarial/home/places.test.ts',
  'test/contract/machine-of-own-kernel.test.ts',
  'test/e2e/workspace/terminal.test.ts',
  'test/contract/seats-nested.test.ts',
  'test/adversarial/input/meant.test.ts',
  'test/adversarial/fault/server.test.ts',
  'test/adversarial/home/evidence.test.ts',
  'test/adversarial/seats/endless-stop.test.ts',
  'test/e2e/workspace/files.test.ts',
  'test/adversarial/fault/engine.test.ts',
  'test/contract/runner/suspension.test.ts',
  'test/contract/runner/why-of-the-book.test.ts',
  'test/e2e/journey.test.ts',
  'test/e2e/system-calls.test.ts',
  'test/e2e/workspace/suspension.test.ts',
  'test/contract/runner/killed-server.test.ts',
  'test/e2e/grades/instructor.test.ts',
  'test/adversarial/input/mistakes.test.ts',
  'test/e2e/workspace/instruments.test.ts',
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
