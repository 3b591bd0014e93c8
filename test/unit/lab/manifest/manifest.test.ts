import { describe, expect, it } from 'vitest';
import { DrydockError, reportError } from '../../../../src/lab/errors.ts';
import { askedFactsOf } from '../../../../src/lab/manifest/manifest.ts';
import { lineOf } from '../../../../src/lab/manifest/manifest-error.ts';
import { parseManifest } from '../../../../src/lab/manifest/parse-manifest.ts';
import { nearest } from '../../../../src/lab/nearest.ts';
import { expectGolden, formatReport } from '../../../fixtures/golden.ts';
import { input, makeManifest } from '../../../fixtures/manifest.ts';

const file = 'labs/shop/web/lab.ts';
const withStates = (change: object) => ({ ...input, states: { ...input.states, ...change } });
const withTask = (change: object) => ({
  ...input,
  tasks: { ...input.tasks, user: { ...input.tasks.user, ...change } },
});
const withCheck = (change: object) => ({
  ...input,
  checks: { ...input.checks, sealed: { ...input.checks.sealed, ...change } },
});
const { minutes: _, ...untimed } = input;

/** What an author may get wrong, one thing each; the file of the name has what is said. */
const wrong: Readonly<Record<string, unknown>> = {
  'nothing-exported': undefined,
  'unknown-field': { ...untimed, mintues: 12 },
  'unknown-field-like-no-other': { ...input, zebra: true },
  'unknown-field-of-a-task': withTask({ hint: ['a'] }),
  'field-missing': untimed,
  'number-out-of-range': { ...input, minutes: 600 },
  'word-that-is-none-of-them': { ...input, level: 'hard' },
  'id-with-capitals': { ...input, tasks: { ...input.tasks, 'Drop All': { title: 'x' } } },
  'matcher-of-no-kind': withCheck({ expect: { kind: 'root-readonly', readOnly: true } }),
  'capability-of-no-kernel': withCheck({
    expect: { kind: 'capabilities', set: 'effective', rule: 'within', names: ['NET_ADMN'] },
  }),
  'grant-of-no-key': { ...input, grants: [{ service: 'web', key: 'cap_ad', value: 'SYSLOG', words: 'x' }] },
  'grant-of-a-way-out': {
    ...input,
    grants: [{ service: '*', key: 'egress', value: '10.0.0.0/8', words: 'the lab may reach your network' }],
  },
  'nonce-that-nobody-draws': {
    ...input,
    guards: {
      serves: {
        ...input.guards.serves,
        expect: { kind: 'http-answer', probe: input.probes?.[0]?.id, includes: '{{nonce_upper}}' },
      },
    },
  },
  'value-named-like-what-is-drawn': { ...input, vars: { nonce: { kind: 'word' } } },
  'negative-points': withCheck({ points: -1 }),
  'edit-of-no-kind': withStates({
    solution: { edits: [{ kind: 'append', file: 'compose.yaml', text: 'x' }] },
  }),
  'task-names-unknown-check': withTask({ checks: ['notroot'] }),
  'task-names-unknown-question': withTask({ questions: ['weight'] }),
  'check-of-no-task': withTask({ checks: [] }),
  'check-and-guard-of-one-name': { ...input, guards: { sealed: input.guards.serves } },
  'probe-that-is-not-there': { ...input, probes: [] },
  'custom-check-that-is-not-there': withCheck({ expect: undefined, custom: 'mine' }),
  'mistake-fails-unknown-check': withStates({ mistakes: { bad: { fails: { seald: 'x' } } } }),
  'mistake-from-nowhere': withStates({ mistakes: { bad: { from: 'solutoin', fails: {} } } }),
  'answer-from-nowhere': withStates({ accepts: { other: { from: 'the-moon' } } }),
  'solution-from-nowhere': withStates({ solution: { from: 'by-nam' } }),
  'state-from-itself': withStates({ solution: { from: 'by-name' } }),
  'two-states-of-one-name': withStates({ scenes: { 'group-only': {} } }),
  'state-named-start': withStates({ accepts: { start: {} } }),
};

function explain(manifest: unknown) {
  const text = JSON.stringify(manifest, null, 2);
  try {
    parseManifest(manifest, { id: 'shop/web', file, ...(text === undefined ? {} : { text }) });
  } catch (error) {
    expect(error).toBeInstanceOf(DrydockError);
    return reportError(error);
  }
  throw new Error('it was taken for right');
}

describe('parseManifest', () => {
  it('fills in what may be left out', () => {
    expect(makeManifest()).toMatchObject({
      id: 'shop/web',
      seat: 'any',
      scope: 'project',
      opens: 'compose.yaml',
      after: [],
      needs: { runtimes: [] },
      states: { solution: { from: 'start' }, scenes: { 'user-only': { shared: [], images: [] } } },
    });
  });

  it('gives data that can be printed and read again', () => {
    const { id, customChecks, ...data } = makeManifest();
    expect(parseManifest(JSON.parse(JSON.stringify(data)), { id, file })).toEqual({
      ...data,
      id,
      customChecks,
    });
  });

  it.each(Object.entries(wrong))('says what is wrong: %s', (name, manifest) => {
    const report = explain(manifest);
    expect(report).toMatchObject({ code: 'bad-manifest', place: { file } });
    expectGolden(`manifest/${name}.txt`, formatReport(report));
  });

  it('tells all that is wrong at once', () => {
    const checks = { ...input.checks, 'nobody-asks': input.checks.sealed };
    const tasks = { ...input.tasks, root: { title: 'Root', checks: ['seal'] } };
    const report = explain({ ...input, checks, tasks });
    expect(report.problems?.map(({ message }) => message)).toEqual([
      'tasks.root.checks of labs/shop/web/lab.ts names the check “seal”, which is not there.',
      '“nobody-asks” of labs/shop/web/lab.ts belongs to no task, so no page would show it.',
    ]);
    expect(explain({ ...input, minutes: 'ten', level: 'hard' }).problems).toHaveLength(2);
  });

  it('lets a task say where its checks are explained', () => {
    const { user } = input.tasks;
    const tasks = { ...input.tasks, user: { title: '', ...user, readMore: '/start/#user' } };
    const { checks } = makeManifest({ tasks });
    expect(checks['not-root']?.readMore).toBe('/start/#user');
    expect(checks.sealed?.readMore).toBeUndefined();
  });

  it('names the line on which the wrong word stands', () => {
    const report = explain(wrong['task-names-unknown-check']);
    expect(report.fix).toBe('Did you mean “not-root”?');
    const text = JSON.stringify(wrong['task-names-unknown-check'], null, 2).split('\n');
    expect(text[(report.place?.line ?? 0) - 1]).toContain('"notroot"');
  });
});

describe('nearest', () => {
  const known = ['solution', 'mistakes', 'minutes', 'why'];
  it.each([
    ['mintues', 'minutes'],
    ['solutions', 'solution'],
    ['wyh', 'why'],
    ['zebra', undefined],
    ['', undefined],
  ])('to %j is %j', (word, wanted) => {
    expect(nearest(word, known)).toBe(wanted);
  });

  it('is none of none', () => {
    expect(nearest('word', [])).toBeUndefined();
  });
});

describe('lineOf', () => {
  const text = "a: 'not-root',\nnot: 1,\nb: 'x.y',\n";
  it.each([
    ['not', 2],
    ['not-root', 1],
    ['x.y', 3],
    ['missing', undefined],
  ])('of %j is %j', (word, line) => {
    expect(lineOf(text, word)).toBe(line);
  });

  it('is unknown where there is no text', () => {
    expect(lineOf(undefined, 'a')).toBeUndefined();
  });
});

describe('askedFactsOf', () => {
  const imageCheck = { ...input.checks.sealed, expect: { kind: 'libc', is: 'musl' } };
  const asks = (change: Partial<typeof input>) => askedFactsOf(makeManifest(change), { token: 'mira-toba' });
  it('asks for images to be read only where a check or a question looks into one', () => {
    expect(asks({})).toEqual({ facts: [], images: undefined, abilities: [] });
    expect(asks(withCheck(imageCheck) as typeof input).images).toEqual({ texts: [] });
    const question = { prompt: 'How big?', kind: 'number', within: 0.1 } as const;
    const truth = { service: 'web', at: 'now', of: { kind: 'image-megabytes' } } as const;
    expect(asks({ questions: { uid: { ...question, truth } } }).images).toEqual({ texts: [] });
  });

  it('asks for what matchers say that they want, with the learner’s values in it', () => {
    const text = withCheck({ expect: { kind: 'image-text', text: '{{token}}' } }) as typeof input;
    expect(asks(text).images).toEqual({ texts: ['mira-toba'] });
    const elsewhere = withCheck({ processes: 'every' }) as typeof input;
    expect(asks(elsewhere).facts).toEqual(['namespaces']);
    const bpf = withCheck({
      expect: { kind: 'bpf-attached', types: ['lsm'] },
      needs: { bpf: ['lsm'] },
    }) as typeof input;
    expect(asks(bpf)).toEqual({ facts: ['bpf'], images: undefined, abilities: ['bpf-lsm'] });
  });
});
