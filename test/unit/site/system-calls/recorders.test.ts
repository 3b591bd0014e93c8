import { expect, it } from 'vitest';
import ordinary from '../../../../labs/start/first-container/lab.ts';
import allowList from '../../../../labs/syscalls/allow-list/lab.ts';
import trace from '../../../../labs/syscalls/trace/lab.ts';
import { type LabId, parseLabId } from '../../../../src/lab/lab-id.ts';
import { parseManifest } from '../../../../src/lab/manifest/parse-manifest.ts';
import { recorderLabs } from '../../../../src/site/system-calls/recorders.ts';

const manifest = (input: unknown, id: LabId) => parseManifest(input, { id: parseLabId(id), file: 'lab.ts' });

it('finds the recorders that Check asks for the calls of a service, and labs that have one', () => {
  const labs = recorderLabs([
    manifest(ordinary, 'start/first-container'),
    manifest(allowList, 'syscalls/allow-list'),
    manifest(trace, 'syscalls/trace'),
  ]);
  expect(labs.map(({ lab, asked }) => [lab, asked.map(({ of }) => of)])).toEqual([
    ['syscalls/allow-list', ['rehearsal']],
    ['syscalls/trace', []],
  ]);
  expect(labs[0]?.asked[0]).toMatchObject({
    lab: 'syscalls/allow-list',
    probe: expect.stringMatching(/^exec-recorder-/),
  });
});
