/** Light or dark: what the system says, unless the reader chose otherwise. */
import { find } from '../core/dom.ts';

export function connectTheme(element: HTMLElement): void {
  const button = find(element, 'button');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const draw = () => button.setAttribute('aria-pressed', String(root.dataset.theme === 'dark'));

  button.addEventListener('click', () => {
    const theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    root.dataset.theme = theme;
    try {
      if ((theme === 'dark') === system.matches) localStorage.removeItem('drydock:theme');
      else localStorage.setItem('drydock:theme', theme);
    } catch {}
    draw();
  });
  system.addEventListener('change', () => {
    if (localStorage.getItem('drydock:theme') === null)
      root.dataset.theme = system.matches ? 'dark' : 'light';
    draw();
  });
  // Ink goes on paper, whatever is on the screen.
  let onScreen = root.dataset.theme;
  addEventListener('beforeprint', () => {
    onScreen = root.dataset.theme;
    root.dataset.theme = 'light';
  });
  addEventListener('afterprint', () => {
    root.dataset.theme = onScreen;
  });
  draw();
}
