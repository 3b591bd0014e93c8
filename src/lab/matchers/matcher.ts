/**
 * A matcher is one record: the schema of its data, its words, how it judges, and what it asks of the gate and of a
 * seat. What is the same for all of them stands in `judge.ts`: naming containers, unknown facts, messages.
 */
import * as z from 'zod';
import { nonceWords } from '../checks/nonce.ts';
import type { OverwrittenKey } from '../manifest/overwritten-keys.ts';
import { fillAll, type Vars } from '../manifest/vars.ts';
import type { AskedFact } from '../observation/asked-facts.ts';
import type { ImageFacts } from '../observation/container.ts';
import type { Fact } from '../observation/fact.ts';
import type {
  NamespaceKind,
  Observation,
  ObservedContainer,
  ObservedProcess,
} from '../observation/observation.ts';
import type { ProbeResult } from '../observation/probe-result.ts';
import type { SeatPower } from '../seats/seat-class.ts';

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

/** What each scope judges: one process at a time, a container, its image's file system, the result of a probe. */
export interface Subjects {
  readonly process: ObservedProcess;
  readonly container: ObservedContainer;
  readonly image: ImageFacts;
  readonly probe: ProbeResult;
}
export type Scope = keyof Subjects;

/** What is judged of a fact: with its source, where it is not the subject's own, or unknown as the fact is. */
export type Judgement = Judged | Fact<Judged>;

/** A matcher with a learner's values put in, ready to judge. */
export interface Bound<Of extends Scope> {
  readonly scope: Of;
  /** Completes "expected …" in a message and stands alone in the page's *expected* line. */
  readonly expected: string;
  judge(subject: Subjects[Of], context: JudgeContext): Judgement;
}

type SchemaOf<Kind extends string, Fields extends z.ZodRawShape> = z.ZodObject<
  { kind: z.ZodLiteral<Kind> } & Fields,
  z.core.$strict
>;
type DataOf<Kind extends string, Fields extends z.ZodRawShape> = z.output<SchemaOf<Kind, Fields>>;

/** What there is to say of a matcher besides its judgement. */
interface Traits {
  /** Keys that the gate overwrites and that this depends on. */
  readonly reads?: readonly OverwrittenKey[];
  /** What the host of the engine must be able to do. */
  readonly power?: SeatPower;
  /** It is the Engine's word that is asked for, and so that is enough. */
  readonly declaredIsEnough?: true;
  /** It judges containers that have ended too. Of any other, what has ended never passes. */
  readonly ofEnded?: true;
  /** Facts that are looked at only where somebody asks for them. */
  readonly asks?: readonly AskedFact[];
  /** The fact of a container is the fact of every process in this namespace of its first process. */
  readonly sharedIn?: NamespaceKind;
}

interface Spec<Kind extends string, Fields extends z.ZodRawShape, Of extends Scope> extends Traits {
  /** Permanent: it stands in recorded attempts. */
  readonly kind: Kind;
  readonly fields: Fields;
  /** Completes "SERVICE: …" as a check's title; the same for every learner. */
  title(data: DataOf<Kind, Fields>): string;
  expected(data: DataOf<Kind, Fields>): string;
  /** Texts for which images have to be searched. */
  textsOf?(data: DataOf<Kind, Fields>): readonly string[];
  judge(data: DataOf<Kind, Fields>, subject: Subjects[Of], context: JudgeContext): Judgement;
}

export interface Matcher<Kind extends string, Fields extends z.ZodRawShape, Of extends Scope> extends Traits {
  readonly kind: Kind;
  readonly scope: Of;
  readonly schema: SchemaOf<Kind, Fields>;
  /** Texts for which images have to be searched, with a learner's values in them. */
  textsOf(data: unknown, vars: Vars): readonly string[];
  /** Of data that the schema takes; throws on other data. */
  title(data: unknown): string;
  /** Throws on data that the schema does not take, or no longer takes with these values in it. */
  bind(data: unknown, vars: Vars): Bound<Of>;
}

/** A matcher of any kind. */
export type AnyMatcher = { [Of in Scope]: AnyMatcherOf<Of> }[Scope];
type AnyMatcherOf<Of extends Scope> = Traits & {
  readonly kind: string;
  readonly scope: Of;
  textsOf(data: unknown, vars: Vars): readonly string[];
  title(data: unknown): string;
  bind(data: unknown, vars: Vars): Bound<Of>;
};

const matcherOf =
  <Of extends Scope>(scope: Of) =>
  <const Kind extends string, Fields extends z.ZodRawShape>(
    spec: Spec<Kind, Fields, Of>,
  ): Matcher<Kind, Fields, Of> => {
    const { kind, fields, title, expected, textsOf, judge, ...traits } = spec;
    const schema: SchemaOf<Kind, Fields> = z.strictObject({ kind: z.literal(kind), ...fields });
    return {
      ...traits,
      kind,
      scope,
      schema,
      textsOf: (data, vars) => textsOf?.(schema.parse(fillAll(data, vars))) ?? [],
      title: (data) => unfilled(title(schema.parse(data))),
      bind(data, vars) {
        const filled = schema.parse(fillAll(data, vars));
        return {
          scope,
          expected: expected(filled),
          judge: (subject, context) => judge(filled, subject, context),
        };
      },
    };
  };

/** Judged for one process at a time. */
export const processMatcher = matcherOf('process');
/** Judged for a container. An unknown fact is returned as it is. */
export const containerMatcher = matcherOf('container');
/** Judged on the file system of the container's image. */
export const imageMatcher = matcherOf('image');
/** Judged on the result of something tried, which `probe` names. */
export const probeMatcher = matcherOf('probe');

/** Titles are the same for all learners: `{{greeting}}` becomes "your greeting", and nonces are told in words. */
const unfilled = (text: string) =>
  text.replaceAll(
    /\{\{(\w+)\}\}/g,
    (_, name: string) => nonceWords[name] ?? `your ${name.replaceAll('_', ' ')}`,
  );

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
