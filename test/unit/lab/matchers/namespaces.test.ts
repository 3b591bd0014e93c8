import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judgeExpectation } from '../../../../src/lab/checks/judge-expectation.ts';
import { apart, shares } from '../../../../src/lab/matchers/namespaces.ts';
import type { Observation } from '../../../../src/lab/observation/observation.ts';

const recorded = (state: string): Observation =>
  JSON.parse(
    readFileSync(
      new URL(`../../../../src/site/recorded/base-images/distroless/${state}.json`, import.meta.url),
      'utf8',
    ),
  );
const debug = { service: 'debug', processes: 'init', acceptDeclared: false } as const;

describe('a namespace that is to be shared', () => {
  it('is the one of the other service', () => {
    const verdict = judgeExpectation(shares('pid').with({ name: 'bot' }), debug, recorded('solution'), {});
    expect(verdict).toMatchObject({
      status: 'pass',
      message: expect.stringMatching(/^debug, sleep .*: shares the pid namespace with bot\.$/),
    });
  });

  it('is told from one of its own', () => {
    const verdict = judgeExpectation(shares('pid').with({ name: 'bot' }), debug, recorded('start'), {});
    expect(verdict).toMatchObject({ status: 'fail' });
    expect(verdict.message).toContain('apart from bot');
  });

  it.each([shares('pid').with({ name: 'bot' }), apart('pid').from({ name: 'bot' })])(
    'fails where nobody is there to compare with',
    (expectation) => {
      const seen = recorded('solution');
      const alone = { ...seen, containers: seen.containers.filter(({ service }) => service !== 'bot') };
      const verdict = judgeExpectation(expectation, debug, alone, {});
      expect(verdict).toMatchObject({ status: 'fail' });
      expect(verdict.message).toContain('no running container of bot');
    },
  );
});
