import { describe, expect, it } from 'vitest';
import { reach, service, tried } from '../../../../src/lab/authoring.ts';
import type { InspectedContainer } from '../../../../src/lab/observation/container.ts';
import type { ProbeResult } from '../../../../src/lab/observation/probe-result.ts';
import type { Probe } from '../../../../src/lab/ports/seat.ts';
import { tryProbes } from '../../../../src/observe/probe/active-probes.ts';
import { makeObservation, makeObserved } from '../../../fixtures/observed.ts';
import { FakeEngine, makeContainer } from '../../observe/fake-engine.ts';
import { judged } from '../matchers/judged.ts';

const way = reach(service('web'), service('db'), 5432);
const [arrives, isShut] = [tried(way.arrives()), tried(way.isShut())];
const [probe = expect.unreachable('nothing is tried')] = arrives.probes;
const network = (ipv4: string) => ({ name: 'n', id: 'n', ipv4, aliases: [] });
const db = (fields: Partial<InspectedContainer> = {}) =>
  makeContainer({ service: 'db', id: 'd1', networks: [network('10.0.1.2')], ...fields });

async function tryIt(
  containers: readonly InspectedContainer[],
  ...lines: readonly string[]
): Promise<{ result: ProbeResult | undefined; asked: readonly string[] }> {
  const asked: string[] = [];
  const line: Probe = {
    ask: async (request) => {
      asked.push(request);
      return [
        'probe 1',
        ...lines.flatMap((each, index) => [`target ${index}`, 'took 3', each]),
        'end',
        '',
      ].join('\n');
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const tools = {
    engine: new FakeEngine().port,
    openHttpProbe: undefined,
    openProbe: async () => line,
    now: () => new Date(0),
  };
  const results = await tryProbes([probe], containers, tools);
  return { result: results[probe.id], asked };
}

const verdict = (check: typeof arrives, result: ProbeResult | undefined) => {
  if (!check.data.expect || !result) throw new Error('nothing to judge');
  return judged(check.data.expect, makeObservation([makeObserved()], { probes: { [probe.id]: result } }));
};

describe('case 278: a connection to another service', () => {
  it('is tried from the network of the one to each address of the other', async () => {
    const two = db({ networks: [network('10.0.1.2'), network('10.0.2.2')] });
    const { result, asked } = await tryIt(
      [makeContainer({ initPid: 77 }), two],
      'reached shut',
      'reached arrived',
    );
    expect(asked).toEqual(['reach 2000:77:10.0.1.2:5432 2000:77:10.0.2.2:5432']);
    expect(verdict(arrives, result)).toBe('pass web: arrived at db on port 5432.');
    expect(verdict(isShut, result)).toMatch(/^fail .*arrived at db/);
  });

  it('is not shut by nobody listening there', async () => {
    const { result } = await tryIt([makeContainer(), db()], 'reached refused');
    expect(verdict(isShut, result)).toMatch(/^fail .*where nobody listens on port 5432/);
    expect(verdict(arrives, result)).toMatch(/^fail/);
  });

  it('is shut where no packet gets there, and not where one way could not be tried', async () => {
    const { result } = await tryIt([makeContainer(), db()], 'reached shut');
    expect(verdict(isShut, result)).toMatch(/^pass .*did not reach db/);
    const two = db({ networks: [network('10.0.1.2'), network('10.0.2.2')] });
    const half = await tryIt([makeContainer(), two], 'reached shut', 'error it could not be tried in time');
    expect(verdict(isShut, half.result)).toMatch(/^fail .*could not be tried/);
  });

  it('is not shut by IPv4 alone where they meet on a network with IPv6', async () => {
    const { result } = await tryIt([makeContainer(), db()], 'reached shut');
    const { expect: expectation } = isShut.data;
    if (!expectation || !result) throw new Error('nothing to judge');
    const on = (id: string, ipv6: string) => ({ ...network('10.0.1.2'), id, ipv6 });
    const judgedOn = (...there: ReturnType<typeof on>[]) => {
      const web = makeObserved('web', { declared: makeContainer({ networks: [on('shared', 'fd00::3')] }) });
      const other = { ...makeObserved('db'), service: 'db', declared: db({ networks: there }) };
      return judged(expectation, makeObservation([web, other], { probes: { [probe.id]: result } }));
    };
    expect(judgedOn(on('shared', 'fd00::2'))).toMatch(/^fail .*IPv6/);
    expect(judgedOn(on('shared', ''))).toMatch(/^pass/);
    expect(judgedOn(on('apart', 'fd01::2'))).toMatch(/^pass/);
  });

  it('says nothing of a service that is not there', async () => {
    for (const containers of [[makeContainer()], [makeContainer(), db({ status: 'exited' })]]) {
      const { result, asked } = await tryIt(containers);
      expect(asked).toEqual([]);
      expect(verdict(isShut, result)).toMatch(/^fail .*db does not run/);
    }
  });

  it('is skipped where the probe may not enter networks', async () => {
    const { result } = await tryIt([makeContainer(), db()], 'error its network could not be entered: EPERM');
    expect(verdict(isShut, result)).toMatch(/^skip .*could not be entered/);
  });
});
