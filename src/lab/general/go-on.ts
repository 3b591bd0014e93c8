/**
 * What was read of a stream so far, and then what its reader reads on. Whoever stops has the stream stop. For who has to see
 * the beginning before it is known who takes all of it.
 */
export async function* goOn(
  begun: Uint8Array,
  reader: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    if (begun.length > 0) yield begun;
    for (let next = await reader.next(); next.done !== true; next = await reader.next()) yield next.value;
  } finally {
    await reader.return?.();
  }
}
