import { columnOfSteps, type Step } from './column-of-steps.ts';
import type { Drawing } from './shapes.ts';

/** A build with a scanner, in its order: who does it, what, and what is handed over. */
const steps: readonly Step[] = [
  ['BuildKit', 'runs the Dockerfile', 'FROM, RUN, COPY'],
  ['', 'mounts the finished root, read-only', '/run/src/core/sbom'],
  ['scanner', 'reads records in it, writes a document', '/run/out/….spdx.json'],
  ['BuildKit', 'makes the manifest, fills in the subject', 'sha256:… of the manifest'],
  ['', 'stores image and statements together', 'an index of two manifests'],
];

export const scannerInABuild: Drawing = {
  title: 'A build with a scanner',
  inWords:
    'BuildKit runs the steps of the Dockerfile. It mounts the root of the finished image at /run/src/core/sbom, read-only, in a container of the scanner’s image. The scanner reads the records that it knows in that folder, and writes a document into /run/out. BuildKit then makes the manifest of the image and fills its digest into the document as the subject of the statement. It stores image and statements together, as an index of two manifests.',
  ...columnOfSteps(steps, { pitch: 48, shaded: 2 }),
};
