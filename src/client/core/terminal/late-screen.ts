import type { ShellView } from './shell-view.ts';

/** What a shell says before there is a screen waits for one, in its order. */
export interface LateScreen {
  /** Absent until it is shown. */
  readonly view: ShellView | undefined;
  draw(what: (view: ShellView) => void): void;
  show(view: ShellView): void;
}

export function makeLateScreen(): LateScreen {
  const waiting: ((view: ShellView) => void)[] = [];
  let shown: ShellView | undefined;
  return {
    get view() {
      return shown;
    },
    draw(what) {
      if (shown) what(shown);
      else waiting.push(what);
    },
    show(view) {
      shown = view;
      for (const what of waiting.splice(0)) what(view);
    },
  };
}
