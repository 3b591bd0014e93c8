import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** At the side of the window, as high as it is. */
  readonly side?: boolean;
  readonly children: ComponentChildren;
}

/** A dialog as long as it is drawn: Escape closes it, and the focus goes back to where it was. */
export function Dialog({ title, onClose, side = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={side ? 'dd-room-dialog dd-room-side' : 'dd-room-dialog'}
      aria-labelledby="dd-room-dialog-title"
      onClose={onClose}
    >
      <div class="dd-room-dialog-body">
        <div class="dd-room-dialog-head">
          <h2 id="dd-room-dialog-title">{title}</h2>
          <button type="button" class="dd-button" data-kind="quiet" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
