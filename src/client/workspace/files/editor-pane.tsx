import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { leavingKeys } from '../../core/terminal/keys.ts';
import { onThemeChange } from '../../core/theme.ts';
import type { Workspace } from '../workspace-context.ts';
import { useWorkspace } from '../workspace-context.ts';
import type { EditorMark, EditorView } from './editor/editor-view.ts';
import { findPlacedFile, locatePlace, markText } from './error-place.ts';

/** The editor, imported with the first open file. */
export function EditorPane({ hidden }: { readonly hidden: boolean }) {
  const workspace = useWorkspace();
  const { files, editor } = workspace;
  const place = useRef<HTMLDivElement>(null);
  const failed = useSignal(false);
  const wanted = files.current.value !== undefined;

  useEffect(() => {
    const element = place.current;
    if (element === null || !wanted) return undefined;
    let gone = false;
    let view: EditorView | undefined;
    let forgetTheme = () => {};
    openEditor(workspace, element).then(
      (opened) => {
        if (gone) return opened[Symbol.dispose]();
        view = opened;
        forgetTheme = onThemeChange(() => opened.restyle());
        editor.value = opened;
      },
      (error: unknown) => {
        failed.value = true;
        console.error(error);
      },
    );
    return () => {
      gone = true;
      forgetTheme();
      editor.value = undefined;
      view?.[Symbol.dispose]();
    };
  }, [wanted]);

  useSignalEffect(() => {
    const view = editor.value;
    const documents = files.documents.value;
    view?.sync(documents);
    view?.show(files.current.value);
    view?.mark(marksOf(workspace));
  });

  return (
    <>
      {failed.value && <p class="ws-empty">The editor could not be loaded from the server.</p>}
      {!failed.value && wanted && editor.value === undefined && !hidden && (
        <p class="ws-empty">Opening the editor …</p>
      )}
      <div class="ws-editor" ref={place} hidden={hidden} />
    </>
  );
}

async function openEditor(workspace: Workspace, element: HTMLElement): Promise<EditorView> {
  const { files, store } = workspace;
  const [{ loadMonaco }, { openEditorView }] = await Promise.all([
    import('./editor/monaco.ts'),
    import('./editor/editor-view.ts'),
  ]);
  const monaco = await loadMonaco();
  return openEditorView(monaco, element, {
    lab: store.lab,
    leaveHint: `${leavingKeys(navigator.platform).join('+')} leaves the editor.`,
    onEdit: (path, text) => files.edit(path, text),
    onSave: (path) => void files.save(path),
    onBlur: (path) => void files.save(path),
    onLeave: () => workspace.leave('files'),
  });
}

/** The places of the errors at hand, in the files that are open. */
function marksOf({ store, files }: Workspace): readonly EditorMark[] {
  const documents = files.documents.value;
  const errors = [store.status.value?.error, store.trouble.value];
  const problems = errors.flatMap((error) => error?.problems ?? (error === undefined ? [] : [error]));
  return problems.flatMap((problem) => {
    if (problem.place === undefined) return [];
    const path = findPlacedFile(problem.place, [...documents.keys()]);
    const text = path === undefined ? undefined : documents.get(path)?.text;
    if (path === undefined || text === undefined) return [];
    return [{ path, ...locatePlace(problem.place, text), message: markText(problem) }];
  });
}
