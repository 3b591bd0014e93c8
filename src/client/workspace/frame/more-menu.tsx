import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useWorkspace } from '../workspace-context.ts';
import { stopOf } from './arrow-keys.ts';
import { askReset } from './ask-reset.ts';
import { Icon } from './icon.tsx';
import { openKeysDialog } from './keys-list.tsx';

interface MoreMenuProps {
  readonly narrow: boolean;
  readonly busy: boolean;
  readonly stopped: boolean;
}

interface Item {
  readonly name: string;
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly run: () => void;
}

/** A menu of what is seldom needed, and on narrow screens of what has no room. */
export function MoreMenu({ narrow, busy, stopped }: MoreMenuProps) {
  const workspace = useWorkspace();
  const { store, preferences } = workspace;
  const open = useSignal(false);
  const root = useRef<HTMLDivElement>(null);

  const items: readonly Item[] = [
    { name: 'Show solution', run: () => void workspace.showSolution() },
    ...(narrow
      ? [
          { name: 'Reset …', disabled: busy, run: () => void askReset(workspace) },
          { name: 'Stop', disabled: busy || stopped, run: () => void store.begin('stop') },
        ]
      : []),
    {
      name: 'Screen reader in the terminal',
      checked: preferences.screenReader.value,
      run: () => {
        preferences.screenReader.value = !preferences.screenReader.value;
      },
    },
    { name: 'Keys', run: openKeysDialog },
  ];

  useEffect(() => {
    if (!open.value) return undefined;
    root.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus();
    const close = (event: Event) => {
      if (event.target instanceof Node && root.current?.contains(event.target)) return;
      open.value = false;
    };
    document.addEventListener('pointerdown', close);
    return () => document.removeEventListener('pointerdown', close);
  }, [open.value]);

  function shut(): void {
    open.value = false;
    root.current?.querySelector('button')?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const all = [...(root.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
    const index = all.findIndex((item) => item.matches(':focus'));
    const target = stopOf(event.key, all, index);
    if (event.key === 'Escape') shut();
    else if (event.key === 'Tab') open.value = false;
    else target?.focus();
    if (event.key === 'Escape' || target !== undefined) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  return (
    <div class="ws-more-menu" ref={root}>
      <button
        type="button"
        class="ws-tool"
        aria-label="More"
        title="More"
        aria-haspopup="menu"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <Icon name="more" />
      </button>
      {open.value && (
        <div class="ws-menu" role="menu" aria-label="More" onKeyDown={onKeyDown}>
          {items.map((item) => (
            <button
              key={item.name}
              type="button"
              {...(item.checked === undefined
                ? { role: 'menuitem' }
                : { role: 'menuitemcheckbox', 'aria-checked': item.checked })}
              disabled={item.disabled}
              tabIndex={-1}
              onClick={() => {
                shut();
                item.run();
              }}
            >
              {item.name}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
