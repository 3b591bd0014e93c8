/** What breaks: engines, disks, clocks, the server itself. */
import type { Row } from './row.ts';

const noFleet = 'seats on several machines are not built';

export const faultsRows: readonly Row[] = [
  [66, 'the disk of the server is full at a save', 'said so; file and database as before'],
  [67, 'dockerd killed in the middle of a lab', 'the page says so, and recovers, with nothing twice'],
  [68, 'dockerd killed in the middle of a start', 'ends as it was wanted'],
  [69, 'the stream of events cut, a thousand missed', 'the picture is right again'],
  [70, 'the server killed at every step of a life', 'goes on after its start, nothing left over'],
  [71, 'the server killed while it grades', 'graded once more, one row'],
  [72, 'one request to check, fifty times at once', 'one attempt'],
  [73, 'a worker that reports too late', 'not taken: no row changes'],
  [74, 'the clock a day off', 'leases hold, nothing is taken away early'],
  [75, 'power cut after “saved”', 'it is there'],
  [76, 'a second server on one database', 'refuses to start'],
  [77, 'no registry in reach', 'what is there is used, or a clear error'],
  [78, 'no network left to give', 'waits, or says so'],
  [79, 'start and stop pressed twice', 'one after the other'],
  [80, 'the WebSocket away for 20 s', 'the same shell, no output lost'],
  [81, 'two tabs', 'one session; the stale save is refused'],
  [82, 'a machine with seats is lost', 'seats given anew, submissions kept', { notYet: noFleet }],
  [83, 'SIGTERM under load', 'ends cleanly within 10 s'],
  [84, 'a learner forges what the checker says', 'the grade is not moved', { claimedBy: ['rootless'] }],
  [180, 'the report of the machine asked for again and again', 'no connection to the engine is kept'],
  [
    280,
    'what starts programs in a workbench is killed, replaced or gone',
    'the Engine starts them; the lab runs, is reset and stops as before',
  ],
  [
    345,
    'a medium that is too small for the images that are saved, or takes no file so large',
    '`disk-full`, `too-big`; nothing is left there',
    { tests: ['test/unit/bundle'] },
  ],
  [
    353,
    'a full disk under a server of a room: joining, a hand, a notice, an answer to who asks to look',
    '`disk-full` in words; nothing is half written, and it goes on once there is room',
  ],
];
