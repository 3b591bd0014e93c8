import type { ComponentChildren } from 'preact';
import { stopOf } from './arrow-keys.ts';
import { Icon } from './icon.tsx';

export interface Tab {
  readonly id: string;
  readonly label: ComponentChildren;
  /** What a screen reader calls it, where the label alone would not do. */
  readonly name?: string;
  readonly controls: string;
  readonly onClose?: () => void;
}

interface TabListProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
}

/** Tabs with one stop for the Tab key; arrows, Home and End go from one to the other, Delete closes. */
export function TabList({ label, tabs, selected, onSelect }: TabListProps) {
  function onKeyDown(event: KeyboardEvent): void {
    const index = tabs.findIndex((tab) => tab.id === selected);
    const target = stopOf(event.key, tabs, index);
    if (event.key === 'Delete') tabs[index]?.onClose?.();
    else if (target === undefined) return;
    else {
      onSelect(target.id);
      document.getElementById(target.id)?.focus();
    }
    event.preventDefault();
  }

  return (
    <div class="ws-tablist" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <div class="ws-tab" role="presentation" key={tab.id} data-selected={tab.id === selected}>
          <button
            type="button"
            role="tab"
            id={tab.id}
            aria-label={tab.name}
            aria-selected={tab.id === selected}
            aria-controls={tab.controls}
            tabIndex={tab.id === selected || selected === undefined ? 0 : -1}
            onClick={() => onSelect(tab.id)}
          >
            {tab.label}
          </button>
          {tab.onClose !== undefined && (
            <span class="ws-tab-close" aria-hidden="true" title="Close (Delete)" onClick={tab.onClose}>
              <Icon name="close" />
            </span>
          )}
        </div>
      ))}
    </div>
  );
}
