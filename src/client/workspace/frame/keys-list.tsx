import { render } from 'preact';
import { isMac, leavingKeys } from '../../core/terminal/keys.ts';

interface KeyLine {
  readonly keys: readonly string[];
  readonly does: string;
}

/** The keys of the workspace, in the order in which a reader meets them. */
function keyLines(platform: string): readonly (readonly [string, readonly KeyLine[]])[] {
  const command = isMac(platform) ? '⌘' : 'Ctrl';
  return [
    [
      'In the workspace, outside of terminal and editor',
      [
        { keys: ['T'], does: 'terminal' },
        { keys: ['F'], does: 'files' },
        { keys: ['C'], does: 'checks' },
        { keys: ['W'], does: 'what is running' },
        { keys: ['R'], does: 'run' },
        { keys: ['K'], does: 'check' },
      ],
    ],
    [
      'In the terminal',
      [
        { keys: leavingKeys(platform), does: 'leave it' },
        { keys: [command, 'C'], does: 'copy what is selected; interrupt if nothing is' },
        { keys: [command, 'V'], does: 'paste' },
        { keys: ['Ctrl', 'Shift', 'F'], does: 'find' },
      ],
    ],
    [
      'In the editor',
      [
        { keys: leavingKeys(platform), does: 'leave it' },
        { keys: [command, 'S'], does: 'save now (it saves by itself, too)' },
        { keys: ['F1'], does: 'all commands' },
        { keys: ['Ctrl', 'M'], does: 'Tab moves the focus instead of indenting' },
      ],
    ],
    [
      'In the tree of files',
      [
        { keys: ['Enter'], does: 'open' },
        { keys: ['F2'], does: 'rename' },
        { keys: ['Del'], does: 'delete' },
      ],
    ],
  ];
}

const dialogId = 'dd-keys';

/** Adds the keys of the workspace to the page's list of keys, for as long as it is open. */
export function addKeysToList(): Disposable {
  const place = document.createElement('div');
  place.className = 'ws-keys';
  document.getElementById(dialogId)?.append(place);
  render(<KeysList />, place);
  return {
    [Symbol.dispose]() {
      render(null, place);
      place.remove();
    },
  };
}

export function openKeysDialog(): void {
  const dialog = document.getElementById(dialogId);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

function KeysList() {
  return (
    <>
      {keyLines(navigator.platform).map(([title, lines]) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>
            {lines.map((line) => (
              <div key={line.does}>
                <dt>
                  {line.keys.map((key) => (
                    <kbd class="dd-key" key={key}>
                      {key}
                    </kbd>
                  ))}
                </dt>
                <dd>{line.does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}
