/** Holds one expectation against the containers of a service: each of them that runs has to be so. Pure. */
import type { Check } from './check.ts';
import { chosenOf, judgeProcesses } from './judge-processes.ts';
import { type Expectation, matcherOf } from './matchers/expectation.ts';
import type { AnyMatcher, Judgement } from './matchers/matcher.ts';
import { hasNonce, nonceVars, nonceWords } from './nonce.ts';
import type { Observation, ObservedContainer, ProbeResult } from './observation.ts';
import { isWithInit, seenFrom } from './seen-from.ts';
import type { Vars } from './vars.ts';
import { gravest, notRunning, told, unseen, unseenOf, type Verdict } from './verdict.ts';

export type Asked = Pick<Check, 'service' | 'processes' | 'acceptDeclared'>;

/** Throws where the expectation is not as its matcher wants it. */
export function judgeExpectation(
  expect: Expectation,
  check: Asked,
  observation: Observation,
  vars: Vars,
): Verdict {
  const matcher = matcherOf(expect);
  const { expected } = matcher.bind(expect, { ...nonceWords, ...vars });
  const all = observation.containers.filter(({ service }) => service === check.service);
  const alive = all.filter(isAlive);
  const [first, ...others] = matcher.ofEnded || alive.length === 0 ? all : alive;
  if (!first) return missing(check.service, observation, expected);
  // What was tried tells by itself in which containers.
  const also = matcher.scope === 'probe' ? [] : others;
  const judgeOne = (container: ObservedContainer) => {
    const who = all.length === 1 ? check.service : `${check.service} (${container.declared.name})`;
    return judgeContainer({ expect, matcher, check, vars, observation, container, who });
  };
  return gravest([judgeOne(first), ...also.map(judgeOne)]);
}

interface Case {
  readonly expect: Expectation;
  readonly matcher: AnyMatcher;
  readonly check: Asked;
  readonly vars: Vars;
  readonly observation: Observation;
  readonly container: ObservedContainer;
  /** `web`, or `web (shop-web-2)` where it has several. */
  readonly who: string;
}

function judgeContainer({ expect, matcher, check, vars, observation, container, who }: Case): Verdict {
  const bound = matcher.bind(expect, { ...nonceWords, ...vars });
  const { expected } = bound;
  const context = { observation, container };
  const settle = (judgement: Judgement, whose = who, wanted = expected): Verdict => {
    if (!('source' in judgement)) return told(whose, judgement, wanted);
    if (judgement.source === 'unknown') return unseenOf(container, whose, wanted, judgement);
    const isWordEnough = check.acceptDeclared || matcher.declaredIsEnough === true;
    return judgement.source === 'declared' && !isWordEnough
      ? unseen(whose, wanted, wordAlone)
      : told(whose, judgement.value, wanted);
  };
  const { processes: choice } = check;
  switch (bound.scope) {
    case 'process':
      return judgeProcesses({ container, who, expected, choice }, (process, whose) =>
        settle(bound.judge(process, context), whose),
      );
    case 'container': {
      // What ended publishes nothing and listens nowhere; that is no achievement.
      if (matcher.ofEnded !== true && !isAlive(container)) return notRunning(container, who, expected);
      const own = settle(bound.judge(container, context));
      const { sharedIn } = matcher;
      if (sharedIn === undefined || choice === 'init') return own;
      const chosen = chosenOf(container, choice);
      if (chosen.length > 0 && chosen.every((process) => isWithInit(process, sharedIn, container)))
        return own;
      return judgeProcesses({ container, who, expected, choice }, (process, whose) => {
        if (isWithInit(process, sharedIn, container)) return own;
        const seen = seenFrom(process, sharedIn, container);
        return settle('source' in seen ? seen : bound.judge(seen, { observation, container: seen }), whose);
      });
    }
    case 'image': {
      const { imageFacts } = container;
      return imageFacts.source === 'unknown'
        ? unseen(who, expected, imageFacts)
        : settle(bound.judge(imageFacts.value, context));
    }
    case 'probe': {
      const tried = 'probe' in expect ? observation.probes[expect.probe] : undefined;
      if (!tried) return unseen(who, expected, notTried);
      const judgeTried = (result: ProbeResult): Verdict => {
        const { container: name, error, cause, nonce } = result;
        // Else whoever prints the braces would be right.
        if (nonce === undefined && hasNonce(expect))
          throw new Error('nothing was drawn for what is expected');
        // What is expected is made of what was drawn for this very try.
        const its = nonce === undefined ? bound : matcher.bind(expect, { ...vars, ...nonceVars(nonce) });
        if (its.scope !== 'probe') throw new Error(`the matcher “${matcher.kind}” is not of a probe`);
        const whose = name === undefined ? check.service : `${check.service} (${name})`;
        return error !== undefined && cause !== undefined
          ? unseen(whose, its.expected, { reason: error, cause })
          : settle(its.judge(result, context), whose, its.expected);
      };
      return gravest([judgeTried(tried), ...(tried.replicas ?? []).map(judgeTried)]);
    }
  }
}

const wordAlone = {
  reason: 'only the Engine’s word is known of it here, not the kernel’s',
  cause: 'not-seen',
} as const;
const notTried = { reason: 'it is tried when you press Check', cause: 'not-yet' } as const;

function missing(service: string, observation: Observation, expected: string): Verdict {
  const others = [...new Set(observation.containers.map((each) => each.service))];
  const seen = others.length === 0 ? 'no container runs' : `there are only ${others.join(', ')}`;
  return {
    status: 'fail',
    observed: `no container of service “${service}”`,
    expected,
    message: `There is no container of service “${service}”: ${seen}. Expected ${expected}.`,
  };
}

const isAlive = ({ declared }: ObservedContainer): boolean =>
  declared.status === 'running' || declared.status === 'paused';
