declare module '@pagefind/default-ui' {
  /** The part of the options that we use: pagefind.app/docs/ui. */
  export class PagefindUI {
    constructor(options: {
      readonly element: string;
      readonly bundlePath: string;
      readonly showImages: boolean;
      readonly showSubResults: boolean;
      readonly resetStyles: boolean;
      readonly translations: Readonly<Record<string, string>>;
    });
  }
}
