/**
 * How much more a server may hold on its heap after a soak than before it, collected both times. What is kept on
 * purpose is small: two observations a lab, what images are made of, lists of functions that the engine of the language
 * compiles as they get hot. An observation of one container is some 20 kB: two thousand that stayed would be 40 MB.
 */
export const mostHeapGrowthBytes = 12_000_000;
