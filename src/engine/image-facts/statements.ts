/** What is attested of an image: in-toto statements, as BuildKit attaches them to it. */
import * as z from 'zod';
import { boundedList } from './image-meter.ts';

/** The predicate type of an in-toto statement, where a JSON document begins as one. */
export function predicateOf(head: string | undefined): string | undefined {
  if (head === undefined || !/"_type"\s*:\s*"https:\/\/in-toto\.io\/Statement\//.test(head)) return undefined;
  return /"predicateType"\s*:\s*"([^"]*)"/.exec(head)?.[1];
}

/** Of a statement with an SPDX document, what is read here. A package without a version has none that is known. */
const spdxSchema = z.object({
  predicateType: z.literal('https://spdx.dev/Document'),
  predicate: z.object({
    packages: z.array(z.object({ name: z.string(), versionInfo: z.string().default('') })).default([]),
  }),
});

export interface ListedPackage {
  readonly name: string;
  readonly version: string;
}

/** The packages that statements list, of all SPDX documents together, by name and version. What is no such document lists none. */
export function packagesOf(statements: readonly string[]): readonly ListedPackage[] {
  const listed = statements.flatMap((text) => {
    const parsed = spdxSchema.safeParse(parseJson(text));
    return parsed.success ? parsed.data.predicate.packages : [];
  });
  const each = new Map(
    listed.map(({ name, versionInfo }) => [`${name}\n${versionInfo}`, { name, version: versionInfo }]),
  );
  const sorted = [...each].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found);
  return boundedList(sorted, 'packages in statements');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
