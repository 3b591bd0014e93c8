import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { DrydockError } from '../lab/errors.ts';
import type { Compose, ComposeOptions } from '../lab/ports/compose.ts';
import type { CommandResult } from '../lab/ports/engine.ts';
import type { Workbench } from '../lab/ports/seat.ts';
import { explainComposeFailure, serviceThatStopped } from './compose-failure.ts';
import { findYamlError } from './yaml-error.ts';

const upTimeoutMs = 600_000;
const downTimeoutMs = 60_000;

export interface ComposeLimits {
  /** How long services may take to become healthy once they were started. */
  readonly waitSeconds: number;
}

/** The real Compose CLI, run in the workbench of a seat. */
export function makeCompose({ waitSeconds }: ComposeLimits = { waitSeconds: 120 }): Compose {
  return {
    async config(workbench, options) {
      const result = await call(workbench, options, ['config', '--format', 'json'], 10_000);
      if (result.exitCode === 0) return result.stdout;
      const error = explainComposeFailure(result.stderr, result);
      throw error.code === 'bad-compose' ? await placeYamlError(workbench, error) : error;
    },

    async up(workbench, options) {
      const argv = [
        'up',
        '--detach',
        '--build',
        '--wait',
        '--wait-timeout',
        String(waitSeconds),
        '--remove-orphans',
      ];
      const result = await call(workbench, options, argv, upTimeoutMs);
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

    async down(workbench, options) {
      // Who takes the volumes too asks for nothing to be kept: there is nothing to end well for.
      const grace = options.volumes ? ['--timeout', '0', '--volumes'] : ['--timeout', '3'];
      const argv = ['down', '--remove-orphans', ...grace];
      const result = await call(workbench, options, argv, downTimeoutMs);
      if (result.exitCode !== 0) throw explainComposeFailure(`${result.stdout}${result.stderr}`, result);
    },
  };
}

function call(
  workbench: Workbench,
  { project, signal, onOutput, timeoutMs }: ComposeOptions,
  argv: readonly string[],
  defaultTimeoutMs: number,
): Promise<CommandResult> {
  return workbench.run(
    ['docker', 'compose', '--ansi', 'never', '--progress', 'plain', '-p', project, ...argv],
    {
      cwd: workbench.workspacePath,
      env: { COMPOSE_DISABLE_ENV_FILE: '0', BUILDKIT_PROGRESS: 'plain' },
      timeoutMs: timeoutMs ?? defaultTimeoutMs,
      maxBytes: 4_000_000,
      ...(signal ? { signal } : {}),
      ...(onOutput ? { onOutput: (text: string) => onOutput(stripVTControlCharacters(text)) } : {}),
    },
  );
}

/** Where the file is no YAML, the line that really is wrong; else the error as it was. */
async function placeYamlError(workbench: Workbench, error: DrydockError): Promise<DrydockError> {
  const file = 'compose.yaml';
  const { stdout, exitCode } = await workbench.run(['cat', file], { cwd: workbench.workspacePath });
  const found = exitCode === 0 ? findYamlError(stdout, file) : undefined;
  if (!found) return error;
  return new DrydockError('bad-compose', {
    message: `${file} is not YAML from line ${found.place.line} on: ${found.why}.`,
    fix: 'Correct it and press Run again. What runs has not been touched.',
    place: found.place,
    cause: error,
  });
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
    { cwd: workbench.workspacePath, timeoutMs: 5_000 },
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
  const { stdout } = await call(workbench, options, ['ps', '--all', '--format', 'json'], 10_000);
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
