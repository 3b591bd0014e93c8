/** An engine on which each copy of one service is healthy at once, and what was asked of it. */
import type { ShrinkTools } from '../../../src/shrink/shrink-service.ts';

const labels = { question: '1' };

export function makeFakeEngine(host: object = {}, more: Partial<ShrinkTools['engine']> = {}) {
  const asked: string[] = [];
  const started: Readonly<Record<string, unknown>>[] = [];
  const stop = new AbortController();
  const healthy = { ExitCode: 0, Output: '' };
  const inspected = {
    Image: 'sha256:1',
    Config: { Healthcheck: { Test: ['CMD', '/ok'] }, Labels: { 'com.docker.compose.project': 'shop' } },
    HostConfig: { NetworkMode: 'shop_default', MaskedPaths: ['/proc/keys'], ...host },
  };
  const copy = { Id: 'copy', State: { Status: 'running', Health: { Log: [healthy, healthy] } } };
  const engine = {
    info: async () => ({ architecture: 'amd64' }),
    inspectRaw: async (filter: Readonly<Record<string, string>>) => {
      const isCopy = 'question' in filter;
      if (!isCopy) asked.push('find');
      return [isCopy ? copy : inspected];
    },
    inspectContainers: async () => [],
    removeLabelled: async () => {
      asked.push('remove');
      return { containers: 0, networks: 0, volumes: 0 };
    },
    removeContainer: async () => undefined,
    startAs: async (_name: string, body: Readonly<Record<string, unknown>>) => {
      started.push(body);
      return 'copy';
    },
    logTail: async () => '',
    changedPaths: async () => [],
    ...more,
  } as unknown as ShrinkTools['engine'];
  const copies = {
    ofOneQuestion: () => ({ name: 'copy', labels }),
    removeAbandoned: async () => void asked.push('tidy'),
  };
  return { asked, started, stop, tools: { engine, copies, signal: stop.signal } };
}
