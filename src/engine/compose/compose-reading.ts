/** Reads what `docker compose config` printed of a file that it could not read. Pure: text in, error out. */
import { DrydockError } from '../../lab/errors.ts';
import { explainComposeFailure } from './compose-failure.ts';

/** Exit statuses of a shell, docker or a signal, where Compose itself did not run. */
const unreached = new Set([125, 126, 127]);
const signalled = 128;

interface Told {
  /** What follows the name of the file. */
  readonly what: string;
  readonly key?: string | undefined;
}

interface Reading {
  readonly matches: RegExp;
  tell(match: RegExpMatchArray): Told;
}

const size = 'write a number with a unit, such as 64m or 1g';
const duration = 'write it with a unit, such as 5s or 1m30s';

const readings: readonly Reading[] = [
  {
    matches: /^empty compose file$|^services must be a mapping$/m,
    tell: () => ({ what: 'has no services, so there is nothing to run', key: 'services' }),
  },
  {
    matches: /dependency cycle detected: ([^\n]+)/,
    tell: ([, circle = '']) => {
      const services = circle.split(' -> ').map((name) => name.trim());
      return {
        what: `has services that wait for each other, so that none can start: ${services.join(' waits for ')}`,
        key: `services.${services[0]}.depends_on`,
      };
    },
  },
  {
    matches: /Circular reference:\s*(\S+) in/,
    tell: ([, service]) => ({
      what: `has services that extend each other without end, from ${service} on`,
      key: `services.${service}.extends`,
    }),
  },
  {
    matches: /cannot extend service "([^"]+)" in [^\n]*: ([^\n]+)/,
    tell: ([, service, why]) => ({
      what: `has a service that cannot be extended: ${why}`,
      key: `services.${service}.extends`,
    }),
  },
  {
    matches: /error decoding '([^']+)': invalid size: '([^']*)'/,
    tell: ([, at, value]) => ({ what: `has “${value}” for a size: ${size}`, key: keyOf(at) }),
  },
  {
    matches: /error decoding '([^']+)': time: (?:invalid|unknown|missing)[^\n"]*"([^"\n]*)"/,
    tell: ([, at, value]) => ({ what: `has “${value}” for a time: ${duration}`, key: keyOf(at) }),
  },
  {
    matches: /(?:error decoding )?'([^']+)'(?::| expected) ([^\n]+)/,
    tell: ([, at, why]) => ({ what: `is refused at ${keyOf(at)}: ${why}`, key: keyOf(at) }),
  },
  {
    matches:
      /error while interpolating ([^\s:]+): failed to cast to expected type: invalid boolean: ([^\n]+)/,
    tell: ([, at, value]) => ({ what: `has “${value}” where true or false is expected`, key: keyOf(at) }),
  },
  {
    matches: /error while interpolating ([^\s:]+): failed to cast[^\n]*parsing "([^"\n]*)"/,
    tell: ([, at, value]) => ({ what: `has “${value}” where a number is expected`, key: keyOf(at) }),
  },
  {
    matches:
      /(?:Invalid (?:containerPort|hostPort|ip address|port[^:\n]*|proto)|invalid (?:IP|ports?)[^:\n]*): ?([^\n]+)/i,
    tell: ([whole]) => ({ what: `has a port that cannot be published: ${whole}`, key: 'ports' }),
  },
  {
    matches: /healthcheck\.test must [^\n]+/,
    tell: ([whole]) => ({ what: `is refused: ${whole}`, key: 'healthcheck' }),
  },
  {
    matches:
      /(?:^|: )((?:services|networks|volumes|secrets|configs)[\w.[\]-]*\.\[?\d+\]?): unexpected type (\w+)/m,
    tell: ([, at, type]) => ({
      what: `has a value of another kind at ${keyOf(at)} than is expected there (${typeWords(type)}). Put it in quotes if it is a name`,
      key: keyOf(at),
    }),
  },
];

const typeWords = (type = '') => (/^(?:int|float|uint)/.test(type) ? 'a number' : `a ${type}`);

/** `services[web].cap_add.[0]` is `services.web.cap_add.0` to everybody else. */
const keyOf = (at = ''): string =>
  at
    .replaceAll(/\.?\[([^\]]*)\]/g, '.$1')
    .replaceAll(/\.{2,}/g, '.')
    .replace(/\.$/, '');

/**
 * Whatever Compose says of a file that it cannot read is about the file: `bad-compose`, with the key where its words
 * name one. Where it was not Compose that failed, the error is what that was.
 */
export function explainUnread(output: string, result: { readonly exitCode: number }): DrydockError {
  const { exitCode } = result;
  // Messages begin with the path of the copy that Compose was given, which is nobody's.
  const text = output.replaceAll(/^validating [^\n]*?\.(?:json|ya?ml): /gm, '');
  const known = explainComposeFailure(text, result);
  const isElsewhere = !['bad-compose', 'engine-failed', 'port-taken'].includes(known.code);
  if (isElsewhere || unreached.has(exitCode) || exitCode >= signalled || exitCode < 0) return known;
  for (const { matches, tell } of readings) {
    const match = text.match(matches);
    if (match) return unread(tell(match));
  }
  if (known.code === 'bad-compose') return known;
  const lines = text.split('\n').map((line) => line.trim());
  return unread({
    what: `cannot be read by Compose: ${lines.filter(Boolean).slice(0, 3).join(' ').slice(0, 300)}`,
  });
}

function unread({ what, key }: Told): DrydockError {
  return new DrydockError('bad-compose', {
    message: `compose.yaml ${what}.`,
    fix: 'Correct it and press Run again. What runs has not been touched.',
    place: { file: 'compose.yaml', ...(key === undefined ? {} : { key }) },
  });
}
