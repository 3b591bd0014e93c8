import type { HostReport } from '../lab/protocol.ts';
import type { LabLibrary } from '../runner/library/lab-library.ts';
import type { HomePaths } from '../seats/home.ts';
import type { PreparingSeatDirectory } from '../seats/seat-directory.ts';

/** What this machine is and can, and which labs run on it. */
export async function hostReport(parts: {
  readonly signal: AbortSignal;
  readonly seats: PreparingSeatDirectory;
  readonly library: LabLibrary;
  readonly paths: HomePaths;
}): Promise<HostReport> {
  const { seats, library } = parts;
  return {
    facts: [],
    labs: library.list().map(({ id, manifest }) => ({
      id,
      title: manifest.title,
      runnable: seats.runnable(manifest) ?? {
        ok: false,
        reason: 'The engine is still being prepared.',
        fix: 'Wait for it.',
      },
    })),
  };
}
