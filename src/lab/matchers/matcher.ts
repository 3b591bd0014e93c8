/**
 * A matcher is data that says what should be true, and two pure functions: one puts it into words,
 * one holds it against a fact. Everything about naming containers, unknown facts and messages is in `judge.ts`.
 */
import type * as z from 'zod';
import type { ImageFacts } from '../container.ts';
import type { Fact, Observation, ObservedContainer, ObservedProcess, ProbeResult } from '../observation.ts';

/** What was seen, in the words that a message needs: `NET_RAW and CHOWN`, `uid 0 (root)`. */
export interface Judged {
  readonly ok: boolean;
  readonly observed: string;
}

/** What a matcher may look at besides its own subject. */
export interface JudgeContext {
  readonly observation: Observation;
  readonly container: ObservedContainer;
}

interface MatcherBase<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** Completes "expected …" in a message and stands alone in the page's *expected* line. */
  expected(matcher: z.output<Schema>): string;
  /** Completes "SERVICE: …" as a check's title. */
  title(matcher: z.output<Schema>): string;
}

/** Judged for one process at a time. */
export interface ProcessMatcher<Schema extends z.ZodType> extends MatcherBase<Schema> {
  readonly scope: 'process';
  judge(matcher: z.output<Schema>, process: ObservedProcess, context: JudgeContext): Judged;
}

/** Judged for a container; an unknown fact is returned as it is and becomes a skip. */
export interface ContainerMatcher<Schema extends z.ZodType> extends MatcherBase<Schema> {
  readonly scope: 'container';
  judge(matcher: z.output<Schema>, container: ObservedContainer, context: JudgeContext): Fact<Judged>;
}

/** Judged on the file system of the container's image. */
export interface ImageMatcher<Schema extends z.ZodType> extends MatcherBase<Schema> {
  readonly scope: 'image';
  judge(matcher: z.output<Schema>, facts: ImageFacts, context: JudgeContext): Judged;
}

/** Judged on the result of something tried. */
export interface ProbeMatcher<Schema extends z.ZodType> extends MatcherBase<Schema> {
  readonly scope: 'probe';
  judge(matcher: z.output<Schema>, result: ProbeResult, vars: Readonly<Record<string, string>>): Judged;
}

/** Carries a fact's source over to what was judged of it. */
export function judgeFact<T>(fact: Fact<T>, judge: (value: T) => Judged): Fact<Judged> {
  return fact.source === 'unknown' ? fact : { source: fact.source, value: judge(fact.value) };
}

/** `a`, `a and b`, `a, b and 3 more`; `none` where there is nothing. `word` may be `or`. */
export function listWords(words: readonly string[], most = 4, word: 'and' | 'or' = 'and'): string {
  if (words.length === 0) return 'none';
  if (words.length > most)
    return `${words.slice(0, most - 1).join(', ')} ${word} ${words.length - most + 1} more`;
  if (words.length === 1) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${word} ${words.at(-1)}`;
}
