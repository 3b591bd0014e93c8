import { expect, test } from 'vitest';
import { labImages } from '../../../src/cli/bring-images.ts';
import { loadCatalogue } from '../../../src/engine/images/catalogue.ts';

test('images of labs are those that there are for the machine', async () => {
  const catalogue = await loadCatalogue(new URL('../../../labs/images', import.meta.url).pathname);
  const [here, there] = [labImages(catalogue, 'x64'), labImages(catalogue, 'arm64')];
  expect(here).toContain('drydock/kernel:1');
  expect(here).not.toContain('drydock/workbench:1');
  expect(there).toEqual(here.filter((reference) => reference !== 'drydock/kernel:1'));
});
