/** What is attested of an image: in-toto statements, as BuildKit attaches them to it. */
import * as z from 'zod';
import { eachOf } from '../../lab/general/each-of.ts';
import { boundedList, imageBounds } from './image-meter.ts';

/** The predicate type of an in-toto statement, where a JSON document begins as one. */
export function predicateOf(head: string | undefined): string | undefined {
  if (head === undefined || !/"_type"\s*:\s*"https:\/\/in-toto\.io\/Statement\//.test(head)) return undefined;
  return /"predicateType"\s*:\s*"([^"]*)"/.exec(head)?.[1];
}

/** A package without a version has none that is known. */
const packages = eachOf(
  z.object({ name: z.string(), versionInfo: z.string().default('') }),
  imageBounds.listed,
);
/** Of a statement with an SPDX document, what is read here. */
const spdxSchema = z.object({
  predicateType: z.literal('https://spdx.dev/Document'),
  predicate: z.object({ packages: z.array(z.unknown()).default([]) }),
});

export interface ListedPackage {
  readonly name: string;
  readonly version: string;
}

const listedIn = 'packages in statements';

/** The packages that statements list, of all SPDX documents together, by name and version. What is no such document lists none. */
export function packagesOf(statements: readonly string[]): readonly ListedPackage[] {
  const listed = statements.flatMap((text) => {
    const document = spdxSchema.safeParse(parseJson(text));
    if (!document.success) return [];
    return packages.safeParse(boundedList(document.data.predicate.packages, listedIn)).data ?? [];
  });
  const each = new Map(
    listed.map(({ name, versionInfo }) => [`${name}\n${versionInfo}`, { name, version: versionInfo }]),
  );
  const sorted = [...each].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found);
  return boundedList(sorted, listedIn);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
