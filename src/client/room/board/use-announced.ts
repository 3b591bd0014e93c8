import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../../core/dom.ts';

/** Says what has changed; what is so as it is first drawn is read where it stands. */
export function useAnnounced(words: string): void {
  const before = useRef(words);
  useEffect(() => {
    if (words !== before.current) announce(words);
    before.current = words;
  }, [words]);
}
