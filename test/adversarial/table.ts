/**
 * What may be tried against Drydock, and what has to come of it. A row counts as executed by every test whose title,
 * or whose group's title, begins with `case N:`, in whatever project it runs; see `tally.ts`.
 */

export type Area = 'input' | 'door' | 'seats' | 'fault';

export interface Case {
  readonly number: number;
  readonly area: Area;
  readonly attack: string;
  readonly outcome: string;
  /** Where its tests stand: files, or folders of them. */
  readonly tests: readonly string[];
  /** Classes of seats that claim to stop it. Each has to show it: `case N (class): …`. */
  readonly claimedBy?: readonly string[];
  /** Why nothing can execute it yet. A test that does is counted all the same. */
  readonly notYet?: string;
}

type Row = readonly [
  number: number,
  attack: string,
  outcome: string,
  more?: Partial<Pick<Case, 'tests' | 'claimedBy' | 'notYet'>>,
];

const noGrading = 'grading is not built';
const noFleet = 'seats on several machines are not built';

const input = rows('input', [
  [1, '`privileged: "yes"`, a string that Compose takes for true', 'refused, the key named'],
  [2, '`privileged` from a variable whose default is true', 'refused, the key named'],
  [3, 'privileged in a service that a profile hides', 'refused'],
  [4, 'aliases of YAML that multiply', 'refused in less than 100 ms'],
  [5, 'a key that stands twice', 'refused, with its line'],
  [6, '`!reset` and other tags', 'refused'],
  [7, 'a key that nobody knows', 'refused'],
  [8, '`include` of a file, a git repository, an OCI artifact', 'refused, and nothing is connected to'],
  [9, '`extends.file: /etc/passwd`', 'refused, nothing of the file in the answer'],
  [10, '`env_file: /proc/self/environ`', 'refused'],
  [
    11,
    '`env_file` on a pipe that nobody writes',
    'refused; past the gate, killed as a group at the deadline',
  ],
  [12, 'a `.env` that names another compose file', 'ignored'],
  [13, 'an environment variable without a value, to be filled from ours', 'refused'],
  [14, '`secrets.file: /etc/shadow`', 'refused'],
  [15, '`provider.type: ./x`, a program of the workspace', 'refused, and it did not run'],
  [16, '`use_api_socket`', 'refused'],
  [17, 'a volume whose options bind a folder of the host', 'refused'],
  [18, 'bind mounts of `/` and of the socket, in three spellings', 'refused'],
  [19, 'a symbolic link in the workspace that leads to `/`', 'refused when files are frozen'],
  [20, 'a link exchanged while files are frozen, a thousand times', 'never leads out'],
  [21, 'an edit between the gate and the start', 'what was judged is what runs'],
  [22, 'the network of another seat, as `external`', 'refused'],
  [23, 'labels of Compose and of ours', 'refused'],
  [24, 'a `container_name` that is taken', 'ours is set'],
  [25, 'privileged in `pre_start` and `post_start`', 'refused'],
  [26, '`pid: container:…` of somebody else', 'refused'],
  [27, '`ports: 0.0.0.0:22`', 'bound to loopback, or refused'],
  [28, '`build.context` on the network, or above the workspace', 'refused'],
  [29, '`entitlements: security.insecure`', 'refused'],
  [30, '`ADD http://169.254.169.254` in a Dockerfile', 'no way there'],
  [31, 'a seccomp profile that is not JSON', 'refused with its line, nothing started'],
  [32, 'a seccomp profile outside the workspace', 'refused'],
  [33, '`replicas: 10000`', 'capped or refused'],
  [34, 'ten thousand mutated compose files', 'none that is let through has a power that was not granted'],
  [35, 'a key that a newer Compose brings', 'unclassified keys fail this test'],
  [36, 'what was let through, put through again', 'stays as it is'],
]);

const door = rows('door', [
  [37, 'a Host that is not ours', '403 before routing'],
  [38, '`localhost.evil.test`, `127.0.0.1.nip.io`', '403'],
  [39, 'an Origin that is not ours, over HTTP and WebSocket', '403'],
  [40, '`Origin: null`', '403'],
  [41, 'an Origin that differs in its port only', '403'],
  [42, 'no Origin and no session', '401'],
  [
    43,
    'the web page of a lab, on another port, while the reader is signed in',
    'sent nothing of ours, 401 or 403, nothing done and nothing read',
  ],
  [
    44,
    'what signs us in on its way through a preview to a lab',
    'never leaves the server: there is no preview',
  ],
  [45, 'forged `X-Forwarded-*` and `Forwarded`', 'not looked at'],
  [46, 'a login link used twice', '401'],
  [47, 'tokens in logs, pages, Referer', 'in none of them'],
  [48, 'a connection over the network while we answer loopback only', 'refused'],
  [49, 'a container that calls its host', 'refused, or 401'],
  [50, 'saving to `../x`, `%2e%2e/`, `..\\`, NUL, a folder whose name begins like ours', '400'],
  [51, 'saving through a symbolic link', 'refused'],
  [52, 'ten megabytes to save', '413, memory flat'],
  [53, 'malformed JSON, a wrong content type', '400, 415'],
  [54, 'frames unmasked, of unknown kind, too large', 'closed with 1002 or 1009, the server lives'],
  [55, 'a hundred thousand pieces of a message without end', 'closed, memory bounded'],
  [56, 'a terminal resized to -1 and to 1e9', 'brought within reason'],
  [57, 'one person asks for what another has', '404, or their own: another’s cannot be named'],
  [58, 'guessing logins', '429'],
  [59, 'a program that prints OSC 52 and HTML', 'neither clipboard nor markup'],
]);

const seats = rows('seats', [
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
]);

const fault = rows('fault', [
  [66, 'the disk of the server is full at a save', 'said so; file and database as before'],
  [67, 'dockerd killed in the middle of a lab', 'the page says so, and recovers, with nothing twice'],
  [68, 'dockerd killed in the middle of a start', 'ends as it was wanted'],
  [69, 'the stream of events cut, a thousand missed', 'the picture is right again'],
  [70, 'the server killed at every step of a life', 'goes on after its start, nothing left over'],
  [71, 'the server killed while it grades', 'graded once more, one row', { notYet: noGrading }],
  [72, 'one request to check, fifty times at once', 'one attempt'],
  [73, 'a worker that reports too late', 'not taken', { notYet: noGrading }],
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
  [84, 'a learner forges what the checker says', 'the grade is not moved', { notYet: noGrading }],
]);

/** By number. */
export const cases: readonly Case[] = [...input, ...door, ...seats, ...fault].toSorted(
  (one, other) => one.number - other.number,
);

function rows(area: Area, list: readonly Row[]): readonly Case[] {
  return list.map(([number, attack, outcome, more = {}]) => ({
    number,
    area,
    attack,
    outcome,
    tests: [`test/adversarial/${area}`],
    ...more,
  }));
}
