import { isLeaving } from '../../terminal/keys.ts';
import { languageOf } from '../languages.ts';
import type { LineChange } from '../line-changes.ts';
import { findChangeAt } from '../line-changes.ts';
import { applyEditorTheme } from './editor-theme.ts';
import { editorLooks, makeOverflow } from './editor-view.ts';
import type { Monaco } from './monaco.ts';

export interface DiffTexts {
  readonly path: string;
  readonly original: string;
  readonly modified: string;
}

export interface DiffViewOptions {
  readonly originalLabel: string;
  readonly modifiedLabel: string;
  /** The number of places that differ, whenever it was worked out anew. */
  readonly onChanges: (count: number) => void;
  readonly onLeave: () => void;
}

/** Two versions side by side, or one under the other where there is little room. Read-only. */
export interface DiffView extends Disposable {
  show(texts: DiffTexts): void;
  go(where: 'next' | 'previous'): void;
  /** The change at the cursor of the modified side. */
  changeAtCursor(): LineChange | undefined;
  focus(): void;
  restyle(): void;
}

export function openDiffView(monaco: Monaco, element: HTMLElement, options: DiffViewOptions): DiffView {
  applyEditorTheme(monaco);
  const overflow = makeOverflow();
  const view = monaco.editor.createDiffEditor(element, {
    ...editorLooks,
    overflowWidgetsDomNode: overflow,
    readOnly: true,
    originalEditable: false,
    renderSideBySide: true,
    useInlineViewWhenSpaceIsLimited: true,
    renderSideBySideInlineBreakpoint: 560,
    renderOverviewRuler: false,
    renderMarginRevertIcon: false,
    renderGutterMenu: false,
    hideUnchangedRegions: { enabled: false },
    originalAriaLabel: options.originalLabel,
    modifiedAriaLabel: options.modifiedLabel,
  });
  for (const side of [view.getOriginalEditor(), view.getModifiedEditor()]) {
    side.onKeyDown((event) => {
      if (!isLeaving(event.browserEvent)) return;
      event.preventDefault();
      event.stopPropagation();
      options.onLeave();
    });
  }
  let texts: DiffTexts | undefined;
  view.onDidUpdateDiff(() => options.onChanges(view.getLineChanges()?.length ?? 0));

  function dropModels(): void {
    const before = view.getModel();
    view.setModel(null);
    before?.original.dispose();
    before?.modified.dispose();
  }

  return {
    show(next) {
      if (texts?.path === next.path) {
        const model = view.getModel();
        if (model?.original.getValue() !== next.original) model?.original.setValue(next.original);
        if (model?.modified.getValue() !== next.modified) model?.modified.setValue(next.modified);
      } else {
        dropModels();
        const language = languageOf(next.path);
        view.setModel({
          original: monaco.editor.createModel(next.original, language),
          modified: monaco.editor.createModel(next.modified, language),
        });
      }
      texts = next;
    },
    go: (where) => view.goToDiff(where),
    changeAtCursor() {
      const line = view.getModifiedEditor().getPosition()?.lineNumber ?? 1;
      return findChangeAt(view.getLineChanges() ?? [], line);
    },
    focus: () => view.getModifiedEditor().focus(),
    restyle: () => applyEditorTheme(monaco),
    [Symbol.dispose]() {
      dropModels();
      view.dispose();
      overflow.remove();
    },
  };
}
