import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { http, program, service } from '../../../../src/lab/authoring.ts';
import type { CheckDraft } from '../../../../src/lab/checks/check-draft.ts';
import { nonceOf, nonceVars } from '../../../../src/lab/checks/nonce.ts';
import type { ProbeResult } from '../../../../src/lab/observation/probe-result.ts';
import { tryProbes } from '../../../../src/observe/probe/active-probes.ts';
import { makeObservation, makeObserved, makeProbeResult } from '../../../fixtures/observed.ts';
import { FakeEngine } from '../../observe/fake-engine.ts';
import { judged } from '../matchers/judged.ts';

const web = service('web');

describe('a nonce', () => {
  it('is twelve letters and digits, and what can be made of them', () => {
    const nonce = nonceOf(new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]));
    expect(nonce).toMatch(/^[a-z2-9]{12}$/);
    expect(nonceVars(nonce)).toEqual({
      nonce,
      nonce_upper: nonce.toUpperCase(),
      nonce_reversed: [...nonce].reverse().join(''),
      nonce_sha256: createHash('sha256').update(nonce).digest('hex'),
    });
  });

  it('is drawn for each try, and told with its result', async () => {
    const { probe } = program(web, ['digest', '{{nonce}}', '{{other}}']);
    const engine = new FakeEngine();
    const tools = { engine: engine.port, openHttpProbe: undefined, now: () => new Date(0) };
    const tries = [
      await tryProbes([probe], engine.containers, tools),
      await tryProbes([probe], engine.containers, tools),
    ];
    const nonces = tries.map((results) => results[probe.id]?.nonce);
    expect(new Set(nonces).size).toBe(2);
    expect(engine.runs).toEqual(nonces.map((nonce) => ['digest', nonce, '{{other}}']));
    const plain = program(web, ['true']).probe;
    expect(await tryProbes([plain], engine.containers, tools)).not.toHaveProperty(`${plain.id}.nonce`);
  });
});

describe('case 275: a guard that wants work done on what is drawn', () => {
  const verdict = ({ data, probes }: CheckDraft, fields: Partial<ProbeResult>) => {
    const [probe] = probes;
    if (!data.expect || !probe) throw new Error('no expectation');
    const result = makeProbeResult({ id: probe.id, kind: probe.kind, ...fields });
    const observation = makeObservation([makeObserved()], { probes: { [probe.id]: result } });
    return judged(data.expect, observation, { vars: { word: 'mira-toba' } });
  };
  const reversed = http(web, 80, '/{{nonce}}').says('{{word}} {{nonce_reversed}}');
  const answer = (nonce: string, body: string) => verdict(reversed, { status: 200, nonce, body });

  it('holds for who did it, and for nobody who knows an earlier answer', () => {
    expect(answer('abc', 'mira-toba cba')).toMatch(/^pass/);
    expect(answer('xyz', 'mira-toba cba')).toMatch(
      /^fail .*“mira-toba cba”; expected status 200 with “mira-toba ‹what is drawn, reversed›”/,
    );
    expect(answer('abc', 'mira-toba abc')).toMatch(/^fail/);
    expect(answer('abc', 'mira-toba {{nonce_reversed}}')).toMatch(/^fail/);
  });

  it('says in words what is expected where nobody was asked', () => {
    const { expect: expectation } = reversed.data;
    if (!expectation) throw new Error('no expectation');
    expect(judged(expectation, makeObservation([]), { vars: { word: 'mira-toba' } })).toContain(
      'Expected status 200 with “mira-toba ‹what is drawn, reversed›”.',
    );
  });

  it('tells the same at each look, so that nobody is sent it anew', () => {
    expect(answer('abc', 'mira-toba cba')).toBe(answer('xyz', 'mira-toba zyx'));
    expect(answer('abc', 'you said abc')).toBe(answer('xyz', 'you said xyz'));
    expect(answer('abc', 'you said abc')).toContain('“you said ‹what is drawn›”');
  });

  it('does not hold where nothing was drawn', () => {
    expect(() => verdict(reversed, { status: 200, body: 'mira-toba {{nonce_reversed}}' })).toThrow('drawn');
  });

  it('holds of a program in the same way', () => {
    const digest = program(web, ['sum', '{{nonce}}']).prints('{{nonce_sha256}}');
    const { nonce_sha256: sum = '' } = nonceVars('abc');
    expect(verdict(digest, { exitCode: 0, nonce: 'abc', stdout: `${sum}  -\n` })).toMatch(/^pass/);
    expect(verdict(digest, { exitCode: 0, nonce: 'xyz', stdout: `${sum}  -\n` })).toMatch(
      /^fail .*expected exit status 0 and the answer to what Check has drawn/,
    );
  });
});
