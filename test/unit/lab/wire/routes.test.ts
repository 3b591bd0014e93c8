import { describe, expect, it } from 'vitest';
import { parseEventLine } from '../../../../src/lab/wire/events.ts';
import { type PathName, pathOf, paths, requestOf } from '../../../../src/lab/wire/paths.ts';
import { parseAnswer, routes } from '../../../../src/lab/wire/routes.ts';

describe('the table of routes', () => {
  it('has each pair of method and path once, and a row for all but streams and sockets', () => {
    const pairs = Object.values(paths).map(([method, path]) => `${method} ${path}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(
      [
        ...Object.keys(routes),
        'events',
        'mySessionEvents',
        'boardEvents',
        'sharedFiles',
        'sharedTerminal',
        'terminal',
        'showMirror',
        'watchMirror',
      ].sort(),
    ).toEqual(Object.keys(paths).sort());
  });

  it.each(Object.entries(routes))('takes a value for each blank in the path of %s', (name, row) => {
    const blanks = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, blank]) => blank);
    const params = 'request' in row && 'params' in row.request ? Object.keys(row.request.params.shape) : [];
    expect(params.sort()).toEqual(blanks.sort());
    expect([row.method, row.path]).toEqual(paths[name as PathName]);
  });

  it('reads an answer by the row of its route, and refuses another', () => {
    expect(parseAnswer('mintLogin', { url: 'http://x', more: 1 })).toEqual({ url: 'http://x' });
    expect(parseAnswer('cancelJob', undefined)).toBeUndefined();
    expect(() => parseAnswer('mintLogin', { link: 'http://x' })).toThrow();
  });
});

describe('a call', () => {
  it('fills the blanks of its path and makes the rest its query', () => {
    expect(pathOf('health')).toBe('/api/health');
    expect(pathOf('status', { lab: 'start/first-steps' })).toBe('/api/labs/start/first-steps/status');
    expect(pathOf('endTerminal', { lab: 'a/b', name: 'x/y' })).toBe('/api/labs/a/b/terminals/x%2Fy');
    expect(pathOf('readFile', { lab: 'a/b', path: 'my app/é&.txt' })).toBe(
      '/api/labs/a/b/file?path=my%20app%2F%C3%A9%26.txt',
    );
    expect(pathOf('lab', { lab: '../x?y' })).toBe('/api/labs/../x%3Fy');
  });

  it('goes out with its body as JSON, and says so', () => {
    expect(requestOf('openHint', { lab: 'a/b', body: { task: 'drop' } })).toEqual({
      method: 'POST',
      path: '/api/labs/a/b/hints',
      headers: { 'content-type': 'application/json' },
      keepalive: false,
      body: '{"task":"drop"}',
    });
    expect(
      requestOf('saveFile', { lab: 'a/b', path: 'x', headers: { 'if-match': 'r' }, keepalive: true }),
    ).toEqual({
      method: 'PUT',
      path: '/api/labs/a/b/file?path=x',
      headers: { 'if-match': 'r' },
      keepalive: true,
    });
  });
});

it('an event is read from the line of its data, and no other', () => {
  expect(parseEventLine('event: output')).toBeUndefined();
  expect(parseEventLine(': still here')).toBeUndefined();
  expect(parseEventLine('data: {"type":"output","job":"1","text":"x"}')).toEqual({
    type: 'output',
    job: '1',
    text: 'x',
  });
  expect(() => parseEventLine('data: {"type":"gossip"}')).toThrow();
});
