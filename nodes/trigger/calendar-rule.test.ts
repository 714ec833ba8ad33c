import { expect, test } from 'vitest';
import { readCalendarRule } from './calendar-rule.ts';

test.each([
  ['every day at 7', ['0 7 * * *']],
  ['daily at noon and midnight', ['0 12 * * *', '0 0 * * *']],
  ['Every weekday at 7:30', ['30 7 * * 1-5']],
  ['on weekends at 9.15 am', ['15 9 * * 0,6']],
  ['every monday, wednesday and fri at 7pm', ['0 19 * * 1', '0 19 * * 3', '0 19 * * 5']],
  ['on Mondays in January and July at 12 am', ['0 0 * 1,7 1']],
  ['on the 1st and 15th at 6:00', ['0 6 1 * *', '0 6 15 * *']],
  ['on the last day of the month at 18:00', ['0 18 L * *']],
  ['on the first monday of each month at 9:00, 17:00', ['0 9 * * 1#1', '0 17 * * 1#1']],
  ['on the last friday of march and june at 18:00', ['0 18 * 3,6 5#L']],
  ['on the first weekday of the month at 8', ['0 8 1W * *']],
  ['on the last weekday of the month at 8', ['0 8 LW * *']],
  ['every 5 January at 8:00', ['0 8 5 1 *']],
  ['on december 24th at 12 pm', ['0 12 24 12 *']],
])('%s', (rule, crons) => {
  expect(readCalendarRule(rule)).toEqual(crons);
});

test.each([
  ['every monday', 'it needs a time, such as "at 7:00"'],
  ['every moonday at 7', '"moonday" is not a day'],
  ['on the 32nd at 7', '"32nd" is not a day'],
  ['on the second weekday of the month at 7', '"second weekday" is not a day'],
  ['on the 1st of smarch at 7', '"smarch" is not a month'],
  ['every day at 25:00', '"25:00" is not a time'],
  ['every day at 13 pm', '"13 pm" is not a time'],
  ['every day at 7:61', '"7:61" is not a time'],
  ['every day at dawn', '"dawn" is not a time'],
  ['at 7', 'it needs a day, such as "every day"'],
  ['', 'it needs a time, such as "at 7:00"'],
])('what is not understood is told: %s', (rule, problem) => {
  expect(() => readCalendarRule(rule)).toThrow(problem);
});
