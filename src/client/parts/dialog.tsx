import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** At the side of the window, as high as it is. */
  readonly side?: boolean;
  readonly children: ComponentChildren;
}

/**
 * A dialog as long as it is drawn: Escape closes it. The focus goes back to where it was as the browser closes it, once:
 * its `close` event comes with a later picture, when a reader may have gone on.
 */
export function Dialog({ title, onClose, side = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const shown = dialog.current;
    const closed = () => close.current();
    shown?.addEventListener('close', closed);
    shown?.showModal();
    return () => {
      // What closes it by no longer drawing it knows that it did.
      shown?.removeEventListener('close', closed);
      shown?.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={side ? 'dd-room-dialog dd-room-side' : 'dd-room-dialog'}
      aria-labelledby="dd-room-dialog-title"
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
