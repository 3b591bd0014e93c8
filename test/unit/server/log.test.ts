import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { makeLog } from '../../../src/server/log.ts';

test('what is secret by its name does not reach the log', () => {
  let text = '';
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      text += chunk;
      done();
    },
  });
  const log = makeLog({ destination });
  log.info(
    {
      token: 'S3CRET',
      session: { key: 'S3CRET' },
      headers: { authorization: 'S3CRET' },
      req: { headers: { a: 'S3CRET' } },
    },
    'x',
  );
  log.debug('not at this level');
  expect(text).not.toContain('S3CRET');
  expect(JSON.parse(text)).toMatchObject({
    msg: 'x',
    token: '[Redacted]',
    time: expect.stringMatching(/Z$/),
  });
});
