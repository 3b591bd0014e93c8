/**
 * Turns what an author writes into what the components take: finds labs, tasks, questions and files by their
 * ids, makes transcripts of console fences, numbers figures. Whatever is not there is an error that names
 * file, line, id and the nearest that is.
 */
import { relative } from 'node:path';
import type { InlineCode, Root, Table } from 'mdast';
import { visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { ChapterReader } from './chapter-reader.ts';
import { isComponent } from './jsx.ts';
import type { Library } from './library.ts';
import { stackWideTable } from './stack-wide-table.ts';
import { withholdSolutions } from './withhold-solutions.ts';

export interface ChapterMarkupOptions {
  readonly root: string;
  readonly library: () => Promise<Library>;
  /** Whether what shows a lab solved is left out, with the last hint of each task. */
  readonly withoutSolutions?: boolean;
}

/** A plugin of remark. Files outside of `content/` are left alone. */
export function chapterMarkup(options: ChapterMarkupOptions) {
  return async (tree: Root, file: VFile): Promise<void> => {
    const path = relative(options.root, file.path);
    if (!/^content[\\/]/.test(path)) return;
    const frontmatter = (file.data.astro?.frontmatter ?? {}) as { labs?: string[] };
    const library = await options.library();
    const chapter = new ChapterReader(path, library, frontmatter.labs ?? []);
    visit(tree, (node, index, parent) => {
      if (node.type === 'code' && node.lang === 'console' && parent && index !== undefined) {
        chapter.readTranscript(node, parent, index);
      } else if (isComponent(node) && node.name !== null && /^[A-Z]/.test(node.name)) {
        chapter.readComponent(node, parent);
      } else if (node.type === 'table') {
        nameRows(node);
        stackWideTable(node, parent !== undefined && isComponent(parent) && parent.name === 'Figure');
        visit(node, 'inlineCode', breakAfterSlashes);
      }
    });
    chapter.finish();
    if (options.withoutSolutions === true) withholdSolutions(tree, library);
  };
}

/** The first cell of a row says what the row is about: to a screen reader it is the row's name. */
function nameRows({ children: [, ...rows] }: Table): void {
  for (const {
    children: [first],
  } of rows)
    if (first) first.data = { ...first.data, hName: 'th', hProperties: { scope: 'row' } };
}

/** In a column that is narrower than a path, the path breaks between its names and not within one. */
function breakAfterSlashes(code: InlineCode): void {
  const [first = '', ...rest] = code.value.split(/(?<=[^/]\/)(?=[^/])/);
  const text = (value: string) => ({ type: 'text', value }) as const;
  const wbr = { type: 'element', tagName: 'wbr', properties: {}, children: [] } as const;
  code.data = { ...code.data, hChildren: [text(first), ...rest.flatMap((part) => [wbr, text(part)])] };
}
