import type { ErrorReport } from '../../lab/errors.ts';

/** What the server said against something: what is so, and what to do. The place is there before the words come. */
export function Problem({ report }: { readonly report: ErrorReport | undefined }) {
  return (
    <div class="dd-problem" role="alert">
      {report !== undefined && (
        <>
          <p>{report.message}</p>
          {report.fix !== undefined && <p>{report.fix}</p>}
        </>
      )}
    </div>
  );
}
