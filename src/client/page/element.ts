/** A custom element whose behaviour is a function of the element in the page. */
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
