import { type Statement, StatementSchema } from './statement.ts';
import { notGradedType, statementType, testResultType } from './types.ts';

/** What a payload says, whoever signed it. */
export function readStatement(
  payload: Uint8Array,
):
  | { readonly statement: Statement }
  | { readonly fault: 'not-in-toto' | 'other-predicate' | 'not-evidence'; readonly why: string } {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return { fault: 'not-in-toto', why: 'carries a payload that is not JSON in UTF-8' };
  }
  const parsed = StatementSchema.safeParse(value);
  if (parsed.success) return { statement: parsed.data };
  const { _type: type, predicateType } = membersOf(value);
  if (type !== statementType)
    return { fault: 'not-in-toto', why: `carries no statement of in-toto: its “_type” is ${said(type)}` };
  if (predicateType !== testResultType && predicateType !== notGradedType)
    return {
      fault: 'other-predicate',
      why: `is a statement of the type ${said(predicateType)}, and no result of grading`,
    };
  const [issue] = parsed.error.issues;
  return {
    fault: 'not-evidence',
    why: `is none that Drydock makes: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  };
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

const said = (value: unknown): string => (JSON.stringify(value) ?? 'not there').slice(0, 200);
