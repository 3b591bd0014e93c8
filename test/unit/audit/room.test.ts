/** The compose file of a room, and what of it is accepted; it is audited as it runs, see docs/operating.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseAcceptances } from '../../../src/audit/acceptances.ts';
import { rules } from '../../../src/audit/rules.ts';
import { root } from '../../../src/cli/root.ts';

const read = (name: string) => readFileSync(join(root, 'room', name), 'utf8');
const { services } = parse(read('compose.yaml')) as {
  services: Record<string, { networks: string[]; ports?: string[]; volumes: string[]; privileged?: boolean }>;
};

test('accepted findings are of rules and services that there are', () => {
  const known = rules.map(({ id }) => id);
  const accepted = parseAcceptances(read('drydock-audit.yaml'), 'drydock-audit.yaml', known);
  expect(accepted.filter(({ service }) => !(service in services))).toEqual([]);
  // What answers the network has nothing to excuse but that.
  expect(accepted.filter(({ service }) => service === 'server').map(({ rule }) => rule)).toEqual([
    'published-everywhere',
  ]);
});

test('who has the power answers nobody: no port, no network with the server, no file of the machine', () => {
  const { server, engine } = services;
  expect(engine?.ports).toBeUndefined();
  expect(engine?.networks.filter((name) => server?.networks.includes(name))).toEqual([]);
  expect(server?.privileged).toBeUndefined();
  for (const { volumes } of Object.values(services))
    expect(volumes.filter((volume) => !/^[a-z-]+:\//.test(volume))).toEqual([]);
});
