import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { AdvisorySchema } from '../../../src/site/advisories/advisories.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const advisory = AdvisorySchema.parse(JSON.parse(read('src/site/recorded/base-images/cve-2023-45853.json')));
const chapter = read('content/base-images.mdx');
const [, section = ''] = /\n## Counting vulnerabilities\n([\s\S]*?)\n## /.exec(chapter) ?? [];

it('has the section say of the vulnerability what the data say', () => {
  const { id, part, of, fixedUpstream, score, scoredBy } = advisory;
  expect(section).toContain('<Advisory data="base-images/cve-2023-45853" />');
  expect(section).toContain(
    `${id} is one vulnerability to follow through both. It is in ${part}, which comes with the source of ${of}, and is gone in ${of} ${fixedUpstream}. ${scoredBy} gives it ${score} of 10:`,
  );
});

it('has the section say of the lists what the data say', () => {
  const [debian, alpine, copy] = advisory.entries;
  expect(section).toContain(`for each image with ${debian?.list}'s ${advisory.of}`);
  expect([debian?.fixedIn, copy?.fixedIn]).toEqual([null, null]);
  expect(section).toContain(`For ${alpine?.list} it reports nothing`);
  expect(alpine?.fixedIn).toBe(advisory.fixedUpstream);
  const has = alpine?.package.replace(`${advisory.of} `, '') ?? '';
  expect(has.localeCompare(advisory.fixedUpstream, 'en', { numeric: true })).toBeGreaterThan(0);
});

it('tells of each entry where it is, where it is quoted, and that it was quoted before we read it', () => {
  for (const { url, quotedIn, quotedOn, retrieved } of advisory.entries) {
    expect(url).not.toBe(quotedIn);
    expect(Date.parse(quotedOn)).toBeLessThan(Date.parse(retrieved));
  }
});

it('is asked for by its file, which is the only one of its kind', () => {
  const files = readdirSync(new URL('../../../src/site/recorded/base-images/', import.meta.url));
  expect(files.filter((name) => name.startsWith('cve-'))).toEqual([`${advisory.id.toLowerCase()}.json`]);
});
