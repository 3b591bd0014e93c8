/** What a roster would change of the people who are in a course: what a preview shows, and what an import does. */
import type { ErrorProblem } from '../../lab/errors.ts';
import { foldKey, type RosterEntry, type RosterKey, rosterKeys } from './roster.ts';

/** Somebody who is in the course already. */
export type KnownPerson = Omit<RosterEntry, 'line'> & { readonly id: string };

export interface RosterChanges {
  readonly added: readonly RosterEntry[];
  /** `fields` have other values in the table. A field that the table leaves empty stays as it is. */
  readonly changed: readonly {
    readonly person: KnownPerson;
    readonly entry: RosterEntry;
    readonly fields: readonly RosterField[];
  }[];
  readonly same: readonly KnownPerson[];
  /** In the course and not in the table: they stay, since a table may be of one section. */
  readonly absent: readonly KnownPerson[];
  readonly problems: readonly ErrorProblem[];
}

const fields = ['name', 'email', 'sisId', 'loginId', 'sections', 'pair'] as const;
export type RosterField = (typeof fields)[number];

/**
 * Compares a roster with the people of a course, who are found by SIS id, login id, e-mail, or, without any of these,
 * by name. Where these lead to two people, or two rows to one, it is a problem: nobody is guessed.
 */
export function rosterChanges(
  entries: readonly RosterEntry[],
  people: readonly KnownPerson[],
  file: string,
): RosterChanges {
  const added: RosterEntry[] = [];
  const problems: ErrorProblem[] = [];
  const found = new Map<KnownPerson, RosterEntry>();
  const index = indexOf(people);
  for (const entry of entries) {
    const { line } = entry;
    const problem = (message: string) =>
      problems.push({ message: `Line ${line} of ${file} ${message}.`, place: { file, line } });
    const [person, other] = matches(entry, index);
    const before = person && found.get(person);
    if (person === undefined) added.push(entry);
    else if (other) problem(`is ${person.name} by one key, and ${other.name} by another`);
    else if (before) problem(`is ${person.name}, as line ${before.line} is`);
    else found.set(person, entry);
  }
  const compared = [...found].map(([person, entry]) => ({
    person,
    entry,
    fields: fields.filter((field) => differs(person[field], entry[field])),
  }));
  return {
    added,
    changed: compared.filter((each) => each.fields.length > 0),
    same: compared.flatMap((each) => (each.fields.length > 0 ? [] : [each.person])),
    absent: people.filter((person) => !found.has(person)),
    problems,
  };
}

type Index = ReadonlyMap<string, readonly KnownPerson[]>;

const keyOf = (key: string, value: string) => `${key} ${foldKey(value)}`;

function indexOf(people: readonly KnownPerson[]): Index {
  const index = new Map<string, KnownPerson[]>();
  for (const person of people)
    for (const key of ['name', ...rosterKeys] as const) {
      const value = person[key];
      if (value === undefined) continue;
      const others = index.get(keyOf(key, value)) ?? [];
      others.push(person);
      index.set(keyOf(key, value), others);
    }
  return index;
}

/** Everybody to whom a key of the row leads. */
function matches(entry: RosterEntry, index: Index): readonly KnownPerson[] {
  const by = (key: 'name' | RosterKey) => {
    const value = entry[key];
    return value === undefined ? [] : (index.get(keyOf(key, value)) ?? []);
  };
  const named = rosterKeys.every((key) => entry[key] === undefined);
  return [...new Set(named ? by('name') : rosterKeys.flatMap(by))];
}

function differs(before: KnownPerson[RosterField], after: RosterEntry[RosterField]): boolean {
  const isEmpty = after === undefined || after.length === 0;
  return !isEmpty && JSON.stringify(before) !== JSON.stringify(after);
}
