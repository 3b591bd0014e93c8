/** The transcripts of a chapter, found with the parser that also makes its page. */
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import type { Transcript } from './transcript.ts';
import { parseTranscript } from './transcript.ts';

export interface PlacedTranscript {
  readonly transcript: Transcript;
  /** Lines of the opening and the closing fence, counted from 1. */
  readonly from: number;
  readonly to: number;
}

/**
 * In the order in which they stand. `file` is named in errors (`bad-chapter`).
 * To write one anew, replace the lines between `from` and `to` by `formatTranscript`.
 */
export function findTranscripts(mdx: string, file: string): readonly PlacedTranscript[] {
  const found: PlacedTranscript[] = [];
  const tree = unified().use(remarkParse).use(remarkMdx).parse(blankFrontmatter(mdx));
  visit(tree, 'code', (node) => {
    if (node.lang !== 'console' || node.position === undefined) return;
    const { start, end } = node.position;
    const transcript = parseTranscript(node.meta ?? '', node.value, { file, line: start.line });
    found.push({ transcript, from: start.line, to: end.line });
  });
  return found;
}

/** Keeps the count of lines. */
function blankFrontmatter(mdx: string): string {
  return mdx.replace(/^---\r?\n[\s\S]*?\r?\n---(?=\r?\n|$)/, (block) => block.replace(/[^\r\n]/g, ''));
}
