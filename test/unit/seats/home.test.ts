import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findHome, readHomeId } from '../../../src/seats/home.ts';
import { containerName, makeLabels } from '../../../src/seats/labels.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('findHome', () => {
  it.each([
    [{ HOME: '/h' }, undefined, '/h/.local/share/drydock', '/h/.local/share/drydock'],
    [{ HOME: '/h', XDG_DATA_HOME: '/x' }, undefined, '/x/drydock', '/x/drydock'],
    [{ HOME: '/h', XDG_DATA_HOME: '', DRYDOCK_HOME: '/d' }, undefined, '/d', '/d'],
    [{ HOME: '/h', DRYDOCK_HOME: '/d' }, '/asked', '/asked', '/asked'],
    [{ HOME: '/h', DRYDOCK_ENGINE_HOME: '/e' }, '/asked', '/asked', '/e'],
  ])('of %j and --home %s is %s, its engine in %s', (env, asked, home, engineHome) => {
    expect(findHome(env, asked)).toEqual({ home, engineHome });
  });
});

describe('readHomeId', () => {
  it('makes an id once, also when asked twice at the same time', async () => {
    using folder = makeTemporaryFolder();
    const home = `${folder.path}/new/home`;
    const ids = await Promise.all([readHomeId(home), readHomeId(home)]);
    expect(ids[0]).toMatch(/^[0-9A-Z]{26}$/);
    expect(readdirSync(home)).toEqual(['id']);
    expect([...ids, await readHomeId(home)]).toEqual([ids[0], ids[0], ids[0]]);
  });
});

describe('labels', () => {
  it('leave out what is not known', () => {
    expect(makeLabels({ home: 'h', role: 'probe' })).toEqual({
      'dev.drydock.home': 'h',
      'dev.drydock.role': 'probe',
    });
  });
  it('go with names that Docker takes', () => {
    expect(containerName('seat', '01HX Ünd/../x')).toBe('drydock-seat-01hx-nd-..-x');
  });
});
