/**
 * Imported before any schema is made: zod compiles each schema with `new Function` as it is used first, which takes a
 * short command longer than it saves. Of `drydock labs list` it is a tenth. The server and proofs, which use schemas for
 * longer, have them compiled.
 */
import * as z from 'zod';

const long = ['start', 'verify'];

if (!process.argv.some((word) => long.includes(word))) z.config({ jitless: true });
