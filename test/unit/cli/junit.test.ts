import { expect, it } from 'vitest';
import { formatJUnit } from '../../../src/cli/junit.ts';
import type { LabProof } from '../../../src/runner/verify/proof.ts';

const kept: LabProof = {
  id: 'start/kept',
  ok: true,
  seat: 'embedded',
  network: 'cut',
  start: true,
  solution: true,
  accepts: [{ name: 'another', ok: true }],
  mistakes: [{ name: 'wrong', ok: true }],
  reset: true,
  transcripts: { checked: 1, ok: true },
  skipped: [],
  problems: [],
  durationMs: 1_500,
};

it('tells a promise that is not kept from trouble of ours, and both from what cannot be tried', () => {
  const xml = formatJUnit([
    kept,
    {
      ...kept,
      id: 'start/broken',
      ok: false,
      problems: [
        { rule: 'accepted-passes', where: 'accepts.another', message: '<error type="x"> & \u001b[31mred' },
        { rule: 'transcripts-are-true', where: 'content/start.mdx:7', message: 'printed 1' },
      ],
    },
    {
      ...kept,
      id: 'start/cut-off',
      ok: false,
      seat: 'none',
      trouble: {
        code: 'engine-lost',
        title: 'The Docker Engine went away',
        message: 'It ended.',
        fix: 'Start it.',
      },
    },
    { ...kept, id: 'start/elsewhere', seat: 'none', skipped: [{ check: '*', reason: 'needs a runtime' }] },
  ]);
  expect(xml).toContain('<testsuites tests="13" errors="1" failures="2" skipped="1"');
  expect(xml.match(/<(failure|error|skipped)\b.*?<\/\1>/gs)).toEqual([
    '<failure type="accepted-passes">&lt;error type=&quot;x&quot;&gt; &amp; \ufffd[31mred</failure>',
    '<failure type="transcripts-are-true">printed 1</failure>',
    '<error type="engine-lost">It ended.\nStart it.</error>',
    '<skipped></skipped>',
  ]);
  expect(xml).toContain('needs a runtime');
});

it('gives no order to what reads it line by line in a log, and says the same', () => {
  const message = '::error::forged\n \t::add-mask::x\r::stop-commands::y\n##[error]z ##vso[task.complete]';
  const xml = formatJUnit([{ ...kept, problems: [{ rule: 'accepted-passes', where: 'reset', message }] }]);
  expect(xml).not.toMatch(/^\s*::/m);
  expect(xml).not.toMatch(/##\w*\[/);
  const text = /<failure[^>]*>([^<]*)</.exec(xml)?.[1] ?? '';
  expect(text.replaceAll('&#58;', ':').replaceAll('&#35;', '#')).toBe(message);
});
