import type { ComponentType } from 'preact';
import { useRef } from 'preact/hooks';
import { countLights } from '../../core/lights.ts';
import { ChecksPanel } from '../checks/checks-panel.tsx';
import { isDirty } from '../files/document-state.ts';
import type { Panel, Slot } from '../layout/arrangement.ts';
import {
  panels,
  panelsIn,
  shownIn,
  sideSplitOf,
  slotOf,
  splitOf,
  usualSideSplit,
  usualSplit,
} from '../layout/arrangement.ts';
import { TerminalBar } from '../terminal/terminal-bar.tsx';
import { TerminalPanel } from '../terminal/terminal-panel.tsx';
import { useWorkspace } from '../workspace-context.ts';
import { Icon } from './icon.tsx';
import { later } from './lazy-component.tsx';
import { Splitter } from './splitter.tsx';
import { TabList } from './tab-list.tsx';

const titles: Readonly<Record<Panel, string>> = {
  files: 'Files',
  checks: 'Checks',
  facts: 'X-ray',
  terminal: 'Terminal',
};

/** The panels and the lines between them. Each panel is drawn once and only moves, whatever the arrangement. */
export function Body() {
  const { layout } = useWorkspace();
  const arrangement = layout.arrangement.value;
  const { folded } = layout.layout.value;
  const sideSplit = sideSplitOf(layout.layout.value);
  const split = splitOf(layout.layout.value, arrangement);
  return (
    <div
      class="ws-body"
      data-arrangement={arrangement}
      style={gridOf(arrangement, { split, sideSplit, folded })}
    >
      {(['upper', 'lower', 'side'] as const).map((slot) => (
        <SlotBar key={slot} slot={slot} />
      ))}
      {panels.map((panel) => (
        <PanelBox key={panel} panel={panel} />
      ))}
      {arrangement !== 'single' && folded.every((slot) => slot === 'side') && (
        <Splitter
          label="Height of the terminal"
          controls="ws-panel-terminal"
          orientation="horizontal"
          area="line"
          share={split}
          usual={usualSplit(shownIn(layout.layout.value, arrangement, 'upper'))}
          onMove={layout.setSplit}
          onFold={() => layout.toggleFold('lower')}
        />
      )}
      {arrangement === 'columns' && !folded.includes('side') && (
        <Splitter
          label="Width of the checks"
          controls="ws-panel-checks"
          orientation="vertical"
          area="sideline"
          share={sideSplit}
          usual={usualSideSplit(shownIn(layout.layout.value, arrangement, 'side'))}
          onMove={layout.setSideSplit}
          onFold={() => layout.toggleFold('side')}
        />
      )}
    </div>
  );
}

function gridOf(arrangement: string, layout: { split: number; sideSplit: number; folded: readonly Slot[] }) {
  const { split, sideSplit, folded } = layout;
  const row = (slot: Slot, share: number) =>
    folded.includes(slot) ? '0' : `minmax(0, ${Math.round(share * 1000)}fr)`;
  if (arrangement === 'single') return { gridTemplateRows: 'auto minmax(0, 1fr) auto' };
  const rows = `auto ${row('upper', split)} auto auto ${row('lower', 1 - split)}`;
  if (arrangement === 'stacked') return { gridTemplateRows: rows };
  const side = folded.includes('side') ? 'auto' : `minmax(0, ${Math.round((1 - sideSplit) * 1000)}fr)`;
  return {
    gridTemplateRows: rows,
    gridTemplateColumns: `minmax(0, ${Math.round(sideSplit * 1000)}fr) auto ${side}`,
  };
}

function SlotBar({ slot }: { readonly slot: Slot }) {
  const { layout } = useWorkspace();
  const arrangement = layout.arrangement.value;
  const held = panelsIn(arrangement, slot);
  if (held.length === 0) return null;
  const shown = shownIn(layout.layout.value, arrangement, slot);
  const folded = layout.layout.value.folded.includes(slot);
  const single = arrangement === 'single';
  return (
    <>
      <div
        class="ws-bar"
        style={{ gridArea: `${slot}bar` }}
        data-slot={slot}
        hidden={single && shown !== 'terminal'}
      >
        {held.length > 1 && !single && <PanelTabs slot={slot} held={held} shown={shown} folded={folded} />}
        {held.length === 1 && (
          <h3 class="ws-bar-title" id={`ws-tab-${held[0]}`} tabIndex={-1}>
            <PanelTitle panel={held[0] ?? 'terminal'} />
          </h3>
        )}
        {shown === 'terminal' && !folded && <TerminalBar />}
        {!single && (
          <button
            type="button"
            class="ws-tool ws-fold"
            aria-expanded={!folded}
            aria-label={`${folded ? 'Unfold' : 'Fold'} ${held.map((panel) => titles[panel]).join(', ')}`}
            onClick={() => layout.toggleFold(slot)}
          >
            <Icon name={folded === (slot === 'lower') ? 'up' : 'down'} />
          </button>
        )}
      </div>
      {single && (
        <div class="ws-bottom" style={{ gridArea: 'tabs' }}>
          <PanelTabs slot={slot} held={held} shown={shown} folded={false} />
        </div>
      )}
    </>
  );
}

interface PanelTabsProps {
  readonly slot: Slot;
  readonly held: readonly Panel[];
  readonly shown: Panel | undefined;
  readonly folded: boolean;
}

function PanelTabs({ held, shown, folded }: PanelTabsProps) {
  const { layout } = useWorkspace();
  return (
    <TabList
      label="Panels"
      selected={folded ? undefined : `ws-tab-${shown}`}
      onSelect={(id) => layout.look(id.replace('ws-tab-', '') as Panel)}
      tabs={held.map((panel) => ({
        id: `ws-tab-${panel}`,
        label: <PanelTitle panel={panel} />,
        controls: `ws-panel-${panel}`,
      }))}
    />
  );
}

/** A panel's name, with what is worth knowing before one looks. */
function PanelTitle({ panel }: { readonly panel: Panel }) {
  const { store, files } = useWorkspace();
  if (panel === 'checks') {
    const { passing, judged } = countLights(store.lights.value);
    return (
      <>
        {titles.checks} <span class="ws-badge">{`${passing}/${judged}`}</span>
      </>
    );
  }
  if (panel === 'files' && [...files.documents.value.values()].some(isDirty)) {
    return (
      <>
        {titles.files} <span class="ws-dirty" title="Being saved" />
        <span class="ws-sr">, being saved</span>
      </>
    );
  }
  return <>{titles[panel]}</>;
}

function PanelBox({ panel }: { readonly panel: Panel }) {
  const { layout } = useWorkspace();
  const arrangement = layout.arrangement.value;
  const slot = slotOf(arrangement, panel);
  const tabs = panelsIn(arrangement, slot).length > 1;
  // Drawn from when it is first looked at, and from then on kept: a terminal and an editor have a state.
  const seen = useRef(false);
  seen.current ||= layout.isShown(panel);
  const Content = contents[panel];
  return (
    <section
      class="ws-panel"
      id={`ws-panel-${panel}`}
      data-panel={panel}
      style={{ gridArea: slot }}
      role={tabs ? 'tabpanel' : 'region'}
      aria-labelledby={`ws-tab-${panel}`}
      hidden={!layout.isShown(panel)}
    >
      {seen.current && <Content />}
    </section>
  );
}

const contents: Readonly<Record<Panel, ComponentType>> = {
  files: later(async () => (await import('../files/files-panel.tsx')).FilesPanel),
  checks: ChecksPanel,
  facts: later(async () => (await import('../facts/xray-panel.tsx')).XrayPanel),
  terminal: TerminalPanel,
};
