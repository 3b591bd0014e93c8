import { describe, expect, it } from 'vitest';
import { kernelOf, service } from '../../../../src/lab/authoring.ts';
import type { ObservedContainer } from '../../../../src/lab/observation/observation.ts';
import type { ProbeResult } from '../../../../src/lab/observation/probe-result.ts';
import { makeObservation, makeObserved, makeProbeResult, makeProcess } from '../../../fixtures/observed.ts';
import { judged } from './judged.ts';

const own = { kind: 'kernel', probe: 'kernel-web', own: true } as const;
const hosts = { ...own, own: false };

const hidden: Partial<ObservedContainer> = { processes: { source: 'sandbox', value: [makeProcess()] } };
const unseen: Partial<ObservedContainer> = {
  processes: { source: 'unknown', reason: 'it has no cat', cause: 'not-seen' },
};
const saying = (release: string, container: Partial<ObservedContainer> = {}) =>
  answering({ exitCode: 0, stdout: `${release}\n` }, container);
const answering = (result: Partial<ProbeResult>, container: Partial<ObservedContainer> = {}) =>
  makeObservation([makeObserved('web', container)], {
    probes: { 'kernel-web': makeProbeResult({ id: 'kernel-web', kind: 'exec', ...result }) },
  });

describe('whose kernel', () => {
  it.each([
    [own, saying('4.4.0', hidden), 'pass web: runs on a kernel of its own, 4.4.0; the host’s is 6.12.8.'],
    [own, saying('4.4.0', unseen), 'pass web: runs on a kernel of its own, 4.4.0; the host’s is 6.12.8.'],
    [own, saying('6.12.8'), 'fail web: runs on the host’s kernel, 6.12.8; expected a kernel of its own.'],
    [hosts, saying('6.12.8'), 'pass web: runs on the host’s kernel, 6.12.8.'],
    [
      hosts,
      saying('4.4.0', hidden),
      'fail web: runs on a kernel of its own, 4.4.0; the host’s is 6.12.8; expected the kernel of the host.',
    ],
    [
      own,
      saying('4.4.0'),
      'fail web: says that its kernel is 4.4.0, but its processes are the host’s; expected a kernel of its own.',
    ],
    [
      own,
      saying('6.12.8', hidden),
      'fail web: is not seen among the host’s processes, but says that its kernel is the host’s, 6.12.8; expected a kernel of its own.',
    ],
    [
      own,
      answering({ exitCode: 127, stderr: 'uname: not found\n' }),
      'fail web: could not be asked for its kernel: uname: not found; expected a kernel of its own.',
    ],
  ])('%j', (expectation, observation, wanted) => {
    expect(judged(expectation, observation)).toBe(wanted);
  });

  it('is not known before it was asked, nor where the host’s is not known', () => {
    expect(judged(own, makeObservation())).toMatch(/^skip .*when you press Check/);
    const away = makeObservation(undefined, {
      host: { source: 'unknown', reason: 'the probe is away', cause: 'host-lacks' },
    });
    expect(judged(own, away)).toMatch(/^skip .*the probe is away/);
  });

  it('is asked by a probe that comes with the word', () => {
    const { data, probes } = kernelOf(service('web')).own();
    expect(data.expect).toEqual({ ...own, probe: probes[0]?.id });
    expect(probes).toMatchObject([{ service: 'web', argv: ['uname', '-r'] }]);
  });
});
