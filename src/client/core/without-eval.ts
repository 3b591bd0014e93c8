/**
 * Imported before any schema is made: zod compiles them with `new Function` where it may, and finds out whether it may
 * by trying, which our content policy refuses and reports.
 */
import * as z from 'zod';

z.config({ jitless: true });
