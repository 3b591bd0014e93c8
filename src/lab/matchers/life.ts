import * as z from 'zod';
import { containerMatcher, listWords, processMatcher } from './matcher.ts';

export const running = containerMatcher({
  kind: 'running',
  ofEnded: true,
  fields: {
    /** Healthy by its own health check; a container without one is not. */
    healthy: z.boolean(),
  },
  title: ({ healthy }) => (healthy ? 'runs and is healthy' : 'runs'),
  expected: ({ healthy }) => (healthy ? 'running and healthy' : 'running'),
  judge({ healthy }, { declared }) {
    const up = declared.status === 'running';
    const health = declared.health === 'none' ? 'without a health check' : declared.health;
    const observed = up
      ? healthy
        ? `is running, ${health}`
        : 'is running'
      : `is ${declared.status}${declared.status === 'exited' ? ` with status ${declared.exitCode}${declared.oomKilled ? ', killed for memory' : ''}` : ''}`;
    return { source: 'kernel', value: { ok: up && (!healthy || declared.health === 'healthy'), observed } };
  },
});

export const runtime = containerMatcher({
  kind: 'runtime',
  declaredIsEnough: true,
  fields: { names: z.array(z.string()).min(1) },
  title: ({ names }) => `is run by ${names.join(' or ')}`,
  expected: ({ names }) => names.join(' or '),
  judge: ({ names }, { declared }) => ({
    source: 'declared',
    value: { ok: names.includes(declared.runtime), observed: `is run by ${declared.runtime}` },
  }),
});

export const publishedPorts = containerMatcher({
  kind: 'published-ports',
  reads: ['ports'],
  fields: { rule: z.enum(['none', 'loopback-only']) },
  title: ({ rule }) => (rule === 'none' ? 'publishes no port' : 'publishes ports on loopback alone'),
  expected: ({ rule }) => (rule === 'none' ? 'no published port' : '127.0.0.1 or ::1'),
  judge({ rule }, { declared }) {
    const loopback = (ip: string) => ip === '::1' || ip.startsWith('127.');
    const wrong = declared.ports.filter((port) => rule === 'none' || !loopback(port.hostIp));
    const shown = (wrong.length ? wrong : declared.ports).map(
      (port) => `${port.hostIp || '0.0.0.0'}:${port.hostPort}`,
    );
    return {
      source: 'kernel',
      value: {
        ok: wrong.length === 0,
        observed: shown.length ? `publishes ${listWords(shown)}` : 'publishes nothing',
      },
    };
  },
});

export const listening = containerMatcher({
  kind: 'listening',
  sharedIn: 'net',
  fields: { port: z.number().int(), on: z.boolean() },
  title: ({ port, on }) => (on ? `listens on port ${port}` : `does not listen on port ${port}`),
  expected: ({ port, on }) =>
    on ? `a socket listening on port ${port}` : `nothing listening on port ${port}`,
  judge({ port, on }, container) {
    if (container.listening.source === 'unknown') return container.listening;
    const ports = [...new Set(container.listening.value.map((socket) => socket.port))].sort((a, b) => a - b);
    return {
      source: container.listening.source,
      value: {
        ok: ports.includes(port) === on,
        observed: ports.length ? `listens on ${listWords(ports.map(String))}` : 'listens nowhere',
      },
    };
  },
});

export const processCount = containerMatcher({
  kind: 'process-count',
  fields: { atMost: z.number().int().positive() },
  title: ({ atMost }) => `runs at most ${atMost} process${atMost === 1 ? '' : 'es'}`,
  expected: ({ atMost }) => `at most ${atMost}`,
  judge({ atMost }, container) {
    if (container.processes.source === 'unknown') return container.processes;
    const names = container.processes.value.map((process) => process.name);
    return {
      source: container.processes.source,
      value: { ok: names.length <= atMost, observed: `runs ${names.length}: ${listWords(names)}` },
    };
  },
});

export const processId = processMatcher({
  kind: 'process-id',
  fields: { is: z.number().int().positive() },
  title: ({ is }) => `is process ${is} of its pid namespace`,
  expected: ({ is }) => `process id ${is} in its own pid namespace`,
  judge: ({ is }, { innerPid }) => ({
    ok: innerPid === is,
    observed: `is process ${innerPid} of its pid namespace`,
  }),
});

export const exited = containerMatcher({
  kind: 'exited',
  ofEnded: true,
  fields: { status: z.number().int().min(0).max(255) },
  title: ({ status }) => `ended with status ${status}`,
  expected: ({ status }) => `an end with status ${status}`,
  judge({ status }, { declared }) {
    const hasEnded = declared.status === 'exited';
    return {
      source: 'kernel',
      value: {
        ok: hasEnded && declared.exitCode === status,
        observed: hasEnded
          ? `ended with status ${declared.exitCode}${declared.oomKilled ? ', a process killed for memory' : ''}`
          : `is ${declared.status}`,
      },
    };
  },
});

export const startedAfter = containerMatcher({
  kind: 'started-after',
  fields: { service: z.string() },
  title: ({ service }) => `started after ${service} had ended well`,
  expected: ({ service }) => `a start after ${service} ended with status 0`,
  judge({ service }, { declared }, { observation }) {
    const others = observation.containers.filter((each) => each.service === service);
    const began = Date.parse(declared.startedAt);
    const late = others.filter(
      (each) =>
        each.declared.status !== 'exited' ||
        each.declared.exitCode !== 0 ||
        !(Date.parse(each.declared.finishedAt ?? '') <= began),
    );
    return {
      source: 'declared',
      value: {
        ok: others.length > 0 && late.length === 0,
        observed:
          others.length === 0
            ? `has nobody to follow: there is no ${service}`
            : late.length === 0
              ? `started after ${service} had ended well`
              : `began before ${service} had ended well`,
      },
    };
  },
  declaredIsEnough: true,
});

/** `running`, or `healthy` by its own health check. */
export const life = {
  running: () => ({ kind: 'running', healthy: false }) as const,
  healthy: () => ({ kind: 'running', healthy: true }) as const,
  runtime: (...names: string[]) => ({ kind: 'runtime', names }) as const,
  /** Its id in its innermost pid namespace: the first process of one is 1. */
  processId: (is: number) => ({ kind: 'process-id', is }) as const,
  /** It has ended, with this status. */
  exited: (status: number) => ({ kind: 'exited', status }) as const,
  /** Any of these policies starts it again: `restart` of the compose file. */
  restarts: (...names: ('no' | 'on-failure' | 'always' | 'unless-stopped')[]) =>
    ({ kind: 'restart-policy', names }) as const,
  /** What it waits for had ended with status 0 by then. */
  startedAfter: (who: { readonly name: string }) => ({ kind: 'started-after', service: who.name }) as const,
  processesAtMost: (atMost: number) => ({ kind: 'process-count', atMost }) as const,
};

/** Whom a container can be reached by. */
export const ports = {
  unpublished: () => ({ kind: 'published-ports', rule: 'none' }) as const,
  loopbackOnly: () => ({ kind: 'published-ports', rule: 'loopback-only' }) as const,
  listening: (port: number) => ({ kind: 'listening', port, on: true }) as const,
  notListening: (port: number) => ({ kind: 'listening', port, on: false }) as const,
};
