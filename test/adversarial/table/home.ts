/** Attacks on homes and backups: what is restored, what is damaged, what cannot be a home. */
import type { Row } from './row.ts';

export const homeRows: readonly Row[] = [
  [
    157,
    'a backup whose database brings SQL, views, triggers of its own',
    'its rows are read; nothing is executed',
  ],
  [158, 'a backup whose runs name folders of the machine', 'every run has a folder below the home'],
  [159, 'a backup that is a bomb: bytes, files, depth, names', 'refused by its bounds, nothing changed'],
  [160, 'backups of any names, bytes and values', 'restored as what they say, or refused, nothing changed'],
  [161, 'links and exchanged folders while a backup is made', 'no file of the machine is in it'],
  [162, 'a pipe, a device or a folder restored, or backed up to', 'refused at once'],
  [163, 'SIGTERM while a command waits for what never comes', 'it ends; a restore leaves the home as it was'],
  [
    164,
    'a record of the engine that is empty, cut off, foreign, a folder, a pipe',
    'said so; never another engine',
  ],
  [165, 'a name of the home that is empty or foreign', 'said so; nothing is made under another name'],
  [
    166,
    'lock, keys, database, log or socket damaged, or something else',
    'said of that very file, nothing changed',
  ],
  [167, 'a home that is a file, in /proc or /sys, or read-only', 'said so at once, nothing made'],
  [168, 'a home on a disk that is full', 'said so'],
  [169, 'HOME empty or relative', 'said so; no home where the command was started'],
  [170, 'a backup into a folder that is not there, or that is full', 'said so, the home as it was'],
  [171, 'a port that is taken', 'one error, and no other'],
  [
    172,
    'a backup restored under a seat that holds the old files',
    'the seat is ended, and takes the new ones',
  ],
  [173, 'a backup that brings a sign-in', 'nobody is signed in by it'],
  [
    255,
    'a backup whose runs lie in one another’s folders',
    'each has one alone, directly below `workspaces`',
  ],
  [256, 'a backup of labs that ran, also those of nobody here', 'nothing of it starts by itself'],
  [257, 'a virtual table of a backup under a name of SQLite’s statistics', 'refused, and not opened'],
  [258, 'a place in the book that leads to another site', 'refused'],
  [259, 'a backup of rows that make no home together', 'refused before anything is exchanged'],
  [
    260,
    'folders and files of a container’s that a backup may not read',
    'left out and named; the rest is in it',
  ],
  [
    261,
    'a restore killed at each of its renames',
    'finished by whoever takes the home next; what was replaced is whole in one folder',
  ],
  [
    262,
    'a backup at the edges: numbers that cannot be counted on, values without end, evidence of others',
    'numbered anew; refused by length and by form; nothing in it was attested here',
  ],
  [
    263,
    'what a restored lab is led by: values, places in the book, what stands where copies go',
    'values are what its lab can draw, links stay in the book, what is in the way is named',
  ],
  [
    264,
    'honest homes: behind a link, with labs, keys and versions of any text, damaged ones',
    'what is backed up can be restored, and what cannot is not backed up in silence',
  ],
  [
    272,
    'a backup whose observations unpack without end, are others than they say, or are not there',
    'refused before anything is exchanged',
  ],
  [271, 'one value that a learner sees, held against the generator', 'says nothing of any other value'],
  [
    330,
    'evidence in which a bit was changed, or that another key signed under the name of one that is known',
    'not believed, and named as what it is',
    { tests: ['test/unit/evidence', 'test/adversarial/home', 'test/contract/evidence.test.ts'] },
  ],
  [
    331,
    'an exported chain with lines removed, moved, put in twice or changed, or cut off at its end',
    'each is named by its line; a cut at the end by who kept the head',
    { tests: ['test/unit/evidence', 'test/adversarial/home'] },
  ],
  [
    332,
    'a key that was replaced, or a clock that is set back, to date evidence as one likes',
    'not believed outside of the time of its key; nothing is signed before its key was made',
    { tests: ['test/unit/evidence', 'test/adversarial/home'] },
  ],
  [
    333,
    'evidence asked for of an attempt of another party, or of another lab',
    'answered as of one that is not there',
    { tests: ['test/unit/runner'] },
  ],
  [
    334,
    'a backup that brings keys of its own, or evidence that is another than its hash says',
    'its keys are not the home’s; such evidence is refused, nothing changed',
  ],
  [
    335,
    'a pipe, a device, a bomb, names of prototypes, keys of other kinds, given as evidence, keys or observation',
    'said so at once, and never believed',
  ],
  [
    336,
    'a private key of the home that is damaged, or something else',
    'said of that very file; no other is made',
  ],
  [
    337,
    'another observation, or a lab of another content, to have an attempt judged again by',
    'refused by its hash, and nothing is judged',
  ],
  [
    347,
    'values of an attempt, or some of them, to find those of the next one, of another lab or of somebody else',
    'what was seen says nothing of what was not, and no answer holds a seed',
    { tests: ['test/unit/lab/manifest', 'test/contract/server/assignment-values.test.ts'] },
  ],
  [
    348,
    'a hint or a solution that an assignment closes, or that a server gives nobody, asked for by every route, and taken by an offer in a session',
    'refused in words, and no answer has it',
    { tests: ['test/contract/server/closed-help.test.ts'] },
  ],
];
