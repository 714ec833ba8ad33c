import { afterEach, expect, test } from 'vitest';
import { closeHooks, openHook, type TestHook } from './index.ts';

afterEach(closeHooks);

const fields = [
  { name: 'customer', label: 'Who are "you"?', help: '<b>Your</b> name.' },
  { name: 'mail', label: 'E-mail', type: 'email', required: false },
  { name: 'count', label: 'How many', type: 'number' },
  { name: 'size', label: 'Size', type: 'choice', options: ['S', 'L'] },
  { name: 'express', label: 'Express', type: 'checkbox', required: false },
  { name: 'photo', label: 'Photo', type: 'file', required: false },
];
const openForm = (): Promise<TestHook> =>
  openHook({ trigger: { type: 'trigger.form', params: { title: 'Order <1>', fields } } });
const good = { customer: 'Ada', mail: '', count: '3', size: 'L' };

async function send(
  hook: TestHook,
  values: Record<string, string | Blob>,
): Promise<{ status: number; text: string }> {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.append(name, value);
  const answer = await fetch(hook.url, { method: 'POST', body: form });
  return { status: answer.status, text: await answer.text() };
}
const itemsOf = (hook: TestHook): unknown[] =>
  hook.runs().map(({ id }) => {
    const fact = [...hook.engine.journal.read(id)].find(({ type }) => type === 'step.succeeded');
    const out = fact?.type === 'step.succeeded' ? fact.out?.out : undefined;
    return out && 'items' in out ? out.items[0] : undefined;
  });

test('the page has a label for every field, loads nothing and runs nothing', async () => {
  const hook = await openForm();
  const answer = await fetch(hook.url);
  const page = await answer.text();
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  for (const { name } of fields) {
    expect(page).toContain(`<label for="field-${name}">`);
    expect(page).toMatch(new RegExp(`<(input|select)[^>]* id="field-${name}" name="${name}"`));
  }
  expect(page).toContain('aria-describedby="field-customer-help"');
  expect(page).toContain('Order &lt;1&gt;');
  expect(page).toContain('&lt;b&gt;Your&lt;/b&gt; name.');
  expect(page).not.toContain('<script');
  expect((await fetch(hook.url, { method: 'DELETE' })).status).toBe(405);
  expect([...hook.events(), ...hook.runs()]).toEqual([]);
});

test('what is filled in starts a run with values and files', async () => {
  const hook = await openForm();
  const photo = new File([new Uint8Array([1, 2, 3])], 'me.png', { type: 'image/png' });
  const answer = await send(hook, { ...good, express: 'yes', photo, more: 'not asked for' });
  expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('Thank you')]);
  expect(itemsOf(hook)).toEqual([
    {
      json: {
        customer: 'Ada',
        mail: '',
        count: 3,
        size: 'L',
        express: true,
        submittedAt: expect.stringMatching(/Z$/),
      },
      binary: { photo: expect.objectContaining({ name: 'me.png', mime: 'image/png', size: 3 }) },
    },
  ]);
});

test('what is missing or wrong is said at its field, and what was filled in stays', async () => {
  const hook = await openForm();
  const answer = await send(hook, { customer: '"><script>', mail: 'ada', count: 'many', size: 'XL' });
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('role="alert"');
  for (const name of ['mail', 'count', 'size']) expect(answer.text).toContain(`id="field-${name}-problem"`);
  expect(answer.text).not.toContain('id="field-customer-problem"');
  expect(answer.text).toContain('value="&quot;&gt;&lt;script&gt;"');
  expect((await send(hook, {})).text).toContain('Fill this in.');
  const other = await fetch(hook.url, {
    method: 'POST',
    body: 'x',
    headers: { 'content-type': 'multipart/form-data' },
  });
  expect(other.status).toBe(400);
  expect([...hook.events(), ...hook.runs()]).toEqual([]);
});

test('a form that is sent twice starts one run', async () => {
  const hook = await openForm();
  const page = await (await fetch(hook.url)).text();
  const _submission = /name="_submission" value="(\w+)"/.exec(page)?.[1] ?? '';
  expect(_submission).toHaveLength(32);
  const answers = await Promise.all([
    send(hook, { ...good, _submission }),
    send(hook, { ...good, _submission }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(hook.runs()).toHaveLength(1);
  await send(hook, { ...good, _submission: `${_submission}0` });
  expect(hook.runs()).toHaveLength(2);
});

test('a form in the inbox gives the same item when it is replayed', async () => {
  const hook = await openForm();
  await send(hook, good);
  await hook.webhooks.replay(hook.events()[0]?.id ?? '');
  await expect.poll(() => hook.runs().length).toBe(2);
  const [first, second] = itemsOf(hook);
  expect(second).toEqual(first);
});
