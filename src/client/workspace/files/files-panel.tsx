import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Icon } from '../frame/icon.tsx';
import { TabList } from '../frame/tab-list.tsx';
import { useWorkspace } from '../workspace-context.ts';
import { ConflictView } from './conflict-view.tsx';
import type { DocumentMark } from './document-state.ts';
import { markOf } from './document-state.ts';
import { EditorPane } from './editor-pane.tsx';
import { FileTree } from './file-tree-view.tsx';
import { SolutionView } from './solution-view.tsx';

/** The learner's files: tree, tabs of what is open, editor; or two versions of one. */
export function FilesPanel() {
  const { store, files, layout, solution } = useWorkspace();
  const treeOpen = useSignal(layout.arrangement.value !== 'single');
  const opens = store.view.value?.opens;
  const there = files.entries.value.some((entry) => entry.path === opens);
  const shown = layout.isShown('files');
  const none = files.entries.value.length === 0;
  // A stopped lab may have files of an earlier start, and one that starts has them later than the page looks for them.
  useEffect(() => {
    if (shown && none) void files.list();
  }, [shown, none, store.status.value?.phase]);
  // The file that the lab is about is there to be read when the panel is first looked at.
  useEffect(() => {
    if (shown && there && opens !== undefined && files.current.value === undefined) void files.open(opens);
  }, [shown, there, opens]);

  if (solution.value !== undefined) return <SolutionView files={solution.value} />;
  const current = files.current.value;
  const state = current === undefined ? undefined : files.documents.value.get(current);
  return (
    <div class="ws-files" data-tree={treeOpen.value}>
      <div class="ws-file-bar">
        <button
          type="button"
          class="ws-tool"
          aria-expanded={treeOpen.value}
          aria-controls="ws-tree"
          aria-label="Tree of files"
          title="Tree of files"
          onClick={() => {
            treeOpen.value = !treeOpen.value;
          }}
        >
          <Icon name="folder" />
        </button>
        <FileTabs />
      </div>
      {treeOpen.value && (
        <FileTree
          onOpen={() => {
            if (layout.arrangement.value === 'single') treeOpen.value = false;
          }}
        />
      )}
      <div class="ws-editor-area" role="tabpanel" id="ws-editor-area" aria-label={current ?? 'No file'}>
        {state?.theirs !== undefined && <ConflictView key={state.path} state={state} theirs={state.theirs} />}
        {state?.gone === true && <GoneNote path={state.path} />}
        {state?.editable === false && (
          <p class="ws-empty">
            {state.path} is not text, or too big to edit here ({state.sizeBytes} bytes). The terminal can show
            it.
          </p>
        )}
        {state === undefined && <p class="ws-empty">Choose a file to edit it.</p>}
        {shown && (
          <EditorPane hidden={state === undefined || !state.editable || state.theirs !== undefined} />
        )}
      </div>
      <SaveState />
    </div>
  );
}

function FileTabs() {
  const { files } = useWorkspace();
  const documents = [...files.documents.value.values()];
  if (documents.length === 0) return null;
  return (
    <TabList
      label="Open files"
      selected={`ws-file-${files.current.value}`}
      onSelect={(id) => {
        files.current.value = id.replace('ws-file-', '');
      }}
      tabs={documents.map((state) => ({
        id: `ws-file-${state.path}`,
        controls: 'ws-editor-area',
        onClose: () => void files.close(state.path),
        label: (
          <>
            {state.path.split('/').at(-1)}
            <MarkDot mark={markOf(state)} />
          </>
        ),
      }))}
    />
  );
}

const markWords: Readonly<Record<DocumentMark, string>> = {
  saved: '',
  dirty: 'not saved yet',
  saving: 'being saved',
  conflict: 'two versions',
  gone: 'deleted elsewhere',
  kept: 'kept in this browser, not saved',
};

function MarkDot({ mark }: { readonly mark: DocumentMark }) {
  if (mark === 'saved') return null;
  return (
    <>
      <span class="ws-dirty" data-mark={mark} title={markWords[mark]} />
      <span class="ws-sr">, {markWords[mark]}</span>
    </>
  );
}

/** In words, at the foot: whether what is on the screen is what the server has. */
function SaveState() {
  const { files } = useWorkspace();
  const path = files.current.value;
  const state = path === undefined ? undefined : files.documents.value.get(path);
  if (state === undefined || path === undefined) return null;
  const mark = markOf(state);
  return (
    <p class="ws-file-foot">
      <span class="ws-muted">{path}</span>
      <span data-mark={mark}>{mark === 'saved' ? 'saved' : markWords[mark]}</span>
    </p>
  );
}

function GoneNote({ path }: { readonly path: string }) {
  const { files } = useWorkspace();
  return (
    <p class="ws-banner" data-tone="blocked" role="status">
      <strong>{path} was deleted elsewhere.</strong> What you see is your copy.{' '}
      <button type="button" class="dd-button" data-kind="quiet" onClick={() => void files.recreate(path)}>
        Write it again
      </button>
    </p>
  );
}
