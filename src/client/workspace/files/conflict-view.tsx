import type { FileContent } from '../../../lab/wire/files.ts';
import { useWorkspace } from '../workspace-context.ts';
import { DiffPane } from './diff-pane.tsx';
import type { DocumentState } from './document-state.ts';

interface ConflictViewProps {
  readonly state: DocumentState;
  readonly theirs: FileContent;
}

/** A file of which there are two versions. Whichever is taken, undo in the editor brings the other back. */
export function ConflictView({ state, theirs }: ConflictViewProps) {
  const { files, editor } = useWorkspace();
  const { path } = state;
  const theirText = theirs.text ?? '';

  function keepMine(): void {
    editor.value?.remember(path, theirText);
    void files.keepMine(path);
  }

  return (
    <section class="ws-conflict" aria-label={`Two versions of ${path}`}>
      <div class="ws-banner" data-tone="blocked" role="alert">
        <p>
          <strong>{path} has changed elsewhere</strong> since you began to edit it: in the terminal, or in
          another window. Nothing is lost: undo brings the other version back.
        </p>
        <p class="ws-choices">
          <button type="button" class="dd-button" data-kind="primary" onClick={keepMine}>
            Keep mine
          </button>
          <button type="button" class="dd-button" onClick={() => files.takeTheirs(path)}>
            Take theirs
          </button>
        </p>
      </div>
      <DiffPane
        texts={{ path, original: theirText, modified: state.text }}
        originalLabel="Theirs, in the workspace now"
        modifiedLabel="Mine, not saved"
        onChanges={() => {}}
        onView={() => {}}
      />
    </section>
  );
}
