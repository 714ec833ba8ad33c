import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Item } from '#contract/node';
import { createBench, type NodeBench } from '#test/node';
import { fromIsoDate, isDateFormat, toIsoDate } from './dates.ts';
import { excelRead } from './excel-read.ts';
import { excelWrite } from './excel-write.ts';
import { columnLetters } from './sheet-xml.ts';
import { workbookOf } from './workbook.fixture.ts';

let bench: NodeBench;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());

const items = (...rows: Item['json'][]): Item[] => rows.map((json) => ({ json }));
const read = async (parts: Record<string, string>, params: object = {}) =>
  bench.json(excelRead, params, [await bench.file('a.xlsx', await workbookOf(parts))]);
const sheet = (rows: string) => ({
  'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
});

describe('excel.write and excel.read', () => {
  it('read back what was written', async () => {
    const rows = Array.from({ length: 2500 }, (_, id) => ({
      id,
      amount: -1.5e-7,
      paid: id % 2 === 0,
      text: ` <&"'> ä 😀\n\t_x0041_ \u0001`,
      code: '007',
      day: '2026-01-31',
      time: '2026-01-31T08:30:15',
      zoned: '2026-01-31T08:30:15Z',
      none: null,
      formula: '=1+1',
    }));
    const { out } = await bench.run(excelWrite, { sheet: 'Ä & <B>' }, items(...rows));
    expect(out?.[0]?.json).toMatchObject({ name: 'data.xlsx', items: 2500 });
    expect(await bench.json(excelRead, {}, out)).toEqual(rows);
    expect(
      await bench.json(excelRead, { sheet: 'Ä & <B>', startRow: 2501, header: false }, out),
    ).toHaveLength(1);
  });

  it('makes the same bytes of the same items', async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => (await bench.run(excelWrite, {}, items({ a: 1 }))).out?.[0]?.binary?.file?.id),
    );
    expect(ids[0]).toBe(ids[1]);
  });

  it('writes chosen columns without header, JSON for objects', async () => {
    const rows = items({ a: { b: 1 }, c: [1] }, { d: 1 });
    const { out } = await bench.run(excelWrite, { columns: ['c', 'a.b'], header: false }, rows);
    expect(await bench.json(excelRead, { header: false }, out)).toEqual([{ column1: '[1]', column2: 1 }]);
  });

  it('refuses what Excel cannot hold', async () => {
    await expect(bench.run(excelWrite, {}, items({ a: 'x'.repeat(40_000) }))).rejects.toMatchObject({
      code: 'TOO_LARGE',
    });
    for (const name of ['', 'a/b', "'a'", 'x'.repeat(32)]) {
      await expect(bench.run(excelWrite, { sheet: name }, items({ a: 1 }))).rejects.toThrow();
    }
  });
});

describe('excel.read', () => {
  it('reads all kinds of cells', async () => {
    const rows = await read({
      ...sheet(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><r><t>na</t></r><r><t>me</t></r></is></c></row>' +
          '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><f>1+1</f><v>2</v></c><c r="D3" t="b"><v>1</v></c></row>' +
          '<row r="4"><c r="A4" s="1"><v>46053.354166666664</v></c><c r="B4" t="e"><v>#N/A</v></c></row>' +
          '<row r="5"><c r="A5" s="2"><v>46053</v></c><c t="str"><v>calc</v></c></row><row r="6"/>',
      ),
      'xl/sharedStrings.xml':
        '<sst><si><t>when</t></si><si><r><t>a</t></r><r><t>b</t></r><rPh><t>x</t></rPh></si></sst>',
      'xl/styles.xml':
        '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd.mm.yyyy"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="170"/></cellXfs></styleSheet>',
    });
    expect(rows).toEqual([
      { when: 'ab', name: 2, column4: true },
      { when: '2026-01-31T08:30:00', name: '#N/A' },
      { when: '2026-01-31', name: 'calc' },
    ]);
  });

  it('reads names with a prefix, dates from 1904 and the sheet asked for', async () => {
    const parts = {
      'xl/workbook.xml':
        '<x:workbook xmlns:x="m" xmlns:r="o"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="One" r:id="rId1"/><x:sheet name="Two" r:id="rId9"/></x:sheets></x:workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="rId1" Type="t/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId9" Type="t/worksheet" Target="/xl/worksheets/other.xml"/><Relationship Id="rId3" Type="t/styles" Target="styles.xml"/></Relationships>',
      'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>',
      'xl/worksheets/other.xml':
        '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>',
      ...sheet(''),
    };
    expect(await read(parts, { sheet: 'Two', header: false })).toEqual([{ column1: '1904-01-02' }]);
    expect(await read(parts, { sheet: 2, header: false })).toHaveLength(1);
    expect(await read(parts)).toEqual([]);
    await expect(read(parts, { sheet: 'Three' })).rejects.toMatchObject({
      code: 'NO_SOURCE',
      hint: expect.stringContaining('One, Two'),
    });
  });
});

describe('dates', () => {
  it.each([
    [61, '1900-03-01'],
    [59, '1900-02-28'],
    [1, '1900-01-01'],
    [0.5, '12:00:00'],
    [46053.99998842592, '2026-01-31T23:59:59'],
    [2958465, '9999-12-31'],
    [-1, -1],
    [3e6, 3e6],
  ])('%d is %s', (days, expected) => {
    expect(toIsoDate(days, false)).toBe(expected);
  });

  it('go round', () => {
    for (const text of ['2026-01-31', '2000-02-29T23:59:59', '1999-12-31T00:00:01.500']) {
      expect(toIsoDate(fromIsoDate(text)?.days ?? 0, false)).toBe(text);
    }
    for (const text of [
      '2026-02-30',
      '2026-13-01',
      '1850-01-01',
      '2026-01-31T25:00',
      '31.01.2026',
      '2026-01',
    ]) {
      expect(fromIsoDate(text)).toBeUndefined();
    }
  });

  it.each([
    ['dd.mm.yyyy', true],
    ['h:mm AM/PM', true],
    ['[$-409]d-mmm-yy;@', true],
    ['0.00', false],
    ['General', false],
    ['#,##0 "days"', false],
    ['0\\d', false],
    ['[Red]0', false],
    ['[h]:mm', false],
  ])('the format %s shows a date: %s', (code, expected) => {
    expect(isDateFormat(code)).toBe(expected);
  });

  it('columns have letters', () => {
    expect([0, 25, 26, 701, 702, 16383].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA', 'XFD']);
  });
});
