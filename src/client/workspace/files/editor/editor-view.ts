import type { editor, IDisposable } from 'monaco-editor/editor/editor.api.js';
import type { LabId } from '../../../../lab/lab-id.ts';
import { isLeaving } from '../../../core/terminal/keys.ts';
import type { DocumentState } from '../document-state.ts';
import { languageOf } from '../languages.ts';
import { applyEditorTheme } from './editor-theme.ts';
import { checkProfiles, type Monaco } from './monaco.ts';
import { profilePaths } from './profile-paths.ts';

/** Something that is wrong with a file, drawn at its place. */
export interface EditorMark {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface EditorViewOptions {
  readonly lab: LabId;
  readonly leaveHint: string;
  readonly onEdit: (path: string, text: string) => void;
  readonly onSave: (path: string) => void;
  readonly onBlur: (path: string) => void;
  readonly onLeave: () => void;
}

/** One editor over the models of all open files. */
export interface EditorView extends Disposable {
  /** Makes the models say what the documents say; what changes so can be undone by the learner. */
  sync(documents: ReadonlyMap<string, DocumentState>): void;
  show(path: string | undefined): void;
  /** Both versions into the history of a file: undo goes from one to the other. */
  remember(path: string, text: string): void;
  mark(marks: readonly EditorMark[]): void;
  reveal(path: string, line: number, column: number): void;
  modelOf(path: string): editor.ITextModel | undefined;
  focus(): void;
  restyle(): void;
}

/** Shared by editors and diffs. */
export const editorLooks = {
  fontFamily: '"IBM Plex Mono", ui-monospace, Menlo, Consolas, monospace',
  fontSize: 13.5,
  lineHeight: 21,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  automaticLayout: true,
  fixedOverflowWidgets: true,
  renderLineHighlight: 'line',
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  padding: { top: 8, bottom: 8 },
  stickyScroll: { enabled: false },
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 12,
} as const satisfies editor.IEditorOptions;

export function openEditorView(monaco: Monaco, element: HTMLElement, options: EditorViewOptions): EditorView {
  applyEditorTheme(monaco);
  const overflow = makeOverflow();
  const view = monaco.editor.create(element, {
    ...editorLooks,
    model: null,
    overflowWidgetsDomNode: overflow,
    tabSize: 2,
    quickSuggestions: { strings: true, comments: false, other: true },
    wordBasedSuggestions: 'off',
    guides: { indentation: true },
  });
  const models = new Map<
    string,
    { model: editor.ITextModel; heard: IDisposable; scroll: editor.ICodeEditorViewState | null }
  >();
  let shown: string | undefined;
  let profiles: readonly string[] = [];

  view.onKeyDown((event) => {
    if (!isLeaving(event.browserEvent)) return;
    event.preventDefault();
    event.stopPropagation();
    options.onLeave();
  });
  view.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS, () => {
    if (shown !== undefined) options.onSave(shown);
  });
  view.onDidBlurEditorWidget(() => {
    if (shown !== undefined) options.onBlur(shown);
  });

  const addressOf = (path: string) => monaco.Uri.from({ scheme: 'file', path: `/${options.lab}/${path}` });

  /** The worker begins anew with each list, so it is told of another one alone. */
  function followProfiles(documents: ReadonlyMap<string, DocumentState>): void {
    const addresses = profilePaths(documents).map((path) => addressOf(path).toString());
    if (addresses.join('\n') === profiles.join('\n')) return;
    profiles = addresses;
    checkProfiles(addresses);
  }

  function openModel(state: DocumentState): void {
    const uri = addressOf(state.path);
    monaco.editor.getModel(uri)?.dispose();
    const model = monaco.editor.createModel(state.text, languageOf(state.path), uri);
    const heard = model.onDidChangeContent(() => options.onEdit(state.path, model.getValue()));
    models.set(state.path, { model, heard, scroll: null });
  }

  function closeModel(path: string): void {
    const open = models.get(path);
    open?.heard.dispose();
    open?.model.dispose();
    models.delete(path);
  }

  function write(model: editor.ITextModel, text: string): void {
    model.pushStackElement();
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
    model.pushStackElement();
  }

  return {
    sync(documents) {
      followProfiles(documents);
      for (const path of [...models.keys()]) if (!documents.has(path)) closeModel(path);
      for (const state of documents.values()) {
        if (!state.editable) continue;
        const open = models.get(state.path);
        if (open === undefined) openModel(state);
        else if (open.model.getValue() !== state.text) write(open.model, state.text);
      }
    },
    show(path) {
      const before = shown === undefined ? undefined : models.get(shown);
      if (before !== undefined) before.scroll = view.saveViewState();
      shown = path;
      const open = path === undefined ? undefined : models.get(path);
      view.setModel(open?.model ?? null);
      if (open?.scroll) view.restoreViewState(open.scroll);
      view.updateOptions({ ariaLabel: `${path ?? 'No file'}. ${options.leaveHint}` });
    },
    remember(path, text) {
      const open = models.get(path);
      if (open === undefined) return;
      const now = open.model.getValue();
      write(open.model, text);
      write(open.model, now);
    },
    mark(marks) {
      for (const [path, { model }] of models) {
        const own = marks.filter((mark) => mark.path === path);
        monaco.editor.setModelMarkers(
          model,
          'drydock',
          own.map(({ line, column, message }) => ({
            severity: monaco.MarkerSeverity.Error,
            message,
            startLineNumber: line,
            startColumn: column,
            endLineNumber: line,
            endColumn: model.getLineMaxColumn(Math.min(line, model.getLineCount())),
          })),
        );
      }
    },
    reveal(path, line, column) {
      if (path !== shown) this.show(path);
      view.revealLineInCenter(line);
      view.setPosition({ lineNumber: line, column });
    },
    modelOf: (path) => models.get(path)?.model,
    focus: () => view.focus(),
    restyle: () => applyEditorTheme(monaco),
    [Symbol.dispose]() {
      view.dispose();
      for (const path of [...models.keys()]) closeModel(path);
      overflow.remove();
    },
  };
}

/**
 * Where hovers and suggestions are drawn: under the body, since a container that is queried for its size
 * would place and clip them.
 */
export function makeOverflow(): HTMLElement {
  const overflow = document.createElement('div');
  overflow.className = 'monaco-editor ws-editor-overflow';
  document.body.append(overflow);
  return overflow;
}
