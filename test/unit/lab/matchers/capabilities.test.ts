import { describe, expect, it } from 'vitest';
import { caps } from '../../../../src/lab/matchers/capabilities.ts';
import {
  capabilitiesOfMask,
  capabilityNames,
  maskOfCapabilities,
} from '../../../../src/lab/observation/capabilities.ts';
import { makeObservation, makeObserved, makeProcess } from '../../../fixtures/observed.ts';
import { judged, judgedWhereGone } from './judged.ts';

const holding = (...names: (typeof capabilityNames)[number][]) =>
  makeObservation([
    makeObserved('web', {
      processes: {
        source: 'kernel',
        value: [makeProcess({ capabilities: { ...makeProcess().capabilities, effective: names } })],
      },
    }),
  ]);

describe('capabilities', () => {
  it.each([
    [caps.effective.none(), [], 'pass web, server (pid 1 in the container): effective holds none.'],
    [
      caps.effective.none(),
      ['CHOWN', 'NET_RAW'],
      'fail web, server (pid 1 in the container): effective holds CHOWN and NET_RAW; expected none.',
    ],
    [
      caps.effective.within('NET_BIND_SERVICE'),
      ['NET_BIND_SERVICE'],
      'pass web, server (pid 1 in the container): effective holds NET_BIND_SERVICE.',
    ],
    [
      caps.effective.within('NET_BIND_SERVICE'),
      ['NET_BIND_SERVICE', 'KILL'],
      'fail web, server (pid 1 in the container): effective holds KILL; expected at most NET_BIND_SERVICE.',
    ],
    [
      caps.effective.without('SYS_ADMIN'),
      ['SYS_ADMIN', 'KILL'],
      'fail web, server (pid 1 in the container): effective holds SYS_ADMIN; expected no SYS_ADMIN.',
    ],
    [
      caps.effective.including('KILL'),
      ['CHOWN'],
      'fail web, server (pid 1 in the container): effective holds CHOWN; expected KILL.',
    ],
  ] as const)('%j of %j', (expectation, names, wanted) => {
    expect(judged(expectation, holding(...names))).toBe(wanted);
  });

  it('looks at the set that it names', () => {
    expect(judged(caps.bounding.none(), holding('CHOWN'))).toMatch(/^pass .*bounding holds none/);
  });

  it('passes nothing where there is no container or none that runs', () => {
    expect(judgedWhereGone(caps.effective.none())).toEqual({
      missing: 'fail There is no container of service “web”: no container runs. Expected none.',
      stopped: 'fail web: is exited with status 3; expected none.',
    });
  });

  it('reads names off the mask of /proc/PID/status', () => {
    expect(capabilitiesOfMask('0000000000000000')).toEqual([]);
    expect(capabilitiesOfMask('0000000000000401')).toEqual(['CHOWN', 'NET_BIND_SERVICE']);
    // Docker's default fourteen.
    expect(capabilitiesOfMask('00000000a80425fb')).toHaveLength(14);
    expect(capabilitiesOfMask('000001ffffffffff')).toEqual(capabilityNames);
    expect(maskOfCapabilities([])).toBe('0000000000000000');
    expect(maskOfCapabilities(capabilitiesOfMask('00000000a80425fb'))).toBe('00000000a80425fb');
    expect(maskOfCapabilities(capabilityNames)).toBe('000001ffffffffff');
  });
});
