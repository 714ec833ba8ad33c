import { describe, expect, it } from 'vitest';
import { checkPathForm } from './path-form.ts';

const invalid = expect.objectContaining({ code: 'INVALID_PATH' });

describe('path forms', () => {
  it.each([
    'C:x',
    'C:',
    'a:stream',
    'C:\\a\\b:stream',
    'sub\\NUL',
    'con.txt',
    'LPT1',
    'a.',
    'a /b',
    '\\\\?\\C:\\x',
  ])('refuses %s on Windows', (path) => expect(() => checkPathForm(path, 'win32')).toThrow(invalid));
  it.each(['C:\\data\\a.csv', 'c:/data/a.csv', '..\\a.csv', 'sub/a.csv', 'console.txt', '.hidden'])(
    'takes %s on Windows',
    (path) => expect(() => checkPathForm(path, 'win32')).not.toThrow(),
  );
  it.each(['C:\\Users\\me\\a.csv', 'D:/a.csv', '\\\\server\\share'])('refuses %s elsewhere', (path) => {
    expect(() => checkPathForm(path, 'linux')).toThrow(invalid);
  });
  it.each(['a:b.csv', 'nul', 'report 10:30.csv', '/data/a.csv'])('takes %s elsewhere', (path) => {
    expect(() => checkPathForm(path, 'linux')).not.toThrow();
  });
});
