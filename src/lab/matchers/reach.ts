import * as z from 'zod';
import { probeMatcher } from './matcher.ts';

export const reachResult = probeMatcher({
  kind: 'reach-result',
  fields: { probe: z.string(), to: z.string(), port: z.int(), arrives: z.boolean() },
  title: ({ to, port, arrives }) =>
    arrives ? `reaches ${to} on port ${port}` : `does not reach ${to} on port ${port}`,
  expected: ({ to, port, arrives }) =>
    arrives ? `a connection to ${to} on port ${port}` : `no way to ${to} on port ${port}`,
  judge({ to, port, arrives }, { reached, error }) {
    if (reached === undefined) return { ok: false, observed: `could not be tried: ${error ?? 'no reason'}` };
    const observed = {
      arrived: `arrived at ${to} on port ${port}`,
      refused: `arrived at ${to}, where nobody listens on port ${port}`,
      shut: `did not reach ${to}`,
    }[reached];
    return { ok: reached === (arrives ? 'arrived' : 'shut'), observed };
  },
});
