/** What is removed by a label is gone afterwards, also where others are in its networks or remove it too. */
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectedEngine } from '../../src/engine/connect.ts';
import { homeLabel } from '../../src/seats/labels.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { findHostDocker, makeOuter } from './machine.ts';

const skip = (await findHostDocker()).state === 'reachable' ? undefined : 'no engine';

describe.skipIf(skip)('what is removed by a label', () => {
  const home = makeTemporaryFolder();
  const id = ulid();
  const labels = { [homeLabel]: id };
  const [theirs, foreign] = [
    { ...labels, 'dev.drydock.test': 'theirs' },
    { ...labels, 'dev.drydock.test': 'foreign' },
  ];
  const name = `drydock-removed-${id.toLowerCase()}`;
  let provider: SeatProvider;
  let engine: ConnectedEngine;

  beforeAll(async () => {
    provider = await makeOuter(home.path, id);
    engine = await provider.connect();
  });
  afterAll(async () => {
    await engine?.removeLabelled(labels);
    await provider?.[Symbol.asyncDispose]();
    home[Symbol.dispose]();
  });

  const start = (container: string, own: Readonly<Record<string, string>>) =>
    engine.ensureContainer({
      name: container,
      image: 'debian:trixie-slim',
      argv: ['sleep', 'infinity'],
      labels: own,
      networkMode: name,
    });
  const makeNetwork = () =>
    engine.ensureNetwork({
      name,
      labels: theirs,
      subnets: Array.from({ length: 32 }, (_, index) => `10.213.${index}.0/28`),
      bridge: () => `drydock-${id.slice(-6).toLowerCase()}`,
      internal: true,
    });

  it('is a network with a container of somebody else in it, which goes on without it', async () => {
    await makeNetwork();
    const other = await start(`${name}-other`, foreign);
    expect(await engine.removeLabelled(theirs)).toMatchObject({ containers: 0, networks: 1 });
    expect(await engine.inspectContainers(foreign)).toMatchObject([{ id: other, status: 'running' }]);
    expect(await engine.removeLabelled(theirs)).toMatchObject({ networks: 0 });
  });

  it('is gone for each of several who remove it at once', async () => {
    await makeNetwork();
    await Promise.all(['one', 'two', 'three'].map((each) => start(`${name}-${each}`, theirs)));
    await Promise.all([1, 2, 3].map(() => engine.removeLabelled(theirs)));
    expect(await engine.inspectContainers(theirs)).toEqual([]);
    expect(await engine.removeLabelled(theirs)).toMatchObject({ containers: 0, networks: 0 });
  });
});
