/** The workspace asks the prose to show a task, a check or a place. */
import type { GotoDetail } from '../core/workspace-host.ts';

export function followGoto(): void {
  document.addEventListener('drydock:goto', (event) => {
    const { task, check, href } = (event as CustomEvent<GotoDetail>).detail;
    if (href !== undefined) {
      location.assign(href);
      return;
    }
    const lab = document.documentElement.dataset.workspaceLab ?? '';
    const within = `[data-lab="${CSS.escape(lab)}"]`;
    const selector =
      check === undefined ? `${within}[data-task="${task}"]` : `${within} [data-check="${check}"]`;
    const target = document.querySelector(selector);
    target?.scrollIntoView({ block: 'center' });
  });
}
