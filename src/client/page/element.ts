/** A custom element whose behaviour is a function of the element in the page. */
import type { LabId } from '../../lab/lab-id.ts';

export function defineElement(name: string, connect: (element: HTMLElement) => void): void {
  customElements.define(
    name,
    class extends HTMLElement {
      connectedCallback(): void {
        connect(this);
      }
    },
  );
}

/** A `data-` attribute that the page was built with. */
export function data(element: HTMLElement, name: string): string {
  return element.dataset[name] ?? '';
}

/** The lab that an element is of, as the build, which checked it, wrote it there. */
export function labOf(element: HTMLElement): LabId {
  const [chapter = '', lab = ''] = data(element, 'lab').split('/');
  return `${chapter}/${lab}`;
}
