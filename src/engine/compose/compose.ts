import { buffer } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { pack } from 'tar-stream';
import { z } from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import type { Compose, ComposeOptions } from '../../lab/ports/compose.ts';
import type { CommandResult } from '../../lab/ports/engine.ts';
import type { Workbench } from '../../lab/ports/seat.ts';
import { execMarker } from '../exec/exec-kill.ts';
import { explainComposeFailure, serviceThatStopped } from './compose-failure.ts';
import { explainUnread } from './compose-reading.ts';
import { inTurn } from './compose-turn.ts';

const upTimeoutMs = 600_000;
const downTimeoutMs = 60_000;

export interface ComposeLimits {
  /** How long services may take to become healthy once they were started. */
  readonly waitSeconds: number;
}

/** Compose reads a file and does no more: who takes longer waits for something that never comes, such as a pipe. */
const readTimeoutSeconds = 5;
const maxReadBytes = 4_000_000;
const maxInspectedBytes = 32_000_000;
/** docker(1) says so of each container that was there when they were listed. */
const onlyGone = /^(?:Error(?: response from daemon)?: No such container: \S+\n?)+$/;
/**
 * Where a workbench stores the file that the gate let through: outside of the workspace, so that no edit changes it.
 */
const frozenRoot = '/run/drydock';
/** The whole environment of Compose. */
const environment = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'LANG=C.UTF-8',
  'COMPOSE_DISABLE_ENV_FILE=1',
  'COMPOSE_EXPERIMENTAL_GIT_REMOTE=0',
  'COMPOSE_EXPERIMENTAL_OCI_REMOTE=0',
  'COMPOSE_MENU=0',
  'DOCKER_CLI_HINTS=false',
  'BUILDKIT_PROGRESS=plain',
  'BUILDX_NO_DEFAULT_ATTESTATIONS=1',
];

/** The real Compose CLI, run in the workbench of a seat. */
export function makeCompose({ waitSeconds }: ComposeLimits = { waitSeconds: 120 }): Compose {
  return {
    frozenPath: (project, name) => `${frozenRoot}/${project}/${name}`,

    async freeze(workbench, { project, signal }, files, { anew }) {
      const folder = `${frozenRoot}/${project}`;
      const script = `umask 077 && ${anew ? 'rm -rf "$1" && ' : ''}mkdir -p "$1" && tar -xf - -C "$1"`;
      const { exitCode, stderr } = await workbench.run(['sh', '-c', script, 'sh', folder], {
        cwd: '/',
        input: await packFiles(files),
        timeoutMs: 20_000,
        ...(signal ? { signal } : {}),
      });
      if (exitCode !== 0) throw explainComposeFailure(stderr, { exitCode });
    },

    async normalise(workbench, options, file) {
      const argv = ['--profile', '*', 'config', '--format', 'json'];
      const result = await call(workbench, { timeoutMs: 20_000, ...options }, file, argv, [
        'timeout',
        '--signal=KILL',
        String(readTimeoutSeconds),
      ]);
      if (result.exitCode === 0 && !result.truncated) return result.stdout;
      if (result.exitCode === 137)
        throw new DrydockError('timed-out', {
          message: `Compose had not read the file after ${readTimeoutSeconds} s and was ended.`,
          fix: 'Look whether a file that it names is a pipe, or much too large.',
        });
      if (result.truncated)
        throw new DrydockError('bad-compose', {
          message: `compose.yaml is more than ${maxReadBytes / 1_000_000} MB where Compose spells everything out.`,
          fix: 'Use fewer aliases of long texts. What runs has not been touched.',
          place: { file: 'compose.yaml' },
        });
      throw explainUnread(result.stderr, result);
    },

    async up(workbench, options, file, sources = []) {
      const argv = [
        'up',
        '--detach',
        '--build',
        '--wait',
        '--wait-timeout',
        String(waitSeconds),
        '--remove-orphans',
        // Compose would fetch what went away since it was looked for, or is here for another platform.
        '--pull',
        'never',
      ];
      const before = [
        ...inTurn(options.project),
        ...boundStop(options.project),
        ...whereTrue(workbench.workspacePath, sources),
      ];
      const result = await call(workbench, { timeoutMs: upTimeoutMs, ...options }, file, argv, before);
      if (result.exitCode === ledAway) throw linkedAway(result.stderr.trim().split('\n').at(-1) ?? '');
      const output = stripVTControlCharacters(`${result.stdout}${result.stderr}`);
      const stopped = result.exitCode === 0 ? undefined : serviceThatStopped(output);
      // When the time to wait is over, some versions of Compose end with 0, others without a name.
      const isLate = !stopped && result.durationMs >= waitSeconds * 1000;
      const unready = isLate ? await findUnready(workbench, options) : undefined;
      if (unready) throw neverReady(unready, waitSeconds);
      if (result.exitCode === 0) return;
      throw stopped
        ? await explainStop(workbench, options, stopped.container, stopped.how, output)
        : explainComposeFailure(output, result);
    },

    async inspect(workbench, { project, signal }) {
      const script = `ids=$(docker ps --all --quiet --no-trunc --filter "label=com.docker.compose.project=$1") || exit 2
[ -n "$ids" ] || { echo "[]"; exit 0; }
docker inspect --type container $ids`;
      const { exitCode, stdout, stderr, truncated } = await workbench.run(
        ['sh', '-c', script, 'sh', project],
        {
          cwd: '/',
          timeoutMs: 20_000,
          maxBytes: maxInspectedBytes,
          ...(signal ? { signal } : {}),
        },
      );
      // One that went in between is told of on the other stream; what is printed is whole all the same.
      const isWhole = exitCode === 0 || (exitCode === 1 && onlyGone.test(stderr));
      if (isWhole && !truncated) return stdout;
      throw new DrydockError('engine-failed', {
        message: truncated
          ? `What the Engine says of the containers of ${project} is more than ${maxInspectedBytes / 1_000_000} MB.`
          : `The Engine did not say what runs of ${project}.`,
        fix: 'Take long labels and variables out of the compose file, and press Run again.',
        ...(truncated ? {} : { output: stderr.slice(-2_000) }),
      });
    },

    async down(workbench, options) {
      // Who takes the volumes too asks for nothing to be kept: there is nothing to end well for.
      const grace = options.volumes ? ['--timeout', '0', '--volumes'] : ['--timeout', '3'];
      const argv = ['down', '--remove-orphans', ...grace];
      // Labels say what there is; a file of the workspace is not read for it.
      const turn = inTurn(options.project);
      const result = await call(workbench, { timeoutMs: downTimeoutMs, ...options }, undefined, argv, turn);
      if (result.exitCode !== 0) throw explainComposeFailure(`${result.stdout}${result.stderr}`, result);
    },

    async endLeft(workbench, { project, signal }) {
      const { exitCode, stderr } = await workbench.run([...inTurn(project), 'true'], {
        cwd: '/',
        timeoutMs: downTimeoutMs,
        ...(signal ? { signal } : {}),
      });
      if (exitCode !== 0) throw explainComposeFailure(stderr, { exitCode });
    },
  };
}

/** How long a container of an earlier file may take to end, whatever that file says: Docker's default. */
const mostStopSeconds = 10;

/**
 * What stands before `up` for it to wait no longer for what it replaces. The time stands in the container that is
 * there, whoever made it. Only where one has more: `--timeout` holds for all of them, those that end at once included.
 */
const boundStop = (project: string): readonly string[] => {
  const script = `
project=$1; shift
slow=$(docker ps --all --quiet --filter "label=com.docker.compose.project=$project" |
  xargs --no-run-if-empty docker inspect --format '{{.Config.StopTimeout}} {{.Name}}' |
  awk '$1 + 0 > ${mostStopSeconds} { print substr($2, 2) }' | paste -sd ' ')
if [ -n "$slow" ]; then
  echo "stop_grace_period of what runs now ($slow) is longer than ${mostStopSeconds} s: it gets ${mostStopSeconds} s to end" >&2
  set -- "$@" --timeout ${mostStopSeconds}
fi
exec "$@"`;
  return ['sh', '-c', script, 'sh', project];
};

/** What `whereTrue` ends with. Compose does not. */
const ledAway = 97;

/**
 * What stands before a command for it to run only while each path of the workspace is where it says: behind no link,
 * there inside, where the engine will follow it. realpath(1).
 */
const whereTrue = (workspacePath: string, sources: readonly string[]): readonly string[] => {
  if (sources.length === 0) return [];
  const script = `
root=$(realpath -e -- "$1") || exit ${ledAway}; count=$2; workspace=$1; shift 2
while [ "$count" -gt 0 ]; do
  [ "$(realpath -e -- "$workspace/$1")" = "$root/$1" ] || { printf '%s\\n' "$1" >&2; exit ${ledAway}; }
  count=$((count - 1)); shift
done
exec "$@"`;
  return ['sh', '-c', script, 'sh', workspacePath, String(sources.length), ...sources];
};

function linkedAway(inside: string): DrydockError {
  return new DrydockError('compose-refused', {
    message: `${inside} of the workspace is not there any more, or has become a link, which may lead out of the workspace. It is mounted or built from, so nothing was started.`,
    fix: 'Look at it in the terminal (`ls -l`), make it a plain file or folder, and press Run again.',
  });
}

/** Nothing of the surroundings but the mark by which a process is found again, and standard input closed. */
function call(
  workbench: Workbench,
  { project, signal, onOutput, timeoutMs }: ComposeOptions,
  file: string | undefined,
  argv: readonly string[],
  before: readonly string[] = [],
): Promise<CommandResult> {
  const compose = ['docker', 'compose', '--ansi', 'never', '--progress', 'plain', '-p', project];
  const at = file === undefined ? [] : ['--project-directory', workbench.workspacePath, '-f', file];
  const script = `exec env -i "${execMarker}=$${execMarker}" "$@" </dev/null`;
  return workbench.run(['sh', '-c', script, 'sh', ...environment, ...before, ...compose, ...at, ...argv], {
    cwd: '/',
    maxBytes: maxReadBytes,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(signal ? { signal } : {}),
    ...(onOutput ? { onOutput: (text: string) => onOutput(stripVTControlCharacters(text)) } : {}),
  });
}

async function packFiles(files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  const archive = pack();
  for (const [name, content] of files) archive.entry({ name, mode: 0o600 }, Buffer.from(content));
  archive.finalize();
  return new Uint8Array(await buffer(archive));
}

async function explainStop(
  workbench: Workbench,
  options: ComposeOptions,
  container: string,
  how: string,
  output: string,
): Promise<DrydockError> {
  const named = await workbench.run(
    ['docker', 'inspect', '--format', '{{index .Config.Labels "com.docker.compose.service"}}', container],
    { timeoutMs: 5_000 },
  );
  const service = named.stdout.trim() || container;
  const logs = await workbench.run(
    [
      'docker',
      'compose',
      '-p',
      options.project,
      'logs',
      '--no-color',
      '--no-log-prefix',
      '--tail',
      '20',
      service,
    ],
    { cwd: '/', timeoutMs: 5_000 },
  );
  const tail = stripVTControlCharacters(`${logs.stdout}${logs.stderr}`).trim();
  return new DrydockError('service-exited', {
    message: `The service “${service}” ${how} instead of staying up.${tail ? ' Its last lines are below.' : ' It printed nothing.'}`,
    fix: 'Read what it printed, correct the file, and press Run again.',
    output: tail || output.split('\n').slice(-10).join('\n'),
    place: { file: 'compose.yaml', key: `services.${service}` },
  });
}

const psLineSchema = z.object({ Service: z.string(), State: z.string(), Health: z.string() });

/** The first service that does not run, or is not healthy yet. One that ended well is as it should be. */
async function findUnready(
  workbench: Workbench,
  options: ComposeOptions,
): Promise<{ service: string; state: string } | undefined> {
  const { stdout } = await call(workbench, { ...options, timeoutMs: 10_000 }, undefined, [
    'ps',
    '--all',
    '--format',
    'json',
  ]);
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  for (const line of lines) {
    const { Service, State, Health } = psLineSchema.parse(JSON.parse(line));
    if (Health === 'starting' || Health === 'unhealthy') return { service: Service, state: `is ${Health}` };
    if (State === 'restarting' || State === 'created') return { service: Service, state: `is ${State}` };
  }
  return undefined;
}

function neverReady({ service, state }: { service: string; state: string }, seconds: number): DrydockError {
  return new DrydockError('timed-out', {
    message: `The service “${service}” still ${state} after ${seconds} s.`,
    fix: 'See what its health check runs and what it answers: docker compose ps, docker inspect.',
    place: { file: 'compose.yaml', key: `services.${service}.healthcheck` },
  });
}
