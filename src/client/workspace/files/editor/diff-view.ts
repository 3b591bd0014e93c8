import type { editor } from 'monaco-editor/editor/editor.api.js';
import { isLeaving } from '../../../core/terminal/keys.ts';
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
  });
  const sides = [
    [view.getOriginalEditor(), options.originalLabel],
    [view.getModifiedEditor(), options.modifiedLabel],
  ] as const;
  for (const [side, ariaLabel] of sides) {
    // The diff editor takes the labels in its own options, and loses them when any other option changes.
    side.updateOptions({ ariaLabel });
    side.onDidChangeConfiguration(() => {
      if (side.getOption(monaco.editor.EditorOption.ariaLabel) !== ariaLabel)
        side.updateOptions({ ariaLabel });
    });
    side.onKeyDown((event) => {
      if (!isLeaving(event.browserEvent)) return;
      event.preventDefault();
      event.stopPropagation();
      options.onLeave();
    });
  }
  const models = {
    original: monaco.editor.createModel('', 'plaintext'),
    modified: monaco.editor.createModel('', 'plaintext'),
  };
  const comparison = view.createViewModel(models);
  view.setModel(comparison);
  view.onDidUpdateDiff(() => options.onChanges(view.getLineChanges()?.length ?? 0));

  function put(model: editor.ITextModel, text: string, language: string): void {
    monaco.editor.setModelLanguage(model, language);
    if (model.getValue() !== text) model.setValue(text);
  }

  return {
    show({ path, original, modified }) {
      const language = languageOf(path);
      put(models.original, original, language);
      put(models.modified, modified, language);
    },
    go: (where) => view.goToDiff(where),
    changeAtCursor() {
      const line = view.getModifiedEditor().getPosition()?.lineNumber ?? 1;
      return findChangeAt(view.getLineChanges() ?? [], line);
    },
    focus: () => view.getModifiedEditor().focus(),
    restyle: () => applyEditorTheme(monaco),
    [Symbol.dispose]() {
      // First of all: it calls off a comparison under way, which would fail without its models.
      comparison.dispose();
      view.dispose();
      models.original.dispose();
      models.modified.dispose();
      overflow.remove();
      // The editors inside of a diff editor leave a factory for hovers behind that went with them, and every
      // other editor would fail on it. A new editor brings one that stays.
      monaco.editor.create(document.createElement('div'), { model: null }).dispose();
    },
  };
}
