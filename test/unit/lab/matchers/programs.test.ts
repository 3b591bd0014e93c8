import { describe, expect, it } from 'vitest';
import { runs } from '../../../../src/lab/matchers/programs.ts';
import type { InspectedContainer, InspectedImage } from '../../../../src/lab/observation/container.ts';
import type { ObservedContainer } from '../../../../src/lab/observation/observation.ts';
import { makeObservation, makeObserved, makeProcess } from '../../../fixtures/observed.ts';
import { makeContainer } from '../../observe/fake-engine.ts';
import { judged, judgedWhereGone } from './judged.ts';

const name = 'drydock/recorder:1';
const image: InspectedImage = {
  id: 'sha256:recorder',
  tags: [name],
  digests: [],
  sizeBytes: 1,
  layers: ['sha256:one'],
  architecture: 'amd64',
  user: '',
  entrypoint: ['/recorder'],
  command: ['listen'],
  labels: { 'dev.drydock.recipe': 'a hash' },
};
const processes = {
  source: 'kernel',
  value: [makeProcess({ executable: '/recorder', argv: ['/recorder', 'listen'] })],
} as const;

function running(
  declared: Partial<InspectedContainer> = {},
  { image: of = image, ...fields }: Partial<ObservedContainer> = {},
): ObservedContainer {
  const service = declared.service ?? 'web';
  return makeObserved(service, {
    declared: makeContainer({
      image: { reference: name, id: of.id },
      entrypoint: of.entrypoint,
      command: of.command,
      ...declared,
    }),
    image: of,
    processes,
    ...fields,
  });
}

const bind = (destination: string) => ({ type: 'bind', source: '/elsewhere', destination, readOnly: true });

describe('an image of the catalogue', () => {
  const of = (...given: Parameters<typeof running>) =>
    judged(runs.image(name), makeObservation([running(...given)]));

  it('is run as it is, under the name that it has in an engine of others too', () => {
    expect(of()).toBe('pass web: runs drydock/recorder:1.');
    expect(of({ image: { reference: `drydock.invalid/${name}`, id: image.id } })).toMatch(/^pass/);
    expect(of({ mounts: [bind('/run')] })).toMatch(/^pass/);
  });

  it('is not another image, and not one that was given its name', () => {
    expect(of({ image: { reference: 'shop-recorder', id: 'sha256:other' } })).toMatch(
      /^fail .*shop-recorder/,
    );
    expect(of({}, { image: { ...image, labels: {} } })).toMatch(/^fail .*was not made by its recipe/);
    // Inherited from the image that it was built on.
    const built = { ...image.labels, 'com.docker.compose.project': 'shop' };
    expect(of({}, { image: { ...image, labels: built } })).toMatch(/^fail .*was not made by its recipe/);
  });

  it('is not known by its name where another command runs, or something lies over its program', () => {
    expect(of({ entrypoint: ['/run/other'] })).toMatch(/^fail .*runs “\/run\/other listen” of it/);
    expect(of({ mounts: [bind('/recorder')] })).toMatch(/^fail .*mount over \/recorder/);
  });
});

describe('the same program as another service', () => {
  const beside = (one: ObservedContainer, ...others: ObservedContainer[]) =>
    judged(runs.sameAs({ name: 'db' }), makeObservation([one, ...others]));

  it('has the same layers and command, whatever the ids of two builds are', () => {
    expect(beside(running(), running({ service: 'db' }, { image: { ...image, id: 'sha256:two' } }))).toMatch(
      /^pass .*runs the same program as db/,
    );
  });

  it('is not another build, another command, or a file over either', () => {
    const other = { ...image, layers: ['sha256:other'] };
    expect(beside(running(), running({ service: 'db' }, { image: other }))).toMatch(/^fail .*other layers/);
    expect(beside(running(), running({ service: 'db', command: ['ready'] }))).toMatch(
      /^fail .*runs “\/recorder listen”, and db runs “\/recorder ready”/,
    );
    expect(beside(running(), running({ service: 'db', mounts: [bind('/recorder')] }))).toMatch(
      /^fail .*in db \/recorder is mounted over the program/,
    );
  });

  it('is that of every container of it that runs, and of nobody where none does', () => {
    const other = running({ service: 'db' }, { image: { ...image, layers: ['sha256:other'] } });
    expect(beside(running(), running({ service: 'db' }), other)).toMatch(/^fail/);
    expect(beside(running())).toMatch(/^fail .*db does not run/);
  });

  it('is of a container that runs', () => {
    const { missing, stopped } = judgedWhereGone(runs.sameAs({ name: 'db' }));
    expect(missing).toMatch(/^fail/);
    expect(stopped).toMatch(/^fail/);
  });
});
