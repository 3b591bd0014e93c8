import type { ErrorReport } from '../../../lab/errors.ts';
import { Problem } from '../../parts/problem.tsx';

/** Why a table is none; each line that is wrong, where there are several. */
export function TableProblems({ report }: { readonly report: ErrorReport | undefined }) {
  const { problems = [] } = report ?? {};
  return (
    <>
      <Problem report={report} />
      {problems.length > 1 && (
        <ul class="dd-line-problems">
          {problems.map(({ message }) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
    </>
  );
}
