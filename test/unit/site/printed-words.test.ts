import { expect, it } from 'vitest';
import type { Machine } from '../../../src/lab/transcripts/transcript-record.ts';
import { machineWords, printedWords, saidElsewhere } from '../../../src/site/printed-words.ts';

const older: Machine = {
  engine: '26.1.5+dfsg1',
  imageStore: 'graph-driver',
  rootless: false,
  kernel: '6.18.44-cloud-amd64',
  architecture: 'amd64',
  cgroup: '1',
  modules: [],
};
const newer: Machine = {
  ...older,
  engine: '28.5.2',
  imageStore: 'containerd',
  cgroup: '2',
  modules: ['apparmor'],
};

it('names each Engine and each kernel once', () => {
  expect(printedWords([{ machine: older }, { machine: newer }])).toBe(
    'Docker 26.1.5 and 28.5.2, Linux 6.18.44, x86-64, cgroup v1 and v2',
  );
  expect(printedWords([{ machine: older }])).toBe('Docker 26.1.5, Linux 6.18.44, x86-64, cgroup v1');
  expect(printedWords([])).toBe('');
});

it('names the kernel of a guest apart', () => {
  expect(printedWords([{ machine: older, guest: '6.12.63+deb13-amd64' }])).toBe(
    'Docker 26.1.5, Linux 6.18.44, in the guest Linux 6.12.63, x86-64, cgroup v1',
  );
});

it('tells all of a machine at the end of a chapter', () => {
  expect(machineWords(older)).toBe(
    'Docker Engine 26.1.5 with its own image store, on Linux 6.18.44 (x86-64) with cgroup version 1 and neither AppArmor nor SELinux',
  );
  expect(machineWords({ ...newer, rootless: true })).toBe(
    'Docker Engine 28.5.2 without root with containerd’s image store, on Linux 6.18.44 (x86-64) with cgroup version 2 and AppArmor',
  );
});

it('tells what one command said on another Engine, and nothing of the others', () => {
  const on = [
    { machine: older },
    { machine: newer, otherwise: [{ command: 1, exit: 127, lines: [{ line: 0, text: '{}' }] }] },
  ];
  expect(saidElsewhere(on, 1)).toEqual([{ engine: 'Docker 28.5.2', exit: 127, lines: ['{}'] }]);
  expect(saidElsewhere(on, 0)).toEqual([]);
});
