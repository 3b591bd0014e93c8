/**
 * Does `work` once before the next picture, however often it is asked for until then: what comes in between nobody would see.
 * A page that is not shown has no pictures; there it is done at once.
 */
export function oncePerFrame(work: () => void): () => void {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    if (document.hidden) return work();
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      work();
    });
  };
}
