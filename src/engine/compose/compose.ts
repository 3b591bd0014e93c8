import { stripVTControlCharacters } from 'node:util';
import * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import type { InspectedContainer } from '../../lab/observation/container.ts';
import type { Compose, ComposeBench, ComposeOptions, UpOptions } from '../../lab/ports/compose.ts';
import type { CommandResult } from '../../lab/ports/engine.ts';
import { explainComposeFailure } from './compose-failure.ts';
import { type ComposeCall, callCompose, maxReadBytes } from './compose-program.ts';
import { explainUnread } from './compose-reading.ts';
import { inTurn } from './compose-turn.ts';
import { lostLayer, mostBuilds } from './lost-layer.ts';
import { readablePart } from './printed.ts';
import type { Expected } from './readiness.ts';
import { serviceThatStopped } from './stopped-containers.ts';
import { watchReady } from './wait-ready.ts';

const upTimeoutMs = 600_000;
const downTimeoutMs = 60_000;

export interface ComposeLimits {
  /** How long services may take to become healthy once they were started. */
  readonly waitSeconds: number;
}

/** Compose reads a file and does no more: who takes longer waits for something that never comes, such as a pipe. */
const readTimeoutSeconds = 5;
/** Where a workbench stores the files that the gate let through: outside of the workspace. */
const frozenRoot = '/run/drydock';
const folderOf = (project: string) => `${frozenRoot}/${project}`;

/** The real Compose CLI, run in the workbench of a seat. */
export function makeCompose({ waitSeconds }: ComposeLimits = { waitSeconds: 120 }): Compose {
  return {
    frozenPath: (project, name) => `${folderOf(project)}/${name}`,

    async normalise(workbench, options, file, files) {
      const result = await callCompose(workbench, {
        timeoutMs: 20_000,
        ...options,
        file,
        argv: ['--profile', '*', 'config', '--format', 'json'],
        before: ['timeout', '--signal=KILL', String(readTimeoutSeconds)],
        freeze: files && { folder: folderOf(options.project), files },
      });
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

    async up(workbench, options, file, { files, model, sources = [] }) {
      const { engine, project, signal = new AbortController().signal } = options;
      await using waiting = await watchReady(engine, project);
      const argv = ['up', '--detach', '--build', '--remove-orphans'];
      const slow = await findSlow(options);
      if (slow.length > 0) {
        options.onOutput?.(
          `stop_grace_period of what runs now (${slow.join(' ')}) is longer than ${mostStopSeconds} s: it gets ${mostStopSeconds} s to end\n`,
        );
        argv.push('--timeout', String(mostStopSeconds));
      }
      const call = {
        timeoutMs: upTimeoutMs,
        ...options,
        file,
        // Compose would fetch what went away since it was looked for, or is here for another platform.
        argv: [...argv, '--pull', 'never'],
        before: [...inTurn(project), ...whereTrue(workbench.workspacePath, sources)],
        freeze: { folder: folderOf(project), files },
      };
      const [result, output] = await callUntilBuilt(workbench, call);
      if (result.exitCode === ledAway) throw linkedAway(result.stderr.trim().split('\n').at(-1) ?? '');
      if (result.exitCode !== 0) throw await explainUp(options, output, result);
      const since = performance.now();
      const readiness = await waiting.untilReady(expectedOf(model), waitSeconds * 1000, signal);
      if (readiness.state === 'stopped')
        throw await explainStop(options, readiness.container, readiness.how, output);
      if (readiness.state === 'waiting') throw neverReady(readiness, waitSeconds);
      return { waitedMs: performance.now() - since };
    },

    async down(workbench, options) {
      // Who takes the volumes too asks for nothing to be kept: there is nothing to end well for.
      const grace = options.volumes ? ['--timeout', '0', '--volumes'] : ['--timeout', '3'];
      const result = await callCompose(workbench, {
        timeoutMs: downTimeoutMs,
        ...options,
        argv: ['down', '--remove-orphans', ...grace],
        before: inTurn(options.project),
      });
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

/** Calls Compose, and again where the engine lost a layer that it was building on. Gives what was printed last, too. */
async function callUntilBuilt(
  workbench: ComposeBench,
  call: ComposeCall,
): Promise<readonly [result: CommandResult, output: string]> {
  for (let builds = 1; ; builds += 1) {
    const result = await callCompose(workbench, call);
    const output = stripVTControlCharacters(`${result.stdout}${result.stderr}`);
    if (result.exitCode === 0 || builds === mostBuilds || !lostLayer.test(readablePart(output)))
      return [result, output];
    call.onOutput?.('The engine lost a layer that the build needs: it builds again.\n');
  }
}

const filterOf = ({ project }: ComposeOptions) => ({ 'com.docker.compose.project': project });

/** How long a container of an earlier file may take to end, whatever that file says: Docker's default. */
const mostStopSeconds = 10;

/**
 * The containers that `up` would wait longer for. The time stands in the container that is there, whoever made it. Asked
 * because `--timeout` holds for all of them, those that end at once included.
 */
async function findSlow({ engine, signal, ...options }: UpOptions): Promise<readonly string[]> {
  const answers = StopTimes.parse(await engine.inspectRaw(filterOf(options), signal));
  return answers
    .filter(({ Config }) => (Config.StopTimeout ?? 0) > mostStopSeconds)
    .map(({ Name }) => Name.replace(/^\//, ''));
}

const StopTimes = z.array(
  z.object({ Name: z.string(), Config: z.object({ StopTimeout: z.number().nullish() }) }),
);

const Services = z.object({
  services: z.record(
    z.string(),
    z.object({
      profiles: z.array(z.string()).default([]),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
    }),
  ),
});

/** What `up` without further words starts of a file in its normal form. */
function expectedOf(model: unknown): Expected {
  const services = Object.entries(Services.parse(model).services).filter(
    ([, { profiles }]) => profiles.length === 0,
  );
  const waits = services.flatMap(([, service]) => Object.entries(service.depends_on));
  return {
    services: new Set(services.map(([name]) => name)),
    completed: new Set(
      waits
        .filter(([, { condition }]) => condition === 'service_completed_successfully')
        .map(([name]) => name),
    ),
  };
}

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

/** Why `up` ended otherwise than with 0: a service that others wait for did not get where they need it, or anything else. */
async function explainUp(
  options: UpOptions,
  output: string,
  result: { readonly exitCode: number },
): Promise<DrydockError> {
  const stopped = serviceThatStopped(output);
  if (!stopped) return explainComposeFailure(output, result);
  const containers = await options.engine.inspectContainers(filterOf(options), options.signal);
  const container = containers.find(({ name }) => name === stopped.container);
  return container
    ? explainStop(options, container, stopped.how, output)
    : explainComposeFailure(output, result);
}

async function explainStop(
  { engine }: UpOptions,
  { id, service }: InspectedContainer,
  how: string,
  output: string,
): Promise<DrydockError> {
  const tail = stripVTControlCharacters(await engine.logTail(id, 20).catch(() => '')).trim();
  return new DrydockError('service-exited', {
    message: `The service “${service}” ${how} instead of staying up.${tail ? ' Its last lines are below.' : ' It printed nothing.'}`,
    fix: 'Read what it printed, correct the file, and press Run again.',
    output: tail || output.split('\n').slice(-10).join('\n'),
    place: { file: 'compose.yaml', key: `services.${service}` },
  });
}

function neverReady({ service, how }: { service: string; how: string }, seconds: number): DrydockError {
  return new DrydockError('timed-out', {
    message: `The service “${service}” still ${how} after ${seconds} s.`,
    fix: 'See what its health check runs and what it answers: docker compose ps, docker inspect.',
    place: { file: 'compose.yaml', key: `services.${service}.healthcheck` },
  });
}
