import { useSignal } from '@preact/signals';
import type { SolutionFile } from '../../../lab/wire/labs.ts';
import { TabList } from '../frame/tab-list.tsx';
import { useWorkspace } from '../workspace-context.ts';
import { DiffPane } from './diff-pane.tsx';
import type { DiffView } from './editor/diff-view.ts';
import { takeOver } from './line-changes.ts';

/** The solution beside the reader's files. Looking changes nothing; taking over is an edit like any other. */
export function SolutionView({ files: solved }: { readonly files: readonly SolutionFile[] }) {
  const workspace = useWorkspace();
  const { files, solution, ask } = workspace;
  const chosen = useSignal(solved[0]?.path);
  const changes = useSignal<number | undefined>(undefined);
  const view = useSignal<DiffView | undefined>(undefined);
  const target = solved.find((file) => file.path === chosen.value);
  if (target === undefined) return <p class="ws-empty">The solution changes no file.</p>;
  const { path, text } = target;
  const mine = files.documents.value.get(path)?.text;
  const exists = mine !== undefined;

  function close(): void {
    solution.value = undefined;
  }

  function takeChange(): void {
    const change = view.value?.changeAtCursor();
    if (change === undefined || mine === undefined || text === undefined) return;
    files.edit(path, takeOver(mine, text, change));
  }

  async function takeFile(): Promise<void> {
    if (text === undefined) {
      const question = { title: `Delete ${path}?`, text: 'The solution does without this file.' };
      if (await ask.confirm({ ...question, yes: 'Delete', danger: true })) await files.remove(path);
      return;
    }
    if (!exists) await files.create(path, 'file');
    files.edit(path, text);
  }

  return (
    <section class="ws-solution" aria-label="Solution">
      <div class="ws-file-bar">
        <TabList
          label="Files of the solution"
          selected={`ws-solved-${path}`}
          onSelect={(id) => {
            chosen.value = id.replace('ws-solved-', '');
          }}
          tabs={solved.map((file) => ({
            id: `ws-solved-${file.path}`,
            label: file.path,
            controls: 'ws-solution-diff',
          }))}
        />
      </div>
      <div class="ws-solution-bar">
        <span class="ws-muted" role="status">
          {tell(changes.value, exists, text === undefined)}
        </span>
        <button type="button" class="ws-link" onClick={() => view.value?.go('previous')}>
          Previous
        </button>
        <button type="button" class="ws-link" onClick={() => view.value?.go('next')}>
          Next
        </button>
        {text !== undefined && exists && (
          <button
            type="button"
            class="dd-button"
            data-kind="quiet"
            disabled={changes.value === 0}
            onClick={takeChange}
          >
            Copy this change
          </button>
        )}
        <button
          type="button"
          class="dd-button"
          data-kind="quiet"
          disabled={changes.value === 0}
          onClick={() => void takeFile()}
        >
          {text === undefined ? 'Delete the file' : 'Apply this file'}
        </button>
        <button type="button" class="dd-button" onClick={close}>
          Back to my files
        </button>
      </div>
      <div class="ws-solution-diff" id="ws-solution-diff" role="tabpanel" aria-label={path}>
        <DiffPane
          texts={{ path, original: mine ?? '', modified: text ?? '' }}
          originalLabel="Mine"
          modifiedLabel="Solution"
          onChanges={(count) => {
            changes.value = count;
          }}
          onView={(next) => {
            view.value = next;
          }}
        />
      </div>
    </section>
  );
}

function tell(changes: number | undefined, exists: boolean, deleted: boolean): string {
  if (deleted) return exists ? 'The solution does without this file.' : 'Neither has this file.';
  if (!exists) return 'You do not have this file.';
  if (changes === undefined) return '';
  if (changes === 0) return 'The same as yours.';
  return changes === 1 ? '1 place differs' : `${changes} places differ`;
}
