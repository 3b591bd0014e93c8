/** Checks what a server says. Imported with the first answer: schemas and zod weigh more than the rest of a page. */
import './without-eval.ts';

export { ErrorBodySchema } from '../../lab/wire/error-report.ts';
export { parseEventLine } from '../../lab/wire/events.ts';
export { parseAnswer } from '../../lab/wire/routes.ts';
