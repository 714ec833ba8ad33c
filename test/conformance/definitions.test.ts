import { describe, expect, test } from 'vitest';
import { inputPorts, type NodeDefinition, outputPorts } from '#contract/node';
import { catalogue, toCatalogue } from '#nodes';

const HANDLERS = ['run', 'runAll', 'runStream', 'sample', 'container', 'direct'];

describe.each([...catalogue])('%s', (type, definition) => {
  test('has a name of its group, a title, a summary, and an icon; an example if it needs nothing else', () => {
    expect(definition.type).toBe(type);
    expect(type).toMatch(/^[a-z]+\.[a-z][A-Za-z]*$/);
    expect(definition.version).toBeGreaterThanOrEqual(1);
    expect(definition.title).toMatch(/^[A-Z]/);
    expect(definition.summary).toMatch(/^[A-Z].*[.]$/s);
    expect(definition.icon).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    // What a node that reaches outside gives depends on what is there, and a workbook is not JSON.
    if (definition.effects === 'none' && !definition.type.startsWith('excel.'))
      expect(definition.examples.length).toBeGreaterThan(0);
  });

  test('has exactly one handler', () => {
    expect(HANDLERS.filter((handler) => handler in definition)).toHaveLength(1);
  });

  test('has well-named, distinct ports in every example', () => {
    for (const { params } of definition.examples) {
      const parsed = definition.params.parse(params);
      checkPorts(inputPorts(definition, parsed, ['a', 'c', 'b']));
      checkPorts(outputPorts(definition, parsed));
    }
  });

  test('labels every parameter, and explains it in sentences', () => {
    for (const schema of Object.values(definition.params.shape)) checkField(schema as Field);
  });
});

test('two node types of one name are refused', () => {
  const [first] = catalogue.values();
  expect(() => toCatalogue([first as NodeDefinition, first as NodeDefinition])).toThrow('two node types');
});

interface Field {
  meta(): { label?: string; help?: string } | undefined;
  toJSONSchema(options: { io: 'input'; unrepresentable: 'any' }): Described;
}

interface Described {
  label?: string;
  help?: string;
  properties?: Record<string, Described>;
  items?: Described;
}

function checkField(field: Field): void {
  checkDescribed(field.toJSONSchema({ io: 'input', unrepresentable: 'any' }));
}

function checkDescribed(described: Described): void {
  expect(described.label).toMatch(/^[A-Z]/);
  if (described.help !== undefined) expect(described.help).toMatch(/^\S.*[.]$/s);
  for (const inner of Object.values(described.items?.properties ?? described.properties ?? {}))
    checkDescribed(inner);
}

function checkPorts(ports: readonly string[]): void {
  expect(new Set(ports).size).toBe(ports.length);
  for (const port of ports) expect(port.trim()).not.toBe('');
}
