import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where this copy of Drydock is: the folder with `labs`, `content` and `src`. */
export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));
