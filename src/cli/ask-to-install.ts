import { createInterface } from 'node:readline/promises';
import type { EnginePart } from '../seats/embedded/package-plan.ts';

/** Asks on a terminal before packages are installed; `--yes` or no terminal means yes. */
export function askToInstall(yes: boolean): (missing: readonly EnginePart[]) => Promise<boolean> {
  return async (missing) => {
    if (yes || !process.stdin.isTTY || !process.stderr.isTTY) return true;
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    try {
      const answer = await prompt.question(
        `Drydock needs a Docker Engine and will install from Debian's packages: ${missing.flatMap((part) => part.packages).join(' ')}\nGo on? [Y/n] `,
      );
      return !/^n/i.test(answer.trim());
    } finally {
      prompt.close();
    }
  };
}
