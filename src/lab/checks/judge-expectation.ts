/** Holds one expectation against the containers of a service: each of them that runs has to be so. Pure. */

import type { Vars } from '../manifest/vars.ts';
import { type Expectation, matcherOf } from '../matchers/expectation.ts';
import type { AnyMatcher, Judgement } from '../matchers/matcher.ts';
import type { Observation, ObservedContainer } from '../observation/observation.ts';
import type { ProbeResult } from '../observation/probe-result.ts';
import type { Check } from './check.ts';
import { chosenOf, judgeProcesses } from './judge-processes.ts';
import { hasNonce, nonceVars, nonceWords, wordResult } from './nonce.ts';
import { isWithInit, seenFrom } from './seen-from.ts';
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
  const settle = (judgement: Judgement, whose = who): Verdict => {
    if (!('source' in judgement)) return told(whose, judgement, expected);
    if (judgement.source === 'unknown') return unseenOf(container, whose, expected, judgement);
    const isWordEnough = check.acceptDeclared || matcher.declaredIsEnough === true;
    return judgement.source === 'declared' && !isWordEnough
      ? unseen(whose, expected, wordAlone)
      : told(whose, judgement.value, expected);
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
      // By what was drawn for this very try, and told in words, so that each look tells the same.
      const judgeDrawn = (result: ProbeResult, nonce: string): Judgement => {
        const drawn = matcher.bind(expect, { ...vars, ...nonceVars(nonce) });
        if (drawn.scope !== 'probe') throw new Error(`the matcher “${matcher.kind}” is not of a probe`);
        return inWords(drawn.judge(result, context), bound.judge(wordResult(result, nonce), context));
      };
      const judgeTried = (result: ProbeResult): Verdict => {
        const { container: name, error, cause, nonce } = result;
        // Else whoever prints the braces would be right.
        if (nonce === undefined && hasNonce(expect))
          throw new Error('nothing was drawn for what is expected');
        const judgement = nonce === undefined ? bound.judge(result, context) : judgeDrawn(result, nonce);
        const whose = name === undefined ? check.service : `${check.service} (${name})`;
        return error !== undefined && cause !== undefined
          ? unseen(whose, expected, { reason: error, cause })
          : settle(judgement, whose);
      };
      return gravest([judgeTried(tried), ...(tried.replicas ?? []).map(judgeTried)]);
    }
  }
}

/** What was judged of the try itself, told as it would be of any. */
function inWords(judged: Judgement, worded: Judgement): Judgement {
  return 'source' in judged || 'source' in worded ? judged : { ok: judged.ok, observed: worded.observed };
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
