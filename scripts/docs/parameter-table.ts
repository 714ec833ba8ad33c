import type { ParameterReference } from '#engine/cli';

/** Parameters or fields as the rows of a Markdown table, with an empty line after it. */
export function parameterTable(parameters: readonly ParameterReference[]): string[] {
  const rows = parameters.map(({ name, values, required, standard, help }) => {
    const preset = required ? 'required' : standard === undefined ? '' : `\`${standard}\``;
    return `| \`${name}\` | ${cell(values)} | ${cell(preset)} | ${cell(help)} |`;
  });
  return ['| parameter | value | default | |', '|---|---|---|---|', ...rows, ''];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
