import { useEffect, useRef } from 'preact/hooks';
import { onThemeChange } from '../../core/theme.ts';
import { useWorkspace } from '../workspace-context.ts';
import type { DiffTexts, DiffView } from './editor/diff-view.ts';

interface DiffPaneProps {
  readonly texts: DiffTexts;
  readonly originalLabel: string;
  readonly modifiedLabel: string;
  readonly onChanges: (count: number) => void;
  /** The view while it is there. */
  readonly onView: (view: DiffView | undefined) => void;
}

/** Two versions in Monaco's diff editor. */
export function DiffPane(props: DiffPaneProps) {
  const { leave } = useWorkspace();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<DiffView | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let gone = false;
    let forgetTheme = () => {};
    const opening = Promise.all([import('./editor/monaco.ts'), import('./editor/diff-view.ts')]);
    void opening.then(async ([{ loadMonaco }, { openDiffView }]) => {
      const monaco = await loadMonaco();
      if (gone) return;
      const opened = openDiffView(monaco, element, {
        originalLabel: latest.current.originalLabel,
        modifiedLabel: latest.current.modifiedLabel,
        onChanges: (count) => latest.current.onChanges(count),
        onLeave: () => leave('files'),
      });
      view.current = opened;
      forgetTheme = onThemeChange(() => opened.restyle());
      opened.show(latest.current.texts);
      latest.current.onView(opened);
    });
    return () => {
      gone = true;
      forgetTheme();
      latest.current.onView(undefined);
      view.current?.[Symbol.dispose]();
      view.current = undefined;
    };
  }, []);
  useEffect(
    () => view.current?.show(props.texts),
    [props.texts.path, props.texts.original, props.texts.modified],
  );

  return (
    <div class="ws-diff-frame">
      <p class="ws-diff-labels" aria-hidden="true">
        <span>− {props.originalLabel}</span>
        <span>+ {props.modifiedLabel}</span>
      </p>
      <div class="ws-diff" ref={place} />
    </div>
  );
}
