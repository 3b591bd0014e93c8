import { expect, it } from 'vitest';
import type { Json } from '../../../src/gate/json.ts';
import { judgeModel } from '../../../src/gate/judge-model.ts';
import type { OverwrittenKey } from '../../../src/lab/manifest/overwritten-keys.ts';

const judge = (logging: Json, reads: OverwrittenKey[] = ['logging']) =>
  judgeModel({
    model: { services: { web: { image: 'x', logging } } },
    project: 'p',
    workspacePath: '/w',
    grants: [],
    reads: new Set(reads),
    entries: new Map(),
  });
const problemsOf = (logging: Json) => judge(logging).problems.map(({ path }) => path.slice(2).join('.'));

it('keeps what bounds a log where a check judges that', () => {
  const logging = { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } };
  const { problems, allowed } = judge(logging);
  expect(problems).toEqual([]);
  expect(allowed).toMatchObject({ services: { web: { logging } } });
  for (const driver of ['local', 'none', 'json-file']) expect(problemsOf({ driver })).toEqual([]);
  expect(problemsOf({ options: { 'max-size': '1m' } })).toEqual([]);
});

it('refuses drivers that send output elsewhere, and options that are none of a bound', () => {
  expect(problemsOf({ driver: 'syslog', options: { 'syslog-address': 'tcp://198.51.100.1:514' } })).toEqual([
    'logging.driver',
    'logging.options.syslog-address',
  ]);
  expect(problemsOf({ driver: 'local', options: { 'max-size': '1m', labels: 'a' } })).toEqual([
    'logging.options.labels',
  ]);
});

it('replaces it where no check judges it', () => {
  const { problems, allowed } = judge({ driver: 'syslog' }, []);
  expect(problems).toEqual([]);
  expect(allowed).toMatchObject({ services: { web: { logging: { driver: 'local' } } } });
});

it.each([
  ['max-size', '100m', true],
  ['max-size', '1048576', true],
  ['max-size', '64 KiB', true],
  ['max-size', '1000g', false],
  ['max-size', '-1', false],
  ['max-size', 'much', false],
  ['max-file', '10', true],
  ['max-file', 3, true],
  ['max-file', '1000000000', false],
  ['max-file', '0', false],
  ['max-file', '1e1', false],
])('bounds what a log takes: %s of %s', (name, value, isAllowed) => {
  expect(problemsOf({ driver: 'json-file', options: { [name]: value } })).toEqual(
    isAllowed ? [] : [`logging.options.${name}`],
  );
});
