/** A rule of the audit, as data: what should be true of any container, why, what mends it, and where to read more. */
import type { ChapterId } from '../lab/book/book-plan.ts';
import type { CustomVerdict } from '../lab/checks/check.ts';
import type { Expectation } from '../lab/matchers/expectation.ts';
import type { ObservedContainer } from '../lab/observation/observation.ts';
import type { Severity } from './severity.ts';

/** Held against a container by one of the chapters' matchers. */
interface ByMatcher {
  readonly expect: Expectation | ((container: ObservedContainer) => Expectation);
  /** Of matchers of processes: every one, unless said. */
  readonly processes?: 'init' | 'every';
}

/** Held against what the Engine says, where no chapter has a matcher. */
interface ByVerdict {
  readonly judge: (container: ObservedContainer) => CustomVerdict;
}

/** What would mend it: keys to set below the service, and words for what has to go or stands elsewhere. */
export interface Mend {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly notes?: readonly string[];
}

export interface Rule {
  /** Permanent: it stands in `drydock-audit.yaml`, in JUnit and in JSON. */
  readonly id: string;
  /** What is true of a container that passes; completes "SERVICE …". */
  readonly title: string;
  readonly severity: Severity;
  readonly chapter: ChapterId;
  /** The section of the chapter that explains it; a test wants it of each rule whose chapter is written. */
  readonly anchor?: string;
  /** What follows where it is not so: one or two sentences. */
  readonly why: string;
  readonly look: ByMatcher | ByVerdict;
  /**
   * Says nothing of a container with a kernel of its own, such as runsc's: it asks for what the host's kernel does for
   * the container's processes. Here stands why not, for whoever reads what was skipped.
   */
  readonly onHostsKernel?: string;
  /** Says nothing of a container that one of these rules has found something about: it would say it again. */
  readonly coveredBy?: readonly string[];
  readonly mend: Mend | ((container: ObservedContainer) => Mend);
}
