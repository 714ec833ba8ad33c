import { HELPERS, type HelperKind } from './helpers/index.ts';
import { VOCABULARY } from './vocabulary.ts';

const TITLES: Readonly<Record<HelperKind, string>> = {
  string: 'Text',
  number: 'Numbers',
  boolean: 'True and false',
  list: 'Lists',
  object: 'Objects',
  date: 'Dates',
};

/** The reference part of docs/expressions.md in Markdown: vocabulary and helpers. */
export function expressionReference(): string {
  const names = Object.entries(VOCABULARY).map(([name, doc]) => [code(name), doc]);
  const sections = (Object.keys(HELPERS) as HelperKind[]).map((kind) => {
    const rows = Object.values(HELPERS[kind]).map(({ call, doc, example }) => [
      code(call),
      doc,
      `${code(example[0])} → ${code(JSON.stringify(example[1]))}`,
    ]);
    return `### ${TITLES[kind]}\n\n${table(['Helper', 'What it gives', 'Example'], rows)}`;
  });
  return `## Vocabulary\n\n${table(['Name', 'What it is'], names)}\n\n## Helpers\n\n${sections.join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
