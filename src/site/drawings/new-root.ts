import type { BoxKind, Drawing, Shape } from './shapes.ts';

const top = (step: number) => 6 + step * 92;
const column = (index: number) => 88 + index * 76;
const [width, height] = [70, 24];

/** A mount, at a column and a level of its step. */
const mount = (step: number, at: number, level: number, says: string, kind: BoxKind = 'plain'): Shape => ({
  box: [column(at), top(step) + level * 42, width, height],
  kind,
  says: [says],
});
/** From a mount to one that is on it. */
const on = (step: number, from: number, to: number): Shape => ({
  line: [
    [column(from) + width / 2, top(step) + height],
    [column(to) + width / 2, top(step) + 42],
  ],
  arrow: false,
});
const step = (index: number, name: string, ...lines: readonly string[]): readonly Shape[] => [
  { words: name, at: [0, top(index) + 16], as: 'head', anchor: 'start' },
  ...lines.map(
    (words, line): Shape => ({
      words,
      at: [0, top(index) + 34 + line * 13],
      as: 'small',
      anchor: 'start',
    }),
  ),
];

export const newRoot: Drawing = {
  title: 'From unshare to a root of its own',
  inWords:
    'Four steps, each with the mounts of the namespace as a tree. First, unshare: the new mount namespace has a copy of all mounts, the old root with /proc and /run/letter on it. Second, mount: a new root is bound at /tmp/new on the old root, and on it are mounted /usr and a proc of its own. Third, pivot_root: the new root is the root of the namespace, with /usr and /proc on it; the old root, with the letter on it, is mounted on the directory old. Fourth, umount: the old root and all that is mounted on it are gone from the namespace; the new root, /usr and /proc stay.',
  height: top(4) - 16,
  shapes: [
    ...step(0, 'unshare', 'a copy of', 'all mounts'),
    mount(0, 1, 0, '/', 'answers'),
    on(0, 1, 0),
    on(0, 1, 1),
    mount(0, 0, 1, '/proc'),
    mount(0, 1, 1, '/run/letter'),
    ...step(1, 'mount', 'a new root on', 'the old one'),
    mount(1, 1, 0, '/', 'answers'),
    on(1, 1, 0),
    on(1, 1, 1),
    on(1, 1, 2),
    mount(1, 0, 1, '/proc'),
    mount(1, 1, 1, '/run/letter'),
    { box: [column(2), top(1) + 42, width, 38], kind: 'filter', says: ['/tmp/new', '/usr, /proc'] },
    ...step(2, 'pivot_root', 'they change', 'places'),
    mount(2, 1, 0, '/', 'filter'),
    on(2, 1, 0),
    on(2, 1, 1),
    on(2, 1, 2),
    mount(2, 0, 1, '/usr'),
    mount(2, 1, 1, '/proc'),
    mount(2, 2, 1, '/old', 'answers'),
    ...step(3, 'umount', 'the old root', 'is gone'),
    mount(3, 1, 0, '/', 'filter'),
    on(3, 1, 0),
    on(3, 1, 1),
    mount(3, 0, 1, '/usr'),
    mount(3, 1, 1, '/proc'),
    mount(3, 2, 1, '/old', 'gone'),
  ],
};
