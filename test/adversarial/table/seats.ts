/** Attacks from inside a seat, and loads in it. */
import type { Row } from './row.ts';

export const seatsRows: readonly Row[] = [
  [60, 'a fork bomb', 'ends at its limit, the neighbour is not slower', { claimedBy: ['rootless'] }],
  [61, 'a program that takes all memory', 'its own seat alone lacks some', { claimedBy: ['rootless'] }],
  [62, '`yes` for a minute', 'memory of the server bounded, Ctrl-C within a second'],
  [
    63,
    'a page that reads slowly',
    'held back, then cut; others not disturbed',
    { tests: ['test/adversarial/fault'] },
  ],
  [64, 'a flood of logs', 'disk bounded'],
  [65, 'a seat that fills its disk', 'no space inside, enough outside', { claimedBy: ['rootless'] }],
  [
    85,
    'ways out: release_agent, sysrq, raw disk, core_pattern',
    'the canary of the host is untouched',
    { claimedBy: ['rootless'] },
  ],
  [
    86,
    'a seat that looks for others, for the server, for metadata',
    'reaches none',
    { claimedBy: ['rootless'] },
  ],
  [177, 'looks that try HTTP, one a second', 'one process in the workbench, begun again where it dies'],
  [188, 'a look at what is being let go of', 'no process is left behind; the next seat is looked at'],
];
