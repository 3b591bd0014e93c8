/** What SPDX 2 and CycloneDX documents list, in one form. */
import * as z from 'zod';
import { eachOf } from '../general/each-of.ts';

export interface ListedPackage {
  readonly name: string;
  /** Empty where none is said. */
  readonly version: string;
  /** Empty where none is said, or that nobody knows. */
  readonly licence: string;
  /** Where it was read: a file, or a tool's words for it. Empty where nothing is said. */
  readonly from: string;
  /** https://github.com/package-url/purl-spec, or empty. */
  readonly purl: string;
}

export interface PackageList {
  /** `SPDX 2.3`, `CycloneDX 1.6`. */
  readonly format: string;
  readonly packages: readonly ListedPackage[];
}

/** A page would stand still over more. */
export const mostPackages = 50_000;
/** Of one package: references, licences, places. */
const most = 1_000;

const word = z.string().default('');
const SpdxSchema = z.looseObject({
  spdxVersion: z.string().regex(/^SPDX-2\./),
  packages: eachOf(
    z.looseObject({
      name: z.string(),
      versionInfo: word,
      licenseConcluded: word,
      licenseDeclared: word,
      licenseComments: word,
      sourceInfo: word,
      externalRefs: eachOf(
        z.looseObject({ referenceType: z.string(), referenceLocator: z.string() }),
        most,
      ).default([]),
    }),
    mostPackages,
  ).default([]),
});

const known = (licence: string) => (/^(NOASSERTION|NONE)?$/.test(licence) ? '' : licence);

/** An SPDX 2 document; undefined where it is none. */
export function readSpdx(value: unknown): PackageList | undefined {
  const parsed = SpdxSchema.safeParse(value);
  if (!parsed.success) return undefined;
  return {
    format: parsed.data.spdxVersion.replace('-', ' '),
    packages: parsed.data.packages.map((each) => ({
      name: each.name,
      version: each.versionInfo,
      licence: known(each.licenseConcluded) || known(each.licenseDeclared) || each.licenseComments,
      from: each.sourceInfo.replace(/^read in /, ''),
      purl: each.externalRefs.find(({ referenceType }) => referenceType === 'purl')?.referenceLocator ?? '',
    })),
  };
}

const LicenceSchema = z.looseObject({
  expression: word,
  license: z.looseObject({ id: word, name: word }).default({ id: '', name: '' }),
});
const CycloneDxSchema = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string(),
  components: eachOf(
    z.looseObject({
      name: z.string(),
      group: word,
      version: word,
      purl: word,
      licenses: eachOf(LicenceSchema, most).default([]),
      evidence: z
        .looseObject({ occurrences: eachOf(z.looseObject({ location: z.string() }), most).default([]) })
        .optional(),
    }),
    mostPackages,
  ).default([]),
});

/** A CycloneDX document; undefined where it is none. */
export function readCycloneDx(value: unknown): PackageList | undefined {
  const parsed = CycloneDxSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const licence = ({ expression, license }: z.output<typeof LicenceSchema>) =>
    expression || license.id || license.name;
  return {
    format: `CycloneDX ${parsed.data.specVersion}`,
    packages: parsed.data.components.map((each) => ({
      name: each.group === '' ? each.name : `${each.group}/${each.name}`,
      version: each.version,
      licence: each.licenses.map(licence).filter(Boolean).join(', '),
      from: each.evidence?.occurrences[0]?.location ?? '',
      purl: each.purl,
    })),
  };
}
