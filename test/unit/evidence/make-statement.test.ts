/** What evidence says of what was judged, and what it leaves out. */
import { describe, expect, it } from 'vitest';
import { digest } from '../../../src/evidence/digest.ts';
import { hashPerson, makeStatement } from '../../../src/evidence/make-statement.ts';
import { StatementSchema } from '../../../src/evidence/statement.ts';
import { listSubmission } from '../../../src/evidence/submission.ts';
import { extensionName, notGradedType, testResultType } from '../../../src/evidence/types.ts';
import { canonicalJson } from '../../../src/lab/general/canonical-json.ts';
import { makeFacts, makeResult, notGraded, recording } from '../../fixtures/evidence.ts';
import { makeObservation, makeObserved } from '../../fixtures/observed.ts';

const said = (facts = makeFacts()) => {
  const statement = makeStatement(facts, recording({ seq: 7, prev: digest('six') }));
  if (statement.predicateType !== testResultType) throw new Error('it was not graded');
  return statement;
};
const resultOf = (...results: Parameters<typeof makeResult>[]) => {
  const { result, passedTests, warnedTests, failedTests } = said(
    makeFacts({ results: results.map((each) => makeResult(...each)) }),
  ).predicate;
  return [result, passedTests, warnedTests, failedTests];
};

describe('what was judged', () => {
  it('is a test result about the files and the observation', () => {
    const facts = makeFacts();
    expect(said(facts)).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
      subject: [
        { name: 'submission.json', digest: { sha256: digest(facts.submission.list) } },
        { name: 'observation.json', digest: { sha256: digest(canonicalJson(facts.observation)) } },
      ],
      predicate: { configuration: [{ name: facts.lab, digest: { drydockLab1: facts.labContent } }] },
    });
  });

  it('passed, warned or failed', () => {
    expect(resultOf(['a', 'pass'], ['b', 'pass'])).toEqual(['PASSED', ['a', 'b'], [], []]);
    expect(resultOf(['a', 'pass'], ['b', 'skip', { unknown: 'host-lacks' }], ['c', 'error'])).toEqual([
      'WARNED',
      ['a'],
      ['b', 'c'],
      [],
    ]);
    expect(resultOf(['a', 'fail'], ['b', 'skip'], ['c', 'blocked'])).toEqual([
      'FAILED',
      [],
      ['b'],
      ['a', 'c'],
    ]);
    // Behind a guard that broke nothing was judged, which is ours.
    const broken = { cause: 'it threw' };
    expect(resultOf(['g', 'error', { guard: true, ...broken }], ['a', 'blocked', broken])[0]).toBe('WARNED');
  });

  it('is said of nothing that was not judged: no results have not passed', () => {
    expect(() => said(makeFacts({ results: [] }))).toThrow(
      expect.objectContaining({
        code: 'bad-evidence',
        message: expect.stringContaining('Nothing was judged'),
      }),
    );
  });

  it('says its points by check under its policy, and that nobody watched', () => {
    const { predicate } = said(makeFacts({ results: [makeResult('a', 'pass'), makeResult('b', 'error')] }));
    expect(predicate[extensionName]).toMatchObject({
      attestation: 'local',
      caveat: expect.stringContaining('Nobody watched.'),
      policy: { version: 'self-paced/1', rules: { error: 'not-counted' } },
      checks: [
        { id: 'a', status: 'pass', earned: 2, of: 2, reason: 'passed' },
        { id: 'b', status: 'error', earned: 0, of: 0, reason: 'error' },
      ],
      grade: { earned: 2, of: 2, isComplete: true },
      chain: { seq: 7, prev: digest('six') },
    });
  });

  it('says which images were stand-ins, and what the host is', () => {
    const image = {
      ...{
        id: 'sha256:aa',
        tags: [],
        digests: [],
        sizeBytes: 1,
        layers: [],
        architecture: 'amd64',
        user: '',
      },
      ...{ entrypoint: [], command: [], labels: { 'dev.drydock.stand-in': 'no registry answers' } },
    };
    const observation = makeObservation([makeObserved('web', { image })]);
    const { images, host } = said(makeFacts({ observation })).predicate[extensionName];
    expect(images.web).toMatchObject({ kind: 'image-id', standIn: true });
    const seen = observation.host.source === 'unknown' ? undefined : observation.host.value;
    expect(host?.architecture).toBe(seen?.architecture);
    expect(canonicalJson(host)).not.toContain('namespaces');
    const unseen = {
      ...observation,
      host: { source: 'unknown', reason: 'away', cause: 'not-seen' },
    } as const;
    expect(said(makeFacts({ observation: unseen })).predicate[extensionName].host).toBeNull();
  });

  it('holds no one’s id, and of two evidences nobody can tell that they are of one', () => {
    const facts = makeFacts();
    expect(canonicalJson(said(facts))).not.toContain(facts.person);
    const [one, other] = ['salt', 'another'].map((salt) => hashPerson(salt, facts.person));
    expect(one).not.toBe(other);
    expect(hashPerson('salt', facts.person)).toBe(one);
  });

  it('is read back as it was said', () => {
    for (const facts of [makeFacts(), notGraded]) {
      const statement = makeStatement(facts, recording());
      expect(StatementSchema.parse(JSON.parse(canonicalJson(statement)))).toEqual(statement);
    }
  });
});

describe('what could not be judged', () => {
  it('is a statement of its own kind about the files, with a cause and no result', () => {
    const statement = makeStatement(notGraded, recording());
    expect(statement).toMatchObject({
      predicateType: notGradedType,
      subject: [{ name: 'submission.json' }],
      predicate: { cause: 'engine-lost', tries: 3 },
    });
    expect(canonicalJson(statement)).not.toMatch(/FAILED|failedTests|earned/);
  });
});

describe('the list of what was handed in', () => {
  it('is the same in whatever order files come, and tells paths and contents apart', () => {
    const [one, two] = [Buffer.from('1'), Buffer.from('2')];
    const list = listSubmission(
      new Map([
        ['b', two],
        ['a/x', one],
      ]),
    );
    expect(list).toBe(`{"a/x":"${digest('1')}","b":"${digest('2')}"}`);
    expect(
      listSubmission(
        new Map([
          ['a/x', one],
          ['b', two],
        ]),
      ),
    ).toBe(list);
    expect(
      listSubmission(
        new Map([
          ['a/x', two],
          ['b', one],
        ]),
      ),
    ).not.toBe(list);
    expect(listSubmission(new Map([['__proto__', one]]))).toBe(`{"__proto__":"${digest('1')}"}`);
  });
});
