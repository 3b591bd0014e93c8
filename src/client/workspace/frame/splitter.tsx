import { useRef } from 'preact/hooks';
import { splitForKey } from '../layout/arrangement.ts';

interface SplitterProps {
  readonly label: string;
  /** Ids of the panels before it. */
  readonly controls: string;
  /** `vertical`: a line that stands and is moved to the sides. */
  readonly orientation: 'vertical' | 'horizontal';
  readonly share: number;
  /** Where a double click puts it. */
  readonly usual: number;
  readonly area: string;
  readonly onMove: (share: number) => void;
  readonly onFold: () => void;
}

/** Divides two panels: dragged, moved with arrows, Home and End; Enter folds what lies after it. */
export function Splitter(props: SplitterProps) {
  const { orientation, share, onMove, onFold } = props;
  const dragging = useRef(false);
  const vertical = orientation === 'vertical';

  function move(event: PointerEvent): void {
    if (!dragging.current || !(event.currentTarget instanceof HTMLElement)) return;
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box === undefined) return;
    onMove(vertical ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a line that is moved takes the focus, which an hr does not
    <div
      class="ws-splitter"
      role="separator"
      tabIndex={0}
      style={{ gridArea: props.area }}
      aria-label={props.label}
      aria-controls={props.controls}
      aria-orientation={orientation}
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={15}
      aria-valuemax={85}
      onPointerDown={(event) => {
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        event.preventDefault();
      }}
      onPointerMove={move}
      onLostPointerCapture={() => {
        dragging.current = false;
      }}
      onDblClick={() => onMove(props.usual)}
      onKeyDown={(event) => {
        const next = splitForKey(share, event.key, vertical);
        if (event.key === 'Enter') onFold();
        else if (next !== undefined) onMove(next);
        else return;
        event.preventDefault();
      }}
    />
  );
}
