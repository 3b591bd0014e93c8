import { mainTerminal } from '../../core/terminal/early-shell.ts';
import { leavingKeys } from '../../core/terminal/keys.ts';
import { Icon } from '../frame/icon.tsx';
import { TabList } from '../frame/tab-list.tsx';
import { useWorkspace } from '../workspace-context.ts';

/** The tabs of the shells, and what can be done with the one in sight. */
export function TerminalBar() {
  const { store, terminals, firstShell, preferences } = useWorkspace();
  const names = terminals.names.value;
  const isAhead = firstShell.isAhead.value;
  if (store.status.value?.run === undefined && !isAhead) return null;
  return (
    <>
      {names.length > 1 && !isAhead ? (
        <TabList
          label="Shells"
          selected={`ws-shell-tab-${terminals.current.value}`}
          onSelect={(id) => {
            terminals.current.value = id.replace('ws-shell-tab-', '');
          }}
          tabs={names.map((name) => ({
            id: `ws-shell-tab-${name}`,
            label: shellTitle(name),
            controls: `ws-shell-${name}`,
            ...(name === mainTerminal ? {} : { onClose: () => terminals.close(name) }),
          }))}
        />
      ) : null}
      {!isAhead && (
        <button
          type="button"
          class="ws-tool"
          aria-label="One more shell"
          title="One more shell"
          onClick={() => terminals.add()}
        >
          <Icon name="plus" />
        </button>
      )}
      <button
        type="button"
        class="ws-tool ws-reader"
        aria-pressed={preferences.screenReader.value}
        title="Makes the terminal readable for a screen reader; costs some speed"
        onClick={() => {
          preferences.screenReader.value = !preferences.screenReader.value;
        }}
      >
        Screen reader
      </button>
      <LeaveHint />
    </>
  );
}

function LeaveHint() {
  const keys = leavingKeys(navigator.platform);
  return (
    <span class="ws-leave" id="ws-leave-hint">
      {keys.map((key) => (
        <kbd class="dd-key" key={key}>
          {key}
        </kbd>
      ))}{' '}
      leaves
    </span>
  );
}

function shellTitle(name: string): string {
  return name === mainTerminal ? 'main' : name.replace('-', ' ');
}
