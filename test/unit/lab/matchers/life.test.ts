import { describe, expect, it } from 'vitest';
import { life, ports } from '../../../../src/lab/matchers/life.ts';
import type { InspectedContainer } from '../../../../src/lab/observation/container.ts';
import { makeObservation, makeObserved, makeProcess } from '../../../fixtures/observed.ts';
import { makeContainer } from '../../observe/fake-engine.ts';
import { judged, judgedWhereGone } from './judged.ts';

const declared = (fields: Partial<InspectedContainer>) =>
  makeObservation([makeObserved('web', { declared: makeContainer(fields) })]);
const published = (...addresses: [hostIp: string, hostPort: number][]) =>
  declared({
    ports: addresses.map(([hostIp, hostPort]) => ({ containerPort: 80, protocol: 'tcp', hostIp, hostPort })),
  });

describe('life of a container', () => {
  it.each([
    [life.running(), declared({}), 'pass web: is running.'],
    [life.running(), declared({ status: 'paused' }), 'fail web: is paused; expected running.'],
    [
      life.running(),
      declared({ status: 'exited', exitCode: 137, oomKilled: true }),
      'fail web: is exited with status 137, killed for memory; expected running.',
    ],
    [life.healthy(), declared({ health: 'healthy' }), 'pass web: is running, healthy.'],
    [
      life.healthy(),
      declared({ health: 'none' }),
      'fail web: is running, without a health check; expected running and healthy.',
    ],
    [
      life.healthy(),
      declared({ health: 'starting' }),
      'fail web: is running, starting; expected running and healthy.',
    ],
    [life.runtime('runsc', 'kata'), declared({ runtime: 'runsc' }), 'pass web: is run by runsc.'],
    [
      life.runtime('runsc', 'kata'),
      declared({ runtime: 'runc' }),
      'fail web: is run by runc; expected runsc or kata.',
    ],
  ])('%j', (expectation, observation, wanted) => {
    expect(judged(expectation, observation)).toBe(wanted);
  });

  it('counts processes', () => {
    const two = makeObservation([
      makeObserved('web', {
        processes: {
          source: 'kernel',
          value: [makeProcess(), makeProcess({ init: false, parentPid: 4001, name: 'helper' })],
        },
      }),
    ]);
    expect(judged(life.processesAtMost(2), two)).toBe('pass web: runs 2: server and helper.');
    expect(judged(life.processesAtMost(1), two)).toBe(
      'fail web: runs 2: server and helper; expected at most 1.',
    );
  });

  it('tells a process by its id in its own pid namespace', () => {
    const nested = makeObservation([
      makeObserved('web', {
        processes: {
          source: 'kernel',
          value: [
            makeProcess({ name: 'sh' }),
            makeProcess({ init: false, parentPid: 4001, name: 'box', innerPid: 12 }),
          ],
        },
      }),
    ]);
    const named = (name: string) => judged(life.processId(1), nested, { processes: { named: name } });
    expect(named('sh')).toBe('pass web, sh (pid 1 in the container): is process 1 of its pid namespace.');
    expect(named('box')).toBe(
      'fail web, box (pid 12 in the container): is process 12 of its pid namespace; expected process id 1 in its own pid namespace.',
    );
    expect(named('bot')).toBe(
      'fail web: runs no bot, only sh and box; expected process id 1 in its own pid namespace.',
    );
  });

  it('says that an ended container is not there rather than well', () => {
    expect(judgedWhereGone(life.processesAtMost(1)).stopped).toBe(
      'fail web: is exited with status 3; expected at most 1.',
    );
    expect(judgedWhereGone(life.running())).toEqual({
      missing: 'fail There is no container of service “web”: no container runs. Expected running.',
      stopped: 'fail web: is exited with status 3; expected running.',
    });
  });
});

describe('ports', () => {
  it.each([
    [ports.unpublished(), published(), 'pass web: publishes nothing.'],
    [
      ports.unpublished(),
      published(['127.0.0.1', 8080]),
      'fail web: publishes 127.0.0.1:8080; expected no published port.',
    ],
    [
      ports.loopbackOnly(),
      published(['127.0.0.1', 8080], ['::1', 8080]),
      'pass web: publishes 127.0.0.1:8080 and ::1:8080.',
    ],
    [
      ports.loopbackOnly(),
      published(['127.0.0.1', 8080], ['', 9090]),
      'fail web: publishes 0.0.0.0:9090; expected 127.0.0.1 or ::1.',
    ],
    [ports.listening(8080), makeObservation(), 'pass web: listens on 8080.'],
    [
      ports.listening(80),
      makeObservation(),
      'fail web: listens on 8080; expected a socket listening on port 80.',
    ],
    [
      ports.notListening(8080),
      makeObservation(),
      'fail web: listens on 8080; expected nothing listening on port 8080.',
    ],
    [ports.notListening(80), makeObservation(), 'pass web: listens on 8080.'],
  ])('%j', (expectation, observation, wanted) => {
    expect(judged(expectation, observation)).toBe(wanted);
  });

  it('passes nothing where there is no container or none that runs', () => {
    expect(judgedWhereGone(ports.notListening(80)).stopped).toBe(
      'fail web: is exited with status 3; expected nothing listening on port 80.',
    );
    expect(judgedWhereGone(ports.unpublished())).toEqual({
      missing: 'fail There is no container of service “web”: no container runs. Expected no published port.',
      stopped: 'fail web: is exited with status 3; expected no published port.',
    });
  });
});
