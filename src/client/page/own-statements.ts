/** Reads documents that the reader opened. They stay in the browser. */
import {
  mostCharacters,
  type NoStatement,
  readStatement,
  type Statement,
  tooLarge,
} from '../../lab/statements/statement.ts';
import { type StatementView, viewStatements } from '../../lab/statements/statement-view.ts';

export { statementTable } from './statement-rows.ts';

export interface OpenedFile {
  readonly name: string;
  readonly size: number;
  text(): Promise<string>;
}

/** A file may have several documents, one a line: then its first list of packages, or its first provenance, is taken. */
export async function viewFiles(files: readonly OpenedFile[]): Promise<StatementView | NoStatement> {
  const read = await Promise.all(
    files.map(async (file) => {
      const found = file.size > mostCharacters ? tooLarge : readAny(await file.text());
      return 'fault' in found ? { fault: `${file.name}: ${found.fault}` } : found;
    }),
  );
  const fault = read.find((each) => 'fault' in each);
  if (fault) return fault;
  return viewStatements(read.filter((each): each is Statement => !('fault' in each)));
}

function readAny(text: string): Statement | NoStatement {
  const whole = readStatement(text);
  if (!('fault' in whole)) return whole;
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  if (lines.length < 2 || lines.length > 100) return whole;
  return lines.map(readStatement).find((each) => !('fault' in each)) ?? whole;
}
