import type { CheckNeeds } from '../manifest/needs.ts';
import type { Expectation } from '../matchers/expectation.ts';
import type { ActiveProbe } from '../probes/active-probe.ts';
import type { Check, CustomCheck, ProcessChoice } from './check.ts';

/** A check being written: each method gives a new draft that says one thing more. `defineLab` takes the data out. */
export class CheckDraft {
  readonly data: Check;
  /** What must be tried for it; goes to the manifest's probes. */
  readonly probes: readonly ActiveProbe[];
  readonly customCheck: CustomCheck | undefined;

  constructor(data: Check, probes: readonly ActiveProbe[] = [], customCheck?: CustomCheck) {
    this.data = data;
    this.probes = probes;
    this.customCheck = customCheck;
  }

  /** What it is worth; one point unless said. */
  points(points: number): CheckDraft {
    return this.#with({ points });
  }

  /** Instead of the title that the matcher makes. */
  titled(title: string): CheckDraft {
    return this.#with({ title });
  }

  /** Why it matters: one sentence, shown while it does not pass. */
  why(why: string): CheckDraft {
    return this.#with({ why });
  }

  /** Where it is explained: `/capabilities/#bounding`. */
  readMore(readMore: string): CheckDraft {
    return this.#with({ readMore });
  }

  /** Enough that it was seen once; never graded. */
  edge(): CheckDraft {
    return this.#with({ mode: 'edge' });
  }

  /** Content with the Engine's word where the kernel's cannot be had. */
  orDeclared(): CheckDraft {
    return this.#with({ acceptDeclared: true });
  }

  /** Of a guard: why a program that repeats an earlier answer passes it too; else the proof takes that for a fault. */
  fakeable(why: string): CheckDraft {
    return this.#with({ fakeable: why });
  }

  /** Skipped, with the reason, where the machine has it not; what the whole lab needs stands in the manifest. */
  needs(needs: CheckNeeds): CheckDraft {
    return this.#with({ needs });
  }

  #with(change: Partial<Check>): CheckDraft {
    return new CheckDraft({ ...this.data, ...change }, this.probes, this.customCheck);
  }
}

/** A draft with what most checks have. */
export function draft(
  service: string,
  processes: ProcessChoice,
  expect: Expectation,
  probes: readonly ActiveProbe[] = [],
): CheckDraft {
  return new CheckDraft(
    { service, processes, expect, points: 1, mode: 'level', acceptDeclared: false },
    probes,
  );
}
