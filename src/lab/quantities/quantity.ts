/** A quantity is one record: the schema of its data, and how it is read off an observation. */
import * as z from 'zod';
import type { ImageFacts } from '../observation/container.ts';
import type { Fact, Unknown } from '../observation/fact.ts';
import type { Observation, ObservedContainer, ObservedProcess } from '../observation/observation.ts';

/** What is true, or why it cannot be known here. */
export type Truth = { readonly known: true; readonly value: string } | ({ readonly known: false } & Untold);
type Untold = Omit<Unknown, 'source'>;

type SchemaOf<Kind extends string, Fields extends z.ZodRawShape> = z.ZodObject<
  { kind: z.ZodLiteral<Kind> } & Fields,
  z.core.$strict
>;

interface Spec<Kind extends string, Fields extends z.ZodRawShape> {
  readonly kind: Kind;
  readonly fields: Fields;
  /** The file system of the image has to be read for it. */
  readonly readsImage?: true;
  read(data: z.output<SchemaOf<Kind, Fields>>, container: ObservedContainer, observation: Observation): Truth;
}

/** Makes the record of a quantity: `read` takes its data as it stands in a manifest, and throws on other data. */
export function quantity<const Kind extends string, Fields extends z.ZodRawShape>(spec: Spec<Kind, Fields>) {
  const schema: SchemaOf<Kind, Fields> = z.strictObject({ kind: z.literal(spec.kind), ...spec.fields });
  return {
    kind: spec.kind,
    schema,
    readsImage: spec.readsImage === true,
    read: (data: unknown, container: ObservedContainer, observation: Observation): Truth =>
      spec.read(schema.parse(data), container, observation),
  };
}

export const known = (value: string | number): Truth => ({ known: true, value: String(value) });
export const untold = ({ reason, cause }: Untold): Truth => ({ known: false, reason, cause });

/** Reads a fact, or says why it is unknown. */
export function ofFact<T>(fact: Fact<T>, read: (value: T) => string | number): Truth {
  return fact.source === 'unknown' ? untold(fact) : known(read(fact.value));
}

/** Reads the first process of a container. */
export function ofInit(
  { processes, service }: ObservedContainer,
  read: (init: ObservedProcess) => string | number,
): Truth {
  if (processes.source === 'unknown') return untold(processes);
  const init = processes.value.find((process) => process.init);
  return init ? known(read(init)) : untold({ reason: `${service} does not run`, cause: 'not-seen' });
}

/** A quantity of an image, of its kind alone. */
export const ofImage = <const Kind extends string>(
  kind: Kind,
  read: (facts: ImageFacts) => string | number,
) =>
  quantity({
    kind,
    fields: {},
    readsImage: true,
    read: (_, { imageFacts }) => ofFact(imageFacts, read),
  });
