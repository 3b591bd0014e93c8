import { getJunitXml } from 'junit-xml';

/**
 * What junit-xml takes: suites of cases. A case's `failures` are what was judged and is not so, its `errors` our own
 * trouble.
 */
export type JUnitReport = Parameters<typeof getJunitXml>[0];

/** Begins the type of a failure until it is told from an error: no type of ours has a colon. */
const failure = 'failure:';

/** What XML 1.0 has no way to write, as programs print it: colours, and bytes that are no text. */
const unwritable = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** What a CI service obeys that reads a log line by line: `::error::` where a line begins, `##[error]` anywhere. */
const command = /^(\s*):(?=:)/gm;
const heard = /#(?=#\w*\[)/g;

/** A report as JUnit XML, with `<failure>` for failures and `<error>` for errors, each with its type and text. */
export function formatJUnitReport({ suites, ...report }: JUnitReport): string {
  const marked = suites.map((suite) => ({
    ...suite,
    testCases: suite.testCases.map(({ failures, ...testCase }) => ({
      ...testCase,
      ...(failures && { failures: failures.map((one) => ({ ...one, type: `${failure}${one.type ?? ''}` })) }),
    })),
  }));
  // The library writes both as errors, with the type in the only attribute; in texts a `<` is never written as such.
  return getJunitXml({ ...report, suites: marked })
    .replaceAll(/<error type="failure:([^"]*)">([^<]*)<\/error>/g, '<failure type="$1">$2</failure>')
    .replaceAll(unwritable, '\u{fffd}')
    .replaceAll(command, '$1&#58;')
    .replaceAll(heard, '&#35;');
}
