/** What a check may expect: the data of one of the matchers, by its `kind`. */
import * as z from 'zod';
import * as all from './all.ts';
import type { AnyMatcher, Scope } from './matcher.ts';

type Named = (typeof all)[keyof typeof all];
type Listed = Extract<Named, AnyMatcher>;

const isMatcher = (each: Named): each is Listed => 'schema' in each;
const [first = all.capabilities, ...others] = Object.values(all)
  .filter(isMatcher)
  .toSorted((one, other) => (one.kind < other.kind ? -1 : 1));

export const ExpectationSchema = z.discriminatedUnion('kind', [
  first.schema,
  ...others.map(({ schema }) => schema),
]);

/** What should be true, as data. */
export type Expectation = z.output<Listed['schema']>;
type ExpectationOf<Of extends Scope> = z.output<Extract<Listed, { scope: Of }>['schema']>;
export type ProcessExpectation = ExpectationOf<'process'>;
export type ContainerExpectation = ExpectationOf<'container'>;
export type ImageExpectation = ExpectationOf<'image'>;

/** By `kind`. */
export const matchers: ReadonlyMap<string, AnyMatcher> = new Map(
  [first, ...others].map((each) => [each.kind, each]),
);

/** The matcher of an expectation. Throws where there is none of its kind. */
export function matcherOf({ kind }: Pick<Expectation, 'kind'>): AnyMatcher {
  const found = matchers.get(kind);
  if (!found) throw new Error(`there is no matcher of the kind “${kind}”`);
  return found;
}
