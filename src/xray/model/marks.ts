import type { Fact } from '../../lab/observation/fact.ts';
import type { PowerLevel } from './powers.ts';
import type { Subject } from './subject.ts';
import type { Openness } from './syscalls.ts';

/** How a cell differs from the same cell before, or from that of the first of those compared. */
export type Mark = 'gained' | 'lost' | 'changed';

/** By cell: `cap/NET_RAW`, `place//data`. Cells that are alike are not in it. */
export type Marks = ReadonlyMap<string, Mark>;

export const noMarks: Marks = new Map();

interface Cell {
  readonly value: string;
  /** More is more power; undefined where there is no more and less. */
  readonly rank?: number;
}

const powerRanks: Readonly<Record<PowerLevel, number>> = { gone: 0, reachable: 1, ready: 2, held: 3 };
const opennessRanks: Readonly<Record<Openness, number>> = { closed: 0, conditional: 1, open: 2 };

/** What the second has otherwise than the first. What either does not know is no difference. */
export function marksBetween(first: Subject, second: Subject): Marks {
  const before = cellsOf(first);
  const marks = new Map<string, Mark>();
  for (const [name, { value, rank }] of cellsOf(second)) {
    const was = before.get(name);
    if (was === undefined || was.value === value) continue;
    if (rank === undefined || was.rank === undefined) marks.set(name, 'changed');
    else marks.set(name, rank > was.rank ? 'gained' : 'lost');
  }
  return marks;
}

/** The cells that are there now and were otherwise or not at all: what a live picture lights up. */
export function freshCells(before: Subject | undefined, after: Subject): ReadonlySet<string> {
  return new Set(before === undefined ? [] : marksBetween(before, after).keys());
}

function cellsOf(subject: Subject): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  const put = <T>(fact: Fact<T>, make: (value: T) => Iterable<readonly [string, Cell]>) => {
    if (fact.source !== 'unknown') for (const [name, cell] of make(fact.value)) cells.set(name, cell);
  };
  cells.set('state', { value: subject.state });
  cells.set('runtime', { value: subject.runtime });
  cells.set('networks', { value: subject.networks.join() });
  // The port of the host is often the Engine's choice, another one each time.
  cells.set('published', { value: subject.published.map((text) => text.replace(/:\d+ →/, ' →')).join() });
  put(subject.identity, ({ uid, gid, noNewPrivileges }) => [
    ['uid', { value: `${uid.inside} ${uid.outside}` }],
    ['gid', { value: `${gid.inside} ${gid.outside}` }],
    ['no-new-privileges', { value: String(noNewPrivileges) }],
  ]);
  put(subject.powers, ({ all }) =>
    all.map(({ name, level, sets }) => [
      `cap/${name}`,
      { value: `${level} ${sets.join()}`, rank: powerRanks[level] },
    ]),
  );
  put(subject.syscalls, ({ open, conditional, notable }) => [
    ['filter', { value: `${open} ${conditional}`, rank: open + conditional / 1000 }] as const,
    ...notable.map(
      ({ name, openness }) => [`call/${name}`, { value: openness, rank: opennessRanks[openness] }] as const,
    ),
  ]);
  put(subject.use, (gauges) => gauges.map(({ key, limit }) => [`use/${key}`, { value: limit }]));
  put(subject.rootReadOnly, (readOnly) => [['root', { value: String(readOnly), rank: readOnly ? 0 : 1 }]]);
  put(subject.places, (places) =>
    places.map(({ path, readOnly }) => [
      `place/${path}`,
      { value: String(readOnly), rank: readOnly ? 0 : 1 },
    ]),
  );
  for (const counts of [subject.origin, subject.content])
    put(counts, (all) => all.map(({ label, value }) => [`count/${label}`, { value }]));
  put(subject.listening, (sockets) => [['listening', { value: sockets.join() }]]);
  return cells;
}
