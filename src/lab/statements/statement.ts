/**
 * What a document says about an image: an in-toto statement, or the SPDX or CycloneDX document itself. Whoever wrote it may
 * have been anybody, so all of it is parsed, and nothing of it is believed here.
 */
import * as z from 'zod';
import { eachOf } from '../general/each-of.ts';
import { type ListedPackage, mostPackages, readCycloneDx, readSpdx } from './package-list.ts';
import { type Provenance, readProvenance } from './provenance.ts';

export type Said =
  | { readonly kind: 'packages'; readonly format: string; readonly packages: readonly ListedPackage[] }
  | { readonly kind: 'provenance'; readonly format: string; readonly provenance: Provenance };

export interface Statement {
  /** The digest that it is about; a document without a statement around it names none. */
  readonly subject: string | undefined;
  readonly said: Said;
}

/** Why a text is none. */
export interface NoStatement {
  readonly fault: string;
}

const StatementSchema = z.looseObject({
  _type: z.string().startsWith('https://in-toto.io/Statement/'),
  predicateType: z.string(),
  subject: eachOf(z.looseObject({ digest: z.record(z.string(), z.string()).default({}) }), 1_000).default([]),
  predicate: z.unknown(),
});
/** The envelope in which signed statements come: https://github.com/secure-systems-lab/dsse */
const EnvelopeSchema = z.looseObject({
  payloadType: z.literal('application/vnd.in-toto+json'),
  payload: z.string(),
});

/** Larger ones are not read: a page would stand still. */
export const mostCharacters = 32_000_000;

export const tooLarge: NoStatement = { fault: 'It is larger than 32 MB.' };

/** Reads one document. Never throws. */
export function readStatement(text: string): Statement | NoStatement {
  if (text.length > mostCharacters) return tooLarge;
  const value = parseJson(text);
  if (value === undefined) return { fault: 'It is no JSON.' };
  const envelope = EnvelopeSchema.safeParse(value);
  if (envelope.success) {
    const payload = fromBase64(envelope.data.payload);
    return payload === undefined
      ? { fault: 'The payload of its envelope is no base64.' }
      : readStatement(payload);
  }
  const statement = StatementSchema.safeParse(value);
  if (!statement.success) return documentOf(value, undefined);
  const [first] = statement.data.subject;
  const [algorithm, digest] = Object.entries(first?.digest ?? {})[0] ?? [];
  const subject = digest === undefined ? undefined : `${algorithm}:${digest}`;
  const { predicateType, predicate } = statement.data;
  if (!predicateType.startsWith('https://slsa.dev/provenance/')) return documentOf(predicate, subject);
  const provenance = readProvenance(predicate);
  return provenance === undefined
    ? { fault: `Its provenance has no form that is known: ${predicateType}.` }
    : {
        subject,
        said: {
          kind: 'provenance',
          format: `SLSA provenance ${predicateType.split('/').at(-1)}`,
          provenance,
        },
      };
}

const ListsSchema = z.object({
  packages: z.array(z.unknown()).default([]),
  components: z.array(z.unknown()).default([]),
});

function documentOf(value: unknown, subject: string | undefined): Statement | NoStatement {
  const { packages = [], components = [] } = ListsSchema.safeParse(value).data ?? {};
  if (Math.max(packages.length, components.length) > mostPackages)
    return { fault: `It lists more than ${mostPackages.toLocaleString('en')} packages.` };
  const list = readSpdx(value) ?? readCycloneDx(value);
  return list === undefined
    ? { fault: 'It is neither SPDX 2, nor CycloneDX, nor a statement with one of them or with a provenance.' }
    : { subject, said: { kind: 'packages', ...list } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromBase64(text: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
