import { describe, expect, it } from 'vitest';
import schema from '../../../src/client/workspace/files/editor/vendor/compose-spec.json' with {
  type: 'json',
};
import { keyTable } from '../../../src/gate/key-table.ts';
import { valueRules } from '../../../src/gate/rules/value-rules.ts';
import { keyPathsOf } from '../../fixtures/compose-schema.ts';

const prefixes = (path: string) =>
  path.split('.').map((_, index, steps) => steps.slice(0, index + 1).join('.'));

describe('the table of keys', () => {
  it('case 35: has every key of the schema that the editor knows', () => {
    const paths = keyPathsOf(schema);
    expect(paths.length).toBeGreaterThan(350);
    expect(paths.filter((path) => keyTable[path] === undefined)).toEqual([]);
  });

  it('case 35: fails at a key that a newer Compose brings', () => {
    const newer = { ...schema, properties: { ...schema.properties, wormholes: { type: 'object' } } };
    expect(keyPathsOf(newer).filter((path) => keyTable[path] === undefined)).toEqual(['wormholes']);
  });

  it('has a rule of values for every key whose class depends on the value', () => {
    // Read while Compose has not seen the file yet: what they say is judged by `prepare`.
    const early = ['services.*.environment.*', 'services.*.env_file', 'services.*.build.args.*'];
    // Looked up on the engine by whoever asks.
    const outside = ['services.*.image', 'services.*.build.dockerfile'];
    const judged = new Set([...Object.keys(valueRules), ...early, ...outside]);
    const loose = Object.entries(keyTable).filter(
      ([path, { kind }]) =>
        ['checked', 'grant'].includes(kind) &&
        !prefixes(path).some((above) => judged.has(above) || judged.has(`${above}.*`)),
    );
    expect(loose.map(([path]) => path)).toEqual([]);
    expect(Object.keys(valueRules).filter((path) => keyTable[path] === undefined)).toEqual([]);
  });
});
