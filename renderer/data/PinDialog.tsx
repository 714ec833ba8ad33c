import { useState } from 'react';
import { fixturesPath, MOST_PINNED, type Pin } from '#contract/fixtures';
import { type Item, isJsonObject } from '#contract/node';
import { nameOf, pinEdit, useFlow } from '#renderer/document';
import { Button, Dialog, Field, Select } from '#renderer/ui';

interface PinDialogProps {
  path: string;
  node: string;
  ports: readonly string[];
  pin: Pin | undefined;
  onClose(): void;
}

/** Edits the pinned output of a node as JSON, port by port. */
export function PinDialog({ path, node, ports, pin, onClose }: PinDialogProps) {
  const flow = useFlow(path);
  const [texts, setTexts] = useState(() =>
    Object.fromEntries(ports.map((port) => [port, itemsText(pin?.[port] ?? [])])),
  );
  const filled = ports.find((port) => (pin?.[port]?.length ?? 0) > 0);
  const [port, setPort] = useState(filled ?? ports[0] ?? 'out');
  const read = ports.map((each) => [each, readItems(texts[each] ?? '')] as const);
  const broken = read.find(([, items]) => typeof items === 'string');
  const here = read.find(([each]) => each === port)?.[1];
  const pinIt = () => {
    const given = read.flatMap(([each, items]) =>
      typeof items !== 'string' && items.length > 0 ? [[each, items] as const] : [],
    );
    pinEdit(path, node, Object.fromEntries(given));
    onClose();
  };
  return (
    <Dialog
      wide
      title={`Pinned output of ${flow ? nameOf(flow, node) : node}`}
      text={
        <>
          A list of objects, one for each item. It is kept in{' '}
          <span className="mono">{fixturesPath(path)}</span> beside the flow: put no secrets in it.
        </>
      }
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={broken !== undefined} onClick={pinIt}>
            Pin
          </Button>
        </>
      }
    >
      {ports.length > 1 && (
        <Field label="Port">
          {() => (
            <Select
              name="Port"
              value={port}
              options={ports.map((each) => ({ value: each, label: each }))}
              onChange={setPort}
            />
          )}
        </Field>
      )}
      <Field label="Items" error={typeof here === 'string' ? here : undefined}>
        {(ids) => (
          <textarea
            {...ids}
            className="input mono pin-text"
            spellCheck={false}
            value={texts[port]}
            onChange={({ target }) => setTexts((before) => ({ ...before, [port]: target.value }))}
          />
        )}
      </Field>
      {broken && broken[0] !== port && (
        <div className="field-error">
          {broken[0]}: {broken[1] as string}
        </div>
      )}
    </Dialog>
  );
}

/** Items as one writes them: plain objects, where none of them has files. */
function itemsText(items: readonly Item[]): string {
  const plain = items.every(({ binary }) => binary === undefined);
  return JSON.stringify(plain ? items.map(({ json }) => json) : items, null, 2);
}

/** The items that a text is; else a sentence that says why it is none. */
function readItems(text: string): readonly Item[] | string {
  let value: unknown;
  try {
    value = JSON.parse(text.trim() === '' ? '[]' : text);
  } catch (thrown) {
    return `Not JSON yet: ${thrown instanceof Error ? thrown.message : String(thrown)}.`;
  }
  if (!Array.isArray(value)) return 'Write a list: [ … ].';
  if (value.length > MOST_PINNED) return `At most ${MOST_PINNED} items can be pinned.`;
  const odd = value.findIndex((each) => !isJsonObject(each));
  if (odd >= 0) return `Item ${odd + 1} is no object: write each as { … }.`;
  return value.map((each: Record<string, unknown>) => (isItem(each) ? each : { json: each }));
}

function isItem(value: Record<string, unknown>): value is Record<string, unknown> & Item {
  const names = Object.keys(value);
  return isJsonObject(value.json) && names.every((name) => name === 'json' || name === 'binary');
}
