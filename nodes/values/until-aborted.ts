/** The same values, until the signal aborts: then its reason is thrown. */
export async function* untilAborted<T>(values: AsyncIterable<T>, signal: AbortSignal): AsyncIterable<T> {
  signal.throwIfAborted();
  for await (const value of values) {
    yield value;
    signal.throwIfAborted();
  }
}
