import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DrydockError, reportError } from '../../../src/lab/errors.ts';
import { type LabId, parseLabId } from '../../../src/lab/lab-id.ts';
import { askedFactsOf, type Manifest } from '../../../src/lab/manifest/manifest.ts';
import { parseManifest } from '../../../src/lab/manifest/parse-manifest.ts';
import { makeVars } from '../../../src/lab/manifest/vars.ts';
import { loadDefault } from '../../fixtures/load-default.ts';

const folder = new URL('../../fixtures/labs-to-come/', import.meta.url);
const ids = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => parseLabId(name.replace(/\.ts$/, '')))
  .sort();

async function manifestOf(id: LabId): Promise<Manifest> {
  const file = new URL(`${id}.ts`, folder);
  try {
    return parseManifest(await loadDefault(file), { id, file: `labs/${id}/lab.ts` });
  } catch (error) {
    if (!(error instanceof DrydockError)) throw error;
    const { message, problems = [] } = reportError(error);
    throw new Error([message, ...problems.map((each) => each.message)].join('\n'), { cause: error });
  }
}

it('are all labs of the curriculum that are not written yet', () => {
  const counts = Map.groupBy(ids, (id) => id.split('/')[0] ?? '');
  expect(Object.fromEntries([...counts].map(([chapter, of]) => [chapter, of.length]))).toEqual({
    sbom: 4,
  });
});

describe.each(ids)('the checks of %s', (id) => {
  it('can be said: ids lead somewhere, and every piece is plain data', async () => {
    const manifest = await manifestOf(id);
    expect(JSON.parse(JSON.stringify(manifest.checks))).toEqual(manifest.checks);
    expect(Object.keys(manifest.states.mistakes).length).toBeGreaterThan(0);
    expect(Object.keys(manifest.questions).length).toBeGreaterThan(0);
  });

  it('have a guard that wants work done on what is drawn when it is checked', async () => {
    const { probes } = await manifestOf(id);
    expect(JSON.stringify(probes)).toContain('{{nonce}}');
  });

  it('say what they ask to be looked at, for any learner', async () => {
    const manifest = await manifestOf(id);
    const asked = askedFactsOf(manifest, makeVars(manifest.vars, id, 'a seed'));
    expect(JSON.stringify(asked)).not.toContain('{{');
  });
});
