/** Reads what the Compose CLI printed when it failed. Pure: text in, error out. */
import { DrydockError, type ErrorDetails, type SourcePlace } from '../lab/errors.ts';

interface Pattern {
  readonly matches: RegExp;
  explain(match: RegExpMatchArray, output: string): DrydockError;
}

const wrong = (code: ConstructorParameters<typeof DrydockError>[0], details: ErrorDetails) =>
  new DrydockError(code, details);
const lastLines = (text: string, count: number) => text.trim().split('\n').slice(-count).join('\n');

const patterns: readonly Pattern[] = [
  {
    matches: /Cannot connect to the Docker daemon|error during connect|connection refused.*docker\.sock/i,
    explain: () =>
      wrong('engine-lost', {
        message: 'The Docker Engine went away while Compose was at work.',
        fix: 'It is looked for again by itself; `drydock doctor` says what is there. Your files are as they were.',
      }),
  },
  {
    matches: /no space left on device/i,
    explain: (_, output) =>
      wrong('disk-full', {
        message: 'The disk of the engine is full.',
        fix: 'Make room (`docker system df` in the terminal shows what takes it), then press Run again.',
        output: lastLines(output, 6),
      }),
  },
  {
    matches:
      /(?:Bind for|listen tcp[46]?) ([\d.:[\]a-f]+:(\d+))[^\n]*?(?:port is already allocated|address already in use)|address already in use[^\n]*?:(\d+)/i,
    explain: (match) => {
      const port = match[2] ?? match[3] ?? '';
      return wrong('port-taken', {
        message: `Port ${port} of this machine is taken by another program or another lab, so it cannot be published.`,
        fix: `Stop what uses it, or write another number before the colon in ports, as in "127.0.0.1:${nextPort(port)}:80".`,
        place: { file: 'compose.yaml', key: 'ports' },
      });
    },
  },
  {
    matches:
      /(?:pull access denied for|manifest (?:for )?|failed to resolve reference "?|unable to find image ')([\w./:@-]+)|(?:failed to do request|dial tcp)[^\n]*\/v2\//i,
    explain: (match, output) =>
      wrong('image-unavailable', {
        message: match[1]
          ? `The image ${match[1].replace(/[":,']+$/, '')} is not here and could not be pulled.`
          : 'An image is not here and its registry does not answer.',
        fix: 'Check its name in compose.yaml; `drydock images list` shows which ones the labs have here.',
        output: lastLines(output, 6),
        place: { file: 'compose.yaml', key: 'image' },
      }),
  },
  {
    matches: /failed to solve: ([\s\S]+)/,
    explain: (match, output) => {
      const step = [...output.matchAll(/^#\d+ \[([^\]]+)\] (.+)$/gm)].at(-1);
      const failing = /------\n > \[([^\]]+)\] ?([^\n]*)/.exec(output);
      const where = failing ? `[${failing[1]}] ${failing[2] ?? ''}` : step ? `[${step[1]}] ${step[2]}` : '';
      const dockerfile = /^(Dockerfile[^\s:]*|[^\s:]+\.dockerfile):(\d+)$/im.exec(output);
      return wrong('build-failed', {
        message: `An image did not build${where ? `, at the step ${where.trim()}` : ''}: ${firstLine(match[1] ?? '')}`,
        fix: 'Correct that step of the Dockerfile and press Run again; the steps before it are kept.',
        output: lastLines(output, 25),
        ...(dockerfile
          ? { place: { file: dockerfile[1] ?? 'Dockerfile', line: Number(dockerfile[2]) } }
          : {}),
      });
    },
  },
  {
    matches: /yaml: (?:line (\d+): )?([^\n]+)/,
    explain: (match) => wrong('bad-compose', composeDetails(`is not YAML: ${match[2]}`, { line: match[1] })),
  },
  {
    matches: /(?:validating [^:\n]+: )?(services|networks|volumes|secrets|configs)(\.[\w.-]+)? ([^\n]+)/,
    explain: (match) => {
      const key = `${match[1]}${match[2] ?? ''}`;
      return wrong('bad-compose', composeDetails(`is refused at ${key}: ${match[3]}`, { key }));
    },
  },
  {
    matches: /(?:no configuration file provided|not found: compose|open [^\n]*compose\.ya?ml: no such file)/i,
    explain: () => wrong('bad-compose', composeDetails('is not there', {})),
  },
  {
    matches: /service "([^"]+)" ([^\n]+)/,
    explain: (match) =>
      wrong(
        'bad-compose',
        composeDetails(`is refused: service “${match[1]}” ${match[2]}`, { key: `services.${match[1]}` }),
      ),
  },
];

/** The error that the output of a failed Compose command stands for. */
export function explainComposeFailure(output: string, result: { readonly exitCode: number }): DrydockError {
  for (const { matches, explain } of patterns) {
    const match = output.match(matches);
    if (match) return explain(match, output);
  }
  return wrong('engine-failed', {
    message: `Compose ended with status ${result.exitCode}: ${firstLine(lastLines(output, 1)) || 'it printed nothing'}`,
    fix: 'Its output is below.',
    output: lastLines(output, 15),
  });
}

/** Which container did not stay up, where `up --wait` failed for that. */
export function serviceThatStopped(output: string): { container: string; how: string } | undefined {
  const exited = /container (\S+) exited \((\d+)\)/.exec(output);
  if (exited) return { container: exited[1] ?? '', how: `ended with status ${exited[2]}` };
  const unhealthy = /container (\S+) is unhealthy/.exec(output);
  if (unhealthy) return { container: unhealthy[1] ?? '', how: 'became unhealthy' };
  const missing = /dependency failed to start: container (\S+)/.exec(output);
  return missing ? { container: missing[1] ?? '', how: 'did not start' } : undefined;
}

function composeDetails(what: string, at: { line?: string | undefined; key?: string }): ErrorDetails {
  const place: SourcePlace = {
    file: 'compose.yaml',
    ...(at.line === undefined ? {} : { line: Number(at.line) }),
    ...(at.key === undefined ? {} : { key: at.key }),
  };
  return {
    message: `compose.yaml ${what}.`,
    fix: 'Correct it and press Run again. What runs has not been touched.',
    place,
  };
}

const firstLine = (text: string) => (text.trim().split('\n')[0] ?? '').slice(0, 300);
const nextPort = (port: string) => (port === '' ? '8081' : String(Number(port) + 1));
