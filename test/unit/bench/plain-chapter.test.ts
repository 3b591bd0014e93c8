import { expect, test } from 'vitest';
import { plainChapter } from '../../bench/rows/starlight-site.ts';

test('a chapter for Starlight has each component that it uses once, behind its frontmatter, and its text as it was', () => {
  const text =
    '---\ntitle: One\n---\n\nText.\n\n<Lab id="a/b" />\n\n<Task id="x">\n\nMore.\n\n</Task>\n\n<Task id="y" />\n';
  const [, body = ''] = text.split(/^---\n[\s\S]*?\n---\n/);
  expect(plainChapter(text)).toBe(
    `---\ntitle: One\n---\n\nimport Lab from '../../Shown.astro';\nimport Task from '../../Shown.astro';\n${body}`,
  );
});
