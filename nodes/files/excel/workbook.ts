import { posix } from 'node:path';
import { UserError } from '#contract/error';
import { isBuiltInDateFormat, isDateFormat } from './dates.ts';
import { invalidExcel, MAX_CELL, MAX_IN_MEMORY, tooLargeExcel } from './limits.ts';
import type { Parts } from './open-zip.ts';
import { scanElements } from './read-elements.ts';

/** What must be known to read the cells of any sheet. */
export interface Workbook {
  sheets: { name: string; part: string }[];
  /** Texts that cells refer to by number. */
  texts: string[];
  /** Whether a cell style shows numbers as dates, by its number. */
  dateStyles: boolean[];
  /** Whether days count from 1904, as on old Macs. */
  from1904: boolean;
}

export async function readWorkbook(parts: Parts): Promise<Workbook> {
  const part = await findTarget(parts, '_rels/.rels', '', 'officeDocument', 'xl/workbook.xml');
  const folder = posix.dirname(part);
  const relations = await readRelations(
    parts,
    posix.join(folder, '_rels', `${posix.basename(part)}.rels`),
    folder,
  );
  const sheets: Workbook['sheets'] = [];
  let from1904 = false;
  await scanElements(parts.read(part, MAX_IN_MEMORY), {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = attributes.date1904 === '1' || attributes.date1904 === 'true';
      if (name !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1];
      const target = relations.find((relation) => relation.id === id);
      if (target) sheets.push({ name: attributes.name ?? '', part: target.part });
    },
  });
  const partOf = (type: string) => relations.find((relation) => relation.type.endsWith(`/${type}`))?.part;
  return {
    sheets,
    texts: await readTexts(parts, partOf('sharedStrings')),
    dateStyles: await readStyles(parts, partOf('styles')),
    from1904,
  };
}

/** Finds a sheet by name, or by number from 1; the first where none is asked for. */
export function findSheet(workbook: Workbook, wanted: string | number | undefined): string {
  const { sheets } = workbook;
  const byName = sheets.find((sheet) => sheet.name === wanted);
  const found = byName ?? sheets[wanted === undefined ? 0 : Number(wanted) - 1];
  if (found) return found.part;
  if (sheets.length === 0) throw invalidExcel('has no sheets');
  throw new UserError(`The Excel file has no sheet ${JSON.stringify(wanted)}`, {
    code: 'NO_SOURCE',
    hint: `Its sheets: ${sheets
      .slice(0, 20)
      .map((sheet) => sheet.name)
      .join(', ')}.`,
  });
}

interface Relation {
  id: string;
  type: string;
  part: string;
}

async function readRelations(parts: Parts, name: string, folder: string): Promise<Relation[]> {
  const relations: Relation[] = [];
  if (!parts.has(name)) return relations;
  await scanElements(parts.read(name, MAX_IN_MEMORY), {
    open(element, { Id: id = '', Type: type = '', Target: target = '', TargetMode: mode }) {
      if (element !== 'Relationship' || mode === 'External') return;
      const part = target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
      relations.push({ id, type, part });
    },
  });
  return relations;
}

async function findTarget(
  parts: Parts,
  rels: string,
  folder: string,
  type: string,
  usual: string,
): Promise<string> {
  const relations = await readRelations(parts, rels, folder);
  return relations.find((relation) => relation.type.endsWith(`/${type}`))?.part ?? usual;
}

async function readTexts(parts: Parts, part: string | undefined): Promise<string[]> {
  const texts: string[] = [];
  if (part === undefined || !parts.has(part)) return texts;
  let text = '';
  let inText = false;
  let inPhonetic = false;
  let total = 0;
  await scanElements(parts.read(part, MAX_IN_MEMORY), {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') inPhonetic = true;
      inText = name === 't' && !inPhonetic;
    },
    text(piece) {
      if (inText) text += piece;
      if (text.length > MAX_CELL * 10) throw tooLargeExcel('has a cell with more text than Excel allows');
    },
    close(name) {
      inText = false;
      if (name === 'rPh') inPhonetic = false;
      if (name !== 'si') return;
      total += text.length;
      if (total > MAX_IN_MEMORY / 2) throw tooLargeExcel('has too much text');
      texts.push(text);
    },
  });
  return texts;
}

async function readStyles(parts: Parts, part: string | undefined): Promise<boolean[]> {
  const styles: boolean[] = [];
  if (part === undefined || !parts.has(part)) return styles;
  const formats = new Map<string, boolean>();
  let inCellFormats = false;
  await scanElements(parts.read(part, MAX_IN_MEMORY), {
    open(name, { numFmtId: id = '0', formatCode = '' }) {
      if (name === 'cellXfs') inCellFormats = true;
      if (name === 'numFmt') formats.set(id, isDateFormat(formatCode));
      if (name === 'xf' && inCellFormats) styles.push(formats.get(id) ?? isBuiltInDateFormat(Number(id)));
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return styles;
}
