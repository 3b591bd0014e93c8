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
  [
    178,
    'HEAD for a stream of events, again and again',
    'no place is held',
    { tests: ['test/adversarial/door'] },
  ],
  [
    179,
    'refused upgrades that never hang up',
    'let go of; others get in',
    { tests: ['test/adversarial/door'] },
  ],
  [
    181,
    'observations, pages and shells by the thousand',
    'no process, descriptor or stream more than before',
  ],
  [
    182,
    'a seat writes into the log of its own container outside',
    'two files, whatever it writes',
    { claimedBy: ['rootless'] },
  ],
  [
    183,
    'the server’s log is flooded',
    'bounded, and says where what was before is',
    { tests: ['test/unit/server'] },
  ],
  [
    189,
    'containers that log without end',
    'every one of ours is bounded, and by default a learner’s in a seat',
  ],
  [
    190,
    'the log of the private engine is flooded',
    'cut at its bound, and says so',
    { tests: ['test/unit/seats'] },
  ],
  [
    184,
    'a service that does not end, with an hour to end in',
    'the next Run and Stop go on; ten seconds, and it is told',
  ],
  [185, 'a seat of one kilobyte', 'refused at the option, with the least and why; the least works'],
  [
    186,
    'another lab starts on a seat whose disk is full',
    'that it is full, and what to do; the lab before goes on',
  ],
  [
    187,
    'images and restarts without end under one server, followers that come and go',
    'what is remembered of them is bounded',
    { tests: ['test/unit/observe', 'test/unit/runner', 'test/unit/seats'] },
  ],
];
