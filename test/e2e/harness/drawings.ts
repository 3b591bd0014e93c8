import type { Page } from 'playwright-core';

/** What is wrong with the drawings of a page, as it is laid out: words smaller than 11 pixels, or too near the edge of their box. */
export function findDrawingFaults(page: Page): Promise<string[]> {
  return page.locator('svg.dd-drawing').evaluateAll((drawings) =>
    drawings.flatMap((drawing) => {
      if (!(drawing instanceof SVGSVGElement)) return ['a drawing that is none'];
      const { width } = drawing.viewBox.baseVal;
      const scale = drawing.getBoundingClientRect().width / width;
      const boxes = [...drawing.querySelectorAll('rect')].map((rect) => rect.getBBox());
      return [...drawing.querySelectorAll('text')].flatMap((text) => {
        const words = text.getBBox();
        const faults: string[] = [];
        const pixels = Number.parseFloat(getComputedStyle(text).fontSize) * scale;
        if (pixels < 10.95) faults.push(`“${text.textContent}” has ${pixels.toFixed(1)} pixels`);
        if (words.x < -1 || words.x + words.width > width - 1)
          faults.push(`“${text.textContent}” leaves its drawing`);
        const [x, y] = [words.x + words.width / 2, words.y + words.height / 2];
        const inner = boxes
          .filter((box) => box.x < x && x < box.x + box.width && box.y < y && y < box.y + box.height)
          .sort((one, other) => one.width - other.width)[0];
        if (inner) {
          const room = Math.min(words.x - inner.x, inner.x + inner.width - words.x - words.width);
          if (room < 4)
            faults.push(`“${text.textContent}” has ${room.toFixed(1)} units beside it in its box`);
        }
        return faults;
      });
    }),
  );
}
