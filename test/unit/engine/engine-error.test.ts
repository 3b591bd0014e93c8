import { describe, expect, it } from 'vitest';
import { explainEngineError, readComplaint } from '../../../src/engine/engine-error.ts';
import { explainPullFailure } from '../../../src/engine/registry.ts';

const context = { doing: 'start container web', engine: 'unix:///x.sock' };

/** As docker-modem throws it. */
function refusal(statusCode: number, message: string): Error {
  return Object.assign(new Error(`(HTTP code ${statusCode}) unexpected - ${message} `), {
    statusCode,
    json: { message },
  });
}

describe('explainEngineError', () => {
  it.each([
    ['ECONNREFUSED', 'engine-lost'],
    ['ECONNRESET', 'engine-lost'],
    ['EPIPE', 'engine-lost'],
    ['ENOENT', 'engine-lost'],
    ['EACCES', 'engine-absent'],
    ['ABORT_ERR', 'cancelled'],
  ])('takes %s for %s', (code, wanted) => {
    const error = explainEngineError(Object.assign(new Error('x'), { code }), context);
    expect(error).toMatchObject({ code: wanted });
    expect(error.cause).toBeDefined();
  });

  it('takes a container that is being started again for an engine that comes back', () => {
    const words = 'Container a87c is restarting, wait until the container is running';
    expect(
      explainEngineError(refusal(409, words), { ...context, doing: 'run stat in container a87c' }),
    ).toMatchObject({
      code: 'engine-lost',
      fix: expect.stringContaining('by itself'),
    });
  });

  it("gives the Engine's own words, without those of the library", () => {
    const error = explainEngineError(refusal(500, 'driver failed programming'), context);
    expect(error.code).toBe('engine-failed');
    expect(error.message).toBe('The Docker Engine could not start container web: driver failed programming');
    expect(explainEngineError(refusal(404, 'No such container: web'), context).code).toBe('not-found');
  });
});

describe('readComplaint', () => {
  it.each([
    [
      'driver failed programming external connectivity on endpoint web (52e): Bind for 0.0.0.0:8080 failed: port is already allocated',
      '8080',
    ],
    ['failed to bind host port for 127.0.0.1:18473:172.18.0.2:8080/tcp: address already in use', '18473'],
    ['Error starting userland proxy: listen tcp4 127.0.0.1:443: bind: address already in use', '443'],
    ['listen tcp [::]:53: bind: address already in use', '53'],
  ])('names the port of %j', (text, port) => {
    const complaint = readComplaint(`Error response from daemon: ${text}`);
    expect(complaint).toMatchObject({
      code: 'port-taken',
      message: `Port ${port} of the Docker host is taken.`,
    });
    expect(complaint?.fix).toContain(port);
  });

  it('knows a full disk and a missing image', () => {
    expect(readComplaint('write /var/lib/docker/x: no space left on device')).toMatchObject({
      code: 'disk-full',
    });
    expect(readComplaint('No such image: alpine:3.22')).toMatchObject({
      code: 'image-unavailable',
      message: 'The image alpine:3.22 is not in the Docker Engine.',
    });
    expect(readComplaint('something else')).toBeUndefined();
  });
});

describe('explainPullFailure', () => {
  const explain = (message: string) => explainPullFailure(new Error(message), 'gcr.io/x/y:1', context);

  it('case 77: says whether the registry answered', () => {
    const silent = explain('Get "https://gcr.io/v2/": dial tcp: lookup gcr.io on 1.1.1.1:53: no such host');
    expect(silent).toMatchObject({
      code: 'image-unavailable',
      message: expect.stringMatching(/^The registry gcr\.io could not be reached/),
    });
    const refused = explain('manifest for gcr.io/x/y:1 not found: manifest unknown');
    expect(refused).toMatchObject({
      code: 'image-unavailable',
      message: expect.stringMatching(/^The registry gcr\.io answered/),
    });
  });

  it('leaves a full disk a full disk', () => {
    expect(explain('failed to register layer: no space left on device').code).toBe('disk-full');
  });
});
