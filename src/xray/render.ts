import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** A drawing as HTML text, for pages that are made without a browser. */
export function renderDrawing(drawing: JSX.Element): string {
  return renderToString(drawing);
}
