/** Reads what the Compose CLI printed when it failed. Pure: text in, error out. */
import { DrydockError, type ErrorDetails, type SourcePlace } from '../../lab/errors.ts';
import { lostEngineFix, networksSpent, noNetworkLeft } from '../engine-error.ts';
import { lostLayer, mostBuilds } from './lost-layer.ts';
import { firstLine, lastLines, readablePart } from './printed.ts';
import { nameNotStarted } from './stopped-containers.ts';

interface Pattern {
  readonly matches: RegExp;
  explain(match: RegExpMatchArray, output: string): DrydockError;
}

const wrong = (code: ConstructorParameters<typeof DrydockError>[0], details: ErrorDetails) =>
  new DrydockError(code, details);

/** The key of a service that the engine's words are about. It knows no compose file. */
const limitKeys = [
  { words: /memory limit/i, key: 'mem_limit' },
  { words: /\bcpus?\b/i, key: 'cpus' },
  { words: /oom.score/i, key: 'oom_score_adj' },
  { words: /hostname/i, key: 'hostname' },
  { words: /sysctl/i, key: 'sysctls' },
  { words: /restart policy/i, key: 'restart' },
  { words: /CapDrop/, key: 'cap_drop' },
  { words: /CapAdd/, key: 'cap_add' },
] as const;

const patterns: readonly Pattern[] = [
  {
    matches: lostLayer,
    explain: (match, output) =>
      wrong('engine-failed', {
        message: `The engine lost a layer while it built, ${mostBuilds} times: ${firstLine(match[0].trim())}.`,
        fix: 'Press Run again. Where that does not help, `docker builder prune` in the terminal empties the cache of builds.',
        output: lastLines(output, 15),
      }),
  },
  {
    matches: /Cannot connect to the Docker daemon|error during connect|connection refused.*docker\.sock/i,
    explain: () =>
      wrong('engine-lost', {
        message: 'The Docker Engine went away while Compose was at work.',
        fix: lostEngineFix,
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
    matches: noNetworkLeft,
    explain: (_, output) => wrong('networks-spent', { ...networksSpent, output: lastLines(output, 6) }),
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
      /(?:pull access denied for |manifest for |failed to resolve reference "?|unable to find image ')([\w./:@-]+)|(?:failed to do request|dial tcp|Get "https?:)[^\n]*\/v2\//i,
    explain: explainImage,
  },
  {
    matches:
      /Error response from daemon: (?:No such image: (\S+)|image with reference (\S+) was found but ([^\n]+))/,
    explain: ([, gone, other, why]) =>
      wrong('image-unavailable', {
        message:
          gone === undefined
            ? `The image ${other} is here, but ${why}.`
            : `The image ${gone} is not here. A lab runs what its engine has, and pulls nothing for a compose file.`,
        fix:
          gone === undefined
            ? 'Take `platform` out of the service, and press Run again.'
            : '`drydock images list` shows which ones the labs have here, `drydock images prepare` brings them back.',
        place: { file: 'compose.yaml', key: 'services' },
      }),
  },
  {
    matches: /failed to solve: ([\s\S]+)/,
    explain: (match, output) => {
      const step = [...output.matchAll(/^#\d+ \[([^\]\n]+)\] (.+)$/gm)].at(-1);
      const failing = /------\n > \[([^\]\n]+)\] ?([^\n]*)/.exec(output);
      const [, stage, instruction] = failing ?? step ?? [];
      const where = stage === undefined ? '' : `[${stage}] ${(instruction ?? '').replace(/:$/, '')}`;
      const dockerfile =
        /^(Dockerfile[^\s:]*|[^\s:]+\.dockerfile):(\d+)$/im.exec(output) ??
        /(dockerfile) parse error on line (\d+)/.exec(output);
      return wrong('build-failed', {
        message: `An image did not build${where ? `, at the step ${where.trim()}` : ''}: ${firstLine(match[1] ?? '')}`,
        fix: 'Correct that step of the Dockerfile and press Run again; the steps before it are kept.',
        output: lastLines(output, 25),
        ...(dockerfile
          ? { place: { file: (dockerfile[1] ?? '').replace(/^d/, 'D'), line: Number(dockerfile[2]) } }
          : {}),
      });
    },
  },
  {
    matches: /^yaml: (?:unmarshal errors:\s+)?(?:line (\d+): )?([^\n]+)/m,
    explain: (match) => wrong('bad-compose', composeDetails(`is not YAML: ${match[2]}`, { line: match[1] })),
  },
  {
    matches: /(?:^|: )(\(root\)|[\w.-]+) Additional property (\S+) is not allowed/m,
    explain: (match) => {
      const parent = match[1] === '(root)' ? '' : (match[1] ?? '');
      const key = [parent, match[2]].filter(Boolean).join('.');
      const where = parent === '' ? 'at its top' : `in ${parent}`;
      return wrong(
        'bad-compose',
        composeDetails(`has a key ${where} that Compose does not know: “${match[2]}”`, { key }),
      );
    },
  },
  {
    matches: /\b(services|networks|volumes|secrets|configs)(\.[\w.-]+)?:? ([^\n]+)/,
    explain: (match) => {
      const key = `${match[1]}${match[2] ?? ''}`;
      return wrong('bad-compose', composeDetails(`is refused at ${key}: ${match[3]}`, { key }));
    },
  },
  {
    matches: /^no service selected$/m,
    explain: () => wrong('bad-compose', composeDetails('has no services, so there is nothing to run', {})),
  },
  {
    matches: /opening seccomp profile \(([^)]+)\) failed: [^\n]*?([^:\n]+)$/m,
    explain: (match) =>
      wrong(
        'bad-compose',
        composeDetails(`names the seccomp profile ${match[1]}:${match[2]}`, { key: 'security_opt' }, true),
      ),
  },
  {
    matches: /unable to start container process: ([^\n]+?)(?:: unknown)?$/m,
    explain: (match, output) => {
      const why = match[1] ?? '';
      const isLimit = /rlimit/i.test(why);
      return wrong('service-exited', {
        message: `${nameNotStarted(output)} could not be started: ${why}.`,
        fix: isLimit
          ? 'Ask for a limit in `ulimits` that the engine’s own is not below, and press Run again.'
          : 'See what the service runs (command and entrypoint in compose.yaml, or the last lines of its Dockerfile), and whether its image has that.',
        place: { file: 'compose.yaml', key: isLimit ? 'ulimits' : 'services' },
      });
    },
  },
  {
    matches:
      /Error response from daemon: ((?:(?:invalid|unknown|conflicting|minimum|maximum|range of|bad)\b|[^\n]*\b(?:must be|should be|is not valid))[^\n]*)/i,
    explain: (match) => {
      const key = limitKeys.find(({ words }) => words.test(match[1] ?? ''))?.key;
      const at = key === undefined ? {} : { key };
      return wrong('bad-compose', composeDetails(`asks for what the engine refuses: ${match[1]}`, at, true));
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

/** Compose names the image, BuildKit its base; a registry that does not answer leaves only the service. */
function explainImage(match: RegExpMatchArray, output: string): DrydockError {
  const base = /failed to resolve source metadata for (?:docker\.io\/library\/)?([\w./:@-]+?):? /.exec(
    output,
  )?.[1];
  const name = base ?? match[1]?.replace(/[":,']+$/, '');
  const service = /^ (\S+) Error /m.exec(output)?.[1];
  const what =
    name === undefined
      ? `image${service === undefined ? '' : ` of the service “${service}”`}`
      : `image ${name}`;
  const meant = /\(did you mean ([^?)]+)\?\)/.exec(output)?.[1];
  const file = base === undefined ? 'compose.yaml' : 'the Dockerfile';
  return wrong('image-unavailable', {
    message: `The ${what} is not here and could not be pulled.`,
    fix: `${meant === undefined ? '' : `Did you mean “${meant}”? `}Check its name in ${file}; \`drydock images list\` shows which ones the labs have here.`,
    output: lastLines(output, 6),
    place:
      base === undefined
        ? { file: 'compose.yaml', key: service === undefined ? 'image' : `services.${service}.image` }
        : { file: 'Dockerfile' },
  });
}

/** The error that the output of a failed Compose command stands for. */
export function explainComposeFailure(printed: string, result: { readonly exitCode: number }): DrydockError {
  const output = readablePart(printed);
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

/** `touched`: it was found out only when containers were being made anew. */
function composeDetails(
  what: string,
  at: { line?: string | undefined; key?: string },
  touched = false,
): ErrorDetails {
  const place: SourcePlace = {
    file: 'compose.yaml',
    ...(at.line === undefined ? {} : { line: Number(at.line) }),
    ...(at.key === undefined ? {} : { key: at.key }),
  };
  return {
    message: `compose.yaml ${what.replace(/: invalid compose project$/, '')}.`,
    fix: `Correct it and press Run again.${touched ? '' : ' What runs has not been touched.'}`,
    place,
  };
}

const nextPort = (port: string) => (port === '' ? '8081' : String(Number(port) + 1));
