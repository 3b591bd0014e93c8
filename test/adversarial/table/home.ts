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
  [173, 'a backup that brings a session', 'nobody is signed in by it'],
];
