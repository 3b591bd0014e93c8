import { expect, it } from 'vitest';
import { observationVersion } from '../../../../src/lab/observation/observation.ts';
import { upgradeObservation } from '../../../../src/lab/observation/observation-upgrade.ts';
import { makeObservation, makeObserved } from '../../../fixtures/observed.ts';

it('says of an observation of version 1 that the filter of system calls was not looked at', () => {
  const {
    syscalls: _,
    filters: __,
    limitEffects: ___,
    mountedFiles: ____,
    asked: _____,
    ...container
  } = makeObserved();
  const { abilities: ______, ...rest } = makeObservation();
  const old = { ...rest, version: 1, containers: [container] };
  const upgraded = upgradeObservation(old);
  expect(upgraded.version).toBe(observationVersion);
  expect(upgraded.containers[0]?.syscalls).toMatchObject({ source: 'unknown' });
  expect(upgraded.containers[0]?.limitEffects.oomKills).toMatchObject({ source: 'unknown' });
  expect(upgraded.containers[0]?.mountedFiles).toMatchObject({ source: 'unknown' });
  expect(upgraded.containers[0]?.filters).toMatchObject({ source: 'unknown' });
  expect(upgraded.containers[0]?.asked.networks).toMatchObject({ source: 'unknown', cause: 'not-seen' });
  expect(upgraded.abilities).toEqual({});
  expect(upgraded.containers[0]?.processes).toEqual(container.processes);
});

it('leaves one of this version as it is', () => {
  const now = makeObservation();
  expect(upgradeObservation(now)).toEqual(now);
});
