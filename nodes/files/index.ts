import type { NodeDefinition } from '#contract/node';
import { csvFormat } from './csv/csv-format.ts';
import { csvParse } from './csv/csv-parse.ts';
import { excelRead } from './excel/excel-read.ts';
import { excelWrite } from './excel/excel-write.ts';
import { fileDelete } from './file-delete.ts';
import { fileList } from './file-list.ts';
import { fileMove } from './file-move.ts';
import { fileRead } from './file-read.ts';
import { fileWrite } from './file-write.ts';
import { jsonFormat } from './json/json-format.ts';
import { jsonParse } from './json/json-parse.ts';

import { xmlFormat } from './xml/xml-format.ts';
import { xmlParse } from './xml/xml-parse.ts';

export { MAX_TEXT } from './collect-text.ts';
export type { CsvOptions } from './csv/options.ts';
export { parseCsv, parseCsvText } from './csv/parse-csv.ts';
export { withFileErrors } from './file-error.ts';
export { parseJsonText, toItem } from './json/parse-json.ts';
export { mimeOf } from './mime.ts';
export { decodeText } from './text.ts';
export { moveToNew, writeFileAtomically } from './write-file.ts';
export { parseXml } from './xml/parse-xml.ts';

/** Node types that read, write and convert files. */
export const fileNodes = [
  fileRead,
  fileWrite,
  fileList,
  fileMove,
  fileDelete,
  csvParse,
  csvFormat,
  excelRead,
  excelWrite,
  jsonParse,
  jsonFormat,
  xmlParse,
  xmlFormat,
] as const satisfies readonly NodeDefinition[];
