/** Attacks on files: what crosses a seat's border, what is removed, what is kept. */
import type { Row } from './row.ts';

export const filesRows: readonly Row[] = [
  [
    87,
    'another `tar` in a seat, whose names lead out: by `..`, absolute, behind a link, by a hard link',
    'refused; nothing outside of the workspace is created, changed, read or deleted',
    { claimedBy: ['rootless'] },
  ],
  [88, 'set-user-ID, set-group-ID and sticky bits in an archive', 'do not pass'],
  [
    89,
    'a link in a seat to a folder that the server has too',
    'stays a link on both sides; nothing is read through it',
    { claimedBy: ['rootless'] },
  ],
  [
    90,
    'such a link that goes, becomes a folder, is forgotten or stands where one was, by an accident too',
    'nothing behind it is deleted, neither on the server nor in the seat',
    { claimedBy: ['rootless'] },
  ],
  [
    91,
    'a seat that holds more than is carried: entries, depth, paths, bytes, hard links, an archive without end',
    'an error that names the bound; both sides and the record are as they were',
    { claimedBy: ['rootless'] },
  ],
  [92, 'an archive that is none, or is cut off', 'said; nothing is changed'],
  [
    93,
    'a container that exchanges a folder for a link while the page deletes it',
    'nothing behind the link goes',
  ],
  [
    94,
    'a container that puts a link where Solve clears away or writes',
    'nothing behind the link goes, nor is written',
  ],
  [
    95,
    'Reset of 2,100 files, and of more than a copy holds',
    'all are in the copy; beyond the bound it is refused and nothing is changed',
  ],
  [96, '1,500 folders, each in the one before', 'no half of a copy; deleted in the page'],
  [97, 'pipes, sockets and devices where files were', 'looked at, not opened'],
  [98, 'kept copies without end', 'bounded by lab, with an error that says where they are'],
  [
    99,
    'names of 256 bytes and with a newline; files over folders, sockets, links; a folder into itself',
    'refused in clear words, never as a fault of ours; what a program named so can be opened and deleted',
  ],
  [
    100,
    'a `tar` in a seat that fails, complains without end or does not end; a seat whose disk is full',
    'said of the seat and its disk, what to do next; the server’s files are whole',
    { claimedBy: ['rootless'] },
  ],
  [
    216,
    'a first start with `--workspace` in a folder that holds something',
    'refused in clear words before anything is made or changed; an empty folder, or none yet, is taken',
  ],
  [
    217,
    'a first start that failed while files were laid, edits in the page since, and a second start',
    'what gives way is in a kept copy, version by version; what stays the same makes none',
  ],
  [
    218,
    'files that are written between the copy of Reset or Solve and their clearing away',
    'each is in a copy, or still there',
  ],
  [
    219,
    'containers that write into a seat’s copy when Stop tells them to end',
    'what they wrote is brought out before the copy goes',
  ],
  [
    220,
    'a seat that holds more than is carried: its list, its files, Delete, Stop',
    'the server’s copy is shown, with what is missing; Delete deletes in the seat; Stop stops, and the seat’s copy stays',
  ],
  [
    221,
    'the page saves, makes, renames or deletes what the terminal of a seat has changed meanwhile',
    'a save is stale; what gives way to the server is kept, once, whichever way it gives way',
  ],
  [
    222,
    'one workspace in two seats and back; a backup that is put back beside a seat that lives on; a server’s folder that is made anew',
    'nothing is rolled back or deleted by what was remembered of other folders',
  ],
  [
    223,
    'the page saves while an exchange writes; the server’s disk is full, or the server is killed in the middle',
    'the save stays; the next exchange finishes it, and later edits in the terminal win',
  ],
  [
    224,
    'two workspaces whose folders have one name, in one rootless seat',
    'each has a folder of its own in there',
    { claimedBy: ['rootless'] },
  ],
  [
    225,
    'a save of the page while the terminal writes the same file',
    'stale where it comes after; answered with the revision of what was written; who may read the file stays',
  ],
  [
    226,
    'a file that a program cuts while the seat’s tar reads it',
    'read again, else an error; never taken with what tar makes up',
  ],
  [
    227,
    'a folder or a file of a container’s that the server may not read, or that a program holds',
    'is listed and counts as there; a copy says in words that it cannot keep it; Delete deletes it where the lab runs',
  ],
  [
    228,
    'kept copies of links, empty folders, odd names and modes; a copy whose making is killed',
    'a copy is what was there; one that is not whole has no name of a copy',
  ],
  [
    229,
    'a run that is brought up again and again, each time with other files',
    'the newest versions of its files stay, as many as one workspace may hold; what was handed in stays',
  ],
  [
    230,
    'names and targets of links that are no UTF-8, in a seat and on the server',
    'an error that names the entry, before anything is changed; none arrives as something else',
  ],
  [
    231,
    'exchanges that hang, of more workspaces of one seat, and of more seats, than are exchanged at once',
    'two of a seat and eight in all are under way; other seats have their turn; who waits is freed when it is cancelled',
  ],
  [
    232,
    'an archive with a folder, a link or a device whose header says that it has a size; headers that are made up',
    'refused at once, by an exchange and by a restore; what comes after it is not held up',
  ],
  [
    233,
    'programs in a seat that do not end: `tar`, `perl`, `rm`, `mkdir`, an archive that stops in the middle',
    'every exchange ends, by its deadline or as soon as it is cancelled, and the next one has its turn',
  ],
  [
    234,
    'a lab whose job never ends, and a seat whose engine never answers',
    'all other labs and seats are looked after and suspended as before',
  ],
  [
    235,
    'something of the machine that is mounted in a workspace, when the page deletes, or Reset and Solve clear away',
    'what is mounted there is whole; the error says where it is and how to go on',
  ],
  [
    236,
    'a seat into which all workspaces are bound puts a link in the place of one',
    'nothing behind the link is listed, read, written or deleted, by no way; a home that is a link itself is no fault',
  ],
  [
    237,
    'an engine in a seat whose answers have no end: lists, inspections, logs, errors, events',
    'an error that names the bound, and no more of the server’s memory than that',
  ],
  [
    238,
    'a probe, or a program, in a seat that says no length, a length that no answer has, a line or pieces without end',
    'the same; answers of an honest one come through however they are cut',
  ],
  [
    239,
    'an image, by its Dockerfile, with package databases, names, files or a manifest without end, or that never ends',
    'unknown, with the bound in the reason; no more of the server’s memory than that, and others have their turn',
  ],
  [
    240,
    'an engine in a seat that lies about an image which others use too, or says nothing of it',
    'its facts reach nobody else, and nobody else waits for it',
  ],
  [
    241,
    'a tree within all bounds that is as deep and as full as it may be',
    'is exchanged as one that is flat: each entry is looked at once, and with its own folder',
  ],
  [
    245,
    'a version of a file in a seat that gives way to the server’s, in a job and outside of one',
    'kept, and told with its place: in a step of the job, else to whoever looks at the lab',
  ],
  [
    246,
    'files that a look at all of them cannot take: too large, not readable, an odd name, a disk that fails',
    'each is named; what fails for another reason is an error',
  ],
  [
    243,
    'a container that writes files without end, in front of a page that reads slowly',
    'a bounded number of paths waits for it; it hears that there are more, and looks at all that it has open',
  ],
  [
    244,
    'names that a program gave: a backslash, an escaped slash, a path of 1,500 letters',
    'are opened, saved and deleted in the page, and copied by Reset; nobody makes them there',
  ],
  [
    242,
    'a workspace of tens of thousands of files while somebody looks at it',
    'a bounded number of the machine’s watches is taken; what is watched is still told of',
  ],
  [
    344,
    'a file of images that is cut off, altered in any byte, unpacks to more than it says, or is another file',
    'refused; no image of it is in the Engine',
    { tests: ['test/unit/bundle'] },
  ],
];
