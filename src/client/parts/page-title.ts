import { useEffect } from 'preact/hooks';

/** What the page is called: its heading, which was built with it, and the tab. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    const heading = document.querySelector('.dd-title h1');
    if (heading !== null) heading.textContent = title;
    document.title = `${title} | Drydock`;
  }, [title]);
}
