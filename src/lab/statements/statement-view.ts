/** What a page shows of one document about an image, or of two that are held against each other. */
import { type ComparedPackage, comparePackages } from './compare-packages.ts';
import type { Provenance } from './provenance.ts';
import type { NoStatement, Statement } from './statement.ts';

/** A member of a provenance, with what it is worth. */
export interface ProvenanceRow {
  readonly member: string;
  /** Empty where the statement says nothing. */
  readonly says: readonly string[];
  readonly worth: string;
}

export type StatementView =
  | { readonly kind: 'packages'; readonly title: string; readonly rows: readonly ComparedPackage[] }
  | { readonly kind: 'provenance'; readonly title: string; readonly rows: readonly ProvenanceRow[] };

const aboutWhom = (subject: string | undefined) =>
  subject === undefined ? 'a document that names no image' : `about ${subject.slice(0, 19)}…`;

/** One list of packages, two of them, or one provenance; anything else is a fault. */
export function viewStatements(statements: readonly Statement[]): StatementView | NoStatement {
  const [first, second, ...more] = statements;
  if (!first || more.length > 0) return { fault: 'Choose one document, or two lists of packages.' };
  if (first.said.kind === 'provenance')
    return second
      ? { fault: 'Two documents are held against each other where both list packages.' }
      : {
          kind: 'provenance',
          title: `${first.said.format}, ${aboutWhom(first.subject)}`,
          rows: provenanceRows(first.said.provenance, first.subject),
        };
  const { format, packages } = first.said;
  if (!second)
    return {
      kind: 'packages',
      title: `${format}, ${count(packages.length)}, ${aboutWhom(first.subject)}`,
      rows: comparePackages(packages, packages),
    };
  if (second.said.kind === 'provenance')
    return { fault: 'Two documents are held against each other where both list packages.' };
  const rows = comparePackages(packages, second.said.packages);
  const of = (change: ComparedPackage['change']) => rows.filter((row) => row.change === change).length;
  return {
    kind: 'packages',
    title: `${count(packages.length)} and ${count(second.said.packages.length)}: ${of('added')} more, ${of('removed')} less, ${of('changed')} in another version`,
    rows,
  };
}

const count = (packages: number) => `${packages} package${packages === 1 ? '' : 's'}`;

function provenanceRows(provenance: Provenance, subject: string | undefined): readonly ProvenanceRow[] {
  const { builder, materials, parameters, secrets, steps, startedOn, finishedOn } = provenance;
  return [
    {
      member: 'subject',
      says: subject === undefined ? [] : [subject],
      worth: 'Holds for whoever compares the manifest with it.',
    },
    {
      member: 'builder',
      says: builder === '' ? [] : [builder],
      worth: 'A text that whoever starts the build may choose.',
    },
    {
      member: 'materials',
      says: materials.map(({ uri, digest }) => `${uri} ${digest}`.trim()),
      worth: 'What the builder took in, by digest. It may have taken in more than it says.',
    },
    {
      member: 'arguments',
      says: parameters.map(([name, value]) => `${name} = ${value}`),
      worth: 'Readable for whoever can pull the image.',
    },
    { member: 'secrets', says: secrets, worth: 'Their ids; what was in them is not here.' },
    {
      member: 'steps',
      says: steps === 0 ? [] : [String(steps)],
      worth: 'Described with mode=max, commands and environment included.',
    },
    {
      member: 'time',
      says: [startedOn, finishedOn].filter(Boolean),
      worth: 'By the clock of the builder.',
    },
  ];
}
