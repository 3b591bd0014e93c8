/** Reads lines of `name=value`; tabs in a value, as the kernel writes them between numbers, become spaces. */
export function parseSysctlLines(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const equals = line.indexOf('=');
      return equals > 0
        ? [
            [
              line.slice(0, equals),
              line
                .slice(equals + 1)
                .trim()
                .replaceAll('\t', ' '),
            ],
          ]
        : [];
    }),
  );
}
