/** What one check says of one observation. */
import type { Judged } from '../matchers/matcher.ts';
import type { Unknown, UnknownCause } from '../observation/fact.ts';
import type { ObservedContainer } from '../observation/observation.ts';

export interface Verdict {
  /** `error` where judging itself broke. */
  readonly status: 'pass' | 'fail' | 'skip' | 'error';
  /** The process that was judged, where it was one. */
  readonly process?: string | undefined;
  readonly observed: string;
  readonly expected: string;
  readonly message: string;
  /** Of an error: what was thrown. */
  readonly cause?: string;
  /** Why it could not be seen, where it could not. */
  readonly unknown?: UnknownCause;
}

/** Passes or fails. `who`, such as `web`, begins the message; it may be left out. */
export function told(who: string, { ok, observed }: Judged, expected: string): Verdict {
  return {
    status: ok ? 'pass' : 'fail',
    observed,
    expected,
    message: sentence(who, observed, expected, ok),
  };
}

/**
 * It could not be seen. What the host lacks is skipped; what there was to see and was not seen does not pass, so that
 * nobody gains by hiding it; what was not looked at yet waits.
 */
export function unseen(who: string, expected: string, { reason, cause }: Omit<Unknown, 'source'>): Verdict {
  if (cause === 'not-seen')
    return {
      ...told(who, { ok: false, observed: `could not be seen: ${reason}` }, expected),
      unknown: cause,
    };
  const message = `${cause === 'not-yet' ? 'Not judged yet' : 'Not judged here'}: ${reason}.`;
  return { status: 'skip', observed: 'unknown', expected, message, unknown: cause };
}

/** It is not so, since nothing runs that could be so. */
export function notRunning({ declared }: ObservedContainer, who: string, expected: string): Verdict {
  const { status, exitCode } = declared;
  const observed = `is ${status}${status === 'exited' ? ` with status ${exitCode}` : ''}`;
  return told(who, { ok: false, observed }, expected);
}

/** What cannot be seen of a container that does not run is no lack of anybody's. */
export function unseenOf(
  container: ObservedContainer,
  who: string,
  expected: string,
  unknown: Omit<Unknown, 'source'>,
): Verdict {
  return container.declared.status === 'running'
    ? unseen(who, expected, unknown)
    : notRunning(container, who, expected);
}

/** `web: holds CHOWN; expected none.` */
export function sentence(who: string, observed: string, expected: string, ok: boolean): string {
  const subject = who ? `${who}: ` : '';
  return ok ? `${subject}${observed}.` : `${subject}${observed}; expected ${expected}.`;
}

const gravity: readonly Verdict['status'][] = ['error', 'fail', 'skip', 'pass'];

/** The gravest of several, of which there is one at least: all of them have to pass. */
export function gravest(verdicts: readonly [Verdict, ...Verdict[]]): Verdict {
  const place = ({ status }: Verdict) => gravity.indexOf(status);
  return verdicts.reduce((worst, each) => (place(each) < place(worst) ? each : worst));
}
