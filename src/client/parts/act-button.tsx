import type { ComponentChildren } from 'preact';

interface ActProps {
  /** Something of this place is under way. */
  readonly busy: boolean;
  readonly act: () => void;
  readonly kind?: 'primary' | 'danger' | 'quiet';
  readonly children: ComponentChildren;
}

/** Does something. It keeps the focus while that is under way, and says that it cannot be pressed. */
export function ActButton({ busy, act, kind, children }: ActProps) {
  return (
    <button
      type="button"
      class="dd-button"
      aria-disabled={busy}
      onClick={act}
      {...(kind && { 'data-kind': kind })}
    >
      {children}
    </button>
  );
}
