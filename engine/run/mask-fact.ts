import type { FileStore, Item } from '#contract/node';
import type { PortOutputs, RunEvent, WaitAnswer } from '#contract/run';
import { type Masker, maskBytes } from '#engine/credentials';

/** A fact without the secrets that a run knows: in whatever comes from nodes, never in what the engine says itself. */
export function maskFact(fact: RunEvent, masker: Masker): RunEvent {
  switch (fact.type) {
    case 'step.checkpoint':
      return { ...fact, out: maskOutputs(fact.out, masker) };
    case 'step.succeeded':
      return {
        ...fact,
        ...(fact.out ? { out: maskOutputs(fact.out, masker) } : {}),
        ...(fact.remember ? { remember: masker.value(fact.remember) } : {}),
        ...(fact.response ? { response: masker.value(fact.response) } : {}),
      };
    case 'step.failed':
      return {
        ...fact,
        error: masker.error(fact.error),
        ...(fact.caught ? { caught: maskItems(fact.caught, masker) } : {}),
      };
    case 'step.retrying':
      return { ...fact, error: masker.error(fact.error) };
    case 'run.finished':
      return fact.error ? { ...fact, error: masker.error(fact.error) } : fact;
    case 'step.logged':
      return {
        ...fact,
        message: masker.excerpt(fact.message),
        ...(fact.data ? { data: masker.excerpt(fact.data) } : {}),
      };
    case 'step.resumed':
      return { ...fact, answer: maskAnswer(fact.answer, masker) };
    case 'debug.edited':
      return maskEdit(fact, masker);
    case 'debug.paused':
      return fact.message === undefined ? fact : { ...fact, message: masker.text(fact.message) };
    case 'loop.items':
      return { ...fact, items: maskItems(fact.items, masker) };
    default:
      return fact;
  }
}

/** The run's files, written without secrets. */
export function maskedFiles(files: FileStore, masker: Masker): FileStore {
  return {
    read: (file) => files.read(file),
    write(bytes, { name, mime }) {
      const whole = typeof bytes === 'string' || bytes instanceof Uint8Array;
      const about = { name: masker.text(name), mime: masker.text(mime) };
      return files.write(maskBytes(whole ? once(bytes) : bytes, masker), about);
    },
  };
}

async function* once<T>(value: T): AsyncIterable<T> {
  yield value;
}

function maskOutputs(out: PortOutputs, masker: Masker): PortOutputs {
  return Object.fromEntries(
    Object.entries(out).map(([port, given]) => [
      port,
      'items' in given ? { ...given, items: maskItems(given.items, masker) } : given,
    ]),
  );
}

function maskEdit(fact: Extract<RunEvent, { type: 'debug.edited' }>, masker: Masker): RunEvent {
  if (!('input' in fact)) return masker.value(fact);
  const ports = Object.entries(fact.input).map(([port, items]) => [port, maskItems(items, masker)] as const);
  return { ...fact, input: Object.fromEntries(ports) };
}

function maskAnswer(answer: WaitAnswer, masker: Masker): WaitAnswer {
  if ('items' in answer) return { ...answer, items: maskItems(answer.items, masker) };
  return 'comment' in answer ? masker.value(answer) : answer;
}

/** Items without secrets; those that have none stay the same objects. */
export function maskItems(items: readonly Item[], masker: Masker): readonly Item[] {
  return items.map((item) => maskItem(item, masker));
}

function maskItem(item: Item, masker: Masker): Item {
  const json = masker.value(item.json);
  if (!item.binary) return json === item.json ? item : { json };
  // The id is that of the bytes: it stays.
  const files = Object.entries(item.binary).map(([name, file]) => {
    const about = { name: masker.text(file.name), mime: masker.text(file.mime) };
    return [masker.text(name), { ...file, ...about }] as const;
  });
  return { json, binary: Object.fromEntries(files) };
}
