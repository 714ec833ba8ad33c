import { expect, test } from 'vitest';
import { toErrorShape } from '#contract/error';
import { runNode } from '../testing/index.ts';
import { stop } from './stop.ts';

test('fails with the message and the code', async () => {
  const run = runNode(stop, { message: 'No customer.', code: 'NO_CUSTOMER' }, [{}]);
  const shape = await run.catch(toErrorShape);
  expect(shape).toMatchObject({
    kind: 'user',
    code: 'NO_CUSTOMER',
    message: 'No customer.',
    retryable: false,
  });
});

test('the code is STOPPED unless said otherwise', async () => {
  await expect(runNode(stop, { message: 'x' }, [{}])).rejects.toMatchObject({ code: 'STOPPED' });
});
