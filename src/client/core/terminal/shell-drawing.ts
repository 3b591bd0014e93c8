import { makePart } from '../part.ts';

/** That in which shells are drawn: it weighs more than all the rest of us. */
export const shellDrawing = makePart(() => import('./shell-view.ts'));
