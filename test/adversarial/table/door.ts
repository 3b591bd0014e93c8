/** Attacks on the door: requests, sockets, pages, terminals. */
import type { Row } from './row.ts';

export const doorRows: readonly Row[] = [
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
  [
    191,
    'a thousand connections that say nothing, and more of them all the while',
    'they displace each other: who is signed in and who is new are both answered',
  ],
  [192, 'forty people behind one address, each with tabs, streams and terminals', 'all are answered'],
  [
    193,
    'as many connections as there is room for, with slow headers, slow bodies and answers that nobody takes',
    'who comes new is answered, and nobody who is signed in is cut off',
  ],
  [
    194,
    'thousands of requests by nobody who is signed in that cannot be read, are too large, or break off',
    'told as 400, 413 and 415; counted, and summed up in a line of the log, without a stack',
  ],
  [
    195,
    'names that every object has (`constructor`, `__proto__`) and wild values, on every route of the API',
    'ordinary names: 404 or an answer, never 500; nothing polluted',
  ],
  [
    196,
    'compose files with mistakes of every kind: circles, nothing in them, numbers for names, sizes without a unit',
    '`bad-compose`, with file, line and key where they can be told; never a fault of the engine',
    { tests: ['test/adversarial/input/mistakes.test.ts'] },
  ],
  [
    197,
    'a service is renamed, and its build fails',
    '`build-failed`, not `gate-breached`; what ran runs on, and goes when the build is put right',
    { tests: ['test/adversarial/input/mistakes.test.ts'] },
  ],
  [
    198,
    'every request for a file, of what is not there, is a folder, a link, a socket or a pipe, or cannot be named',
    '400, 404, 409 or an answer, in words; never a fault of ours, and nothing but what was asked for changes',
  ],
  [
    199,
    'a session that its owner has ended, by the page, the API or the command line, goes on asking',
    '401; its streams and terminals are closed, those of other sessions go on; nobody ends another’s',
  ],
];
