import { describe, expect, it } from 'vitest';
import { service } from '../../../src/lab/authoring.ts';
import { isRight, type Quantity, type Question, readQuantity } from '../../../src/lab/checks/question.ts';
import type { ProbeResult } from '../../../src/lab/observation/probe-result.ts';
import {
  makeImageFacts,
  makeObservation,
  makeObserved,
  makeProbeResult,
  makeProcess,
  makeStopped,
} from '../../fixtures/observed.ts';

const { now } = service('web');
const rich = makeObservation([
  makeObserved('web', {
    processes: {
      source: 'kernel',
      value: [
        makeProcess({
          pid: 28_555,
          uids: [0, 100_007, 0, 0],
          uidMap: [{ inside: 0, outside: 100_000, length: 65_536 }],
          capabilities: { ...makeProcess().capabilities, bounding: ['CHOWN', 'KILL'] },
        }),
        makeProcess({ init: false, pid: 28_556 }),
      ],
    },
    imageFacts: {
      source: 'declared',
      value: makeImageFacts({ setuid: ['/a', '/b'], shells: ['/bin/sh'], libc: 'musl' }),
    },
  }),
]);

describe('readQuantity', () => {
  it.each([
    [now.capabilityCount('bounding'), '2'],
    [now.capabilityCount('effective'), '0'],
    [now.capabilityMask('bounding'), '0000000000000021'],
    [now.capabilityMask('effective'), '0000000000000000'],
    [now.hostNamespace('net'), '2'],
    [now.uid(), '7'],
    [now.hostPid(), '28555'],
    [now.processCount(), '2'],
    [now.runtime(), 'runc'],
    [now.kernelRelease(), '6.12.8'],
    [now.imageMegabytes(), '8.9'],
    [now.imageFiles(), '1204'],
    [now.imagePackages(), '1'],
    [now.imageSetuid(), '2'],
    [now.imageShells(), '1'],
    [now.imageLayers(), '2'],
    [now.imageLibc(), 'musl'],
  ] satisfies [Quantity, string][])('reads %j', (quantity, value) => {
    expect(readQuantity(quantity, rich)).toEqual({ known: true, value });
  });

  it.each([
    [now.uid(), makeObservation([]), 'there is no container of service “web”'],
    [now.uid(), makeObservation([makeStopped()]), 'it does not run'],
    [
      now.hostPid(),
      makeObservation([makeObserved('web', { processes: { source: 'kernel', value: [] } })]),
      'web does not run',
    ],
    [
      now.kernelRelease(),
      makeObservation(undefined, {
        host: { source: 'unknown', reason: 'the probe is away', cause: 'host-lacks' },
      }),
      'the probe is away',
    ],
    [
      now.hostNamespace('net'),
      makeObservation(undefined, {
        host: { source: 'unknown', reason: 'the probe is away', cause: 'host-lacks' },
      }),
      'the probe is away',
    ],
    [
      now.imageFiles(),
      makeObservation([
        makeObserved('web', { imageFacts: { source: 'unknown', reason: 'unread', cause: 'not-seen' } }),
      ]),
      'unread',
    ],
  ])('says why %j cannot be known', (quantity, observation, reason) => {
    expect(readQuantity(quantity, observation)).toMatchObject({ known: false, reason });
  });
});

describe('what a probe printed', () => {
  const prices = (word?: string): Quantity => ({
    service: 'web',
    at: 'now',
    of: { kind: 'printed', probe: 'prices', ...(word === undefined ? {} : { word }) },
  });
  const printed = (fields: Partial<ProbeResult>) =>
    makeObservation(undefined, {
      probes: { prices: makeProbeResult({ id: 'prices', kind: 'exec', ...fields }) },
    });
  const table = printed({ exitCode: 0, stdout: '  syscall 71 ns\nsyscalls 9\n' });

  it.each([
    [prices('syscall'), table, { known: true, value: '71' }],
    [prices(), printed({ exitCode: 0, stdout: '4.4.0\n' }), { known: true, value: '4.4.0' }],
    [prices('file'), table, { known: false, reason: 'no line that begins with “file” was printed' }],
    [prices(), makeObservation(), { known: false, reason: 'it was not tried' }],
    [
      prices(),
      printed({ exitCode: 1, stdout: '', stderr: 'No such file\n' }),
      { known: false, reason: 'No such file' },
    ],
    [
      prices(),
      printed({ error: 'web is not running (exited)' }),
      { known: false, reason: 'web is not running (exited)' },
    ],
  ])('%j', (quantity, observation, truth) => {
    expect(readQuantity(quantity, observation)).toMatchObject(truth);
  });
});

describe('isRight', () => {
  const question = (kind: Question['kind'], within = 0): Question => ({
    prompt: '?',
    kind,
    truth: now.uid(),
    within,
  });
  it.each([
    ['number', 0, '28555', ' 28555 ', true],
    ['number', 0, '28555', '28554', false],
    ['number', 0, '0', '0', true],
    ['number', 0, '0', '', false],
    ['number', 0, '8.9', '8,9', true],
    ['number', 0.05, '100', '105', true],
    ['number', 0.05, '100', '95 MB', true],
    ['number', 0.05, '100', '106', false],
    ['number', 0.05, '100', 'about 100', false],
    ['text', 0, '6.12.8-amd64', ' 6.12.8-AMD64 ', true],
    ['text', 0, '6.12.8-amd64', '6.12.8', false],
    ['choice', 0, 'musl', 'musl', true],
    ['choice', 0, 'musl', 'glibc', false],
  ] as const)('%s within %d of %s: %j is %s', (kind, within, truth, answer, right) => {
    expect(isRight(question(kind, within), truth, answer)).toBe(right);
  });
});
