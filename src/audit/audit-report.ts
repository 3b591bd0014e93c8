/** What an audit says of a project: plain data, as `--json` prints it. */
import type { Severity } from './severity.ts';

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly service: string;
  /** Names of the containers of the service of which this is so. */
  readonly containers: readonly string[];
  /** What is true of a service that passes; completes "SERVICE …". */
  readonly title: string;
  readonly process?: string | undefined;
  readonly observed: string;
  readonly expected: string;
  /** One sentence that names the service, what was seen and what was wanted. */
  readonly message: string;
  readonly why: string;
  /** Lines of a compose file that would mend it; comments where lines cannot. */
  readonly mend: string;
  readonly chapter: ExplainedIn;
  /** Somebody decided to live with it. */
  readonly accepted?: { readonly reason: string; readonly until?: string | undefined };
}

/** Where in the book it is explained. `path` is absent while the chapter is not written. */
export interface ExplainedIn {
  readonly number: number;
  readonly title: string;
  readonly path?: string;
}

export interface Skipped {
  readonly rule: string;
  readonly service: string;
  readonly reason: string;
}

export interface AuditReport {
  readonly version: 1;
  readonly project: string;
  readonly takenAt: string;
  /** `Linux 6.1.0 (x86_64), Docker 26.1.5`; undefined where the probe could not be asked. */
  readonly host?: string | undefined;
  readonly services: readonly string[];
  /** The most severe first, then as the rules stand. */
  readonly findings: readonly Finding[];
  /** What could not be judged, and why. */
  readonly skipped: readonly Skipped[];
  /** How many rules held, counted for each service. */
  readonly passed: number;
  /** What is wrong with what was accepted: ran out, or met nothing. */
  readonly notices: readonly string[];
}
