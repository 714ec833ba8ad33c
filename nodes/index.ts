export { connectNodes } from '#nodes/connect';
export { type CsvOptions, fileNodes, parseCsv, parseJsonText } from '#nodes/files';
