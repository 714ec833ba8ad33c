import { readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '#test/app';
import { findBrowser, openWindow } from '#test/browser';
import { root } from '#test/command';
import { MemoryKeychain } from '#test/keychain';
import { startProvider, walk } from '#test/oauth';
import { check } from './accessible.ts';
import { closeBrowser, ended, face, PATIENT, play, saved, sharedBrowser } from './stage.ts';

const found = findBrowser() !== undefined;
if (!found) process.stderr.write('e2e: skipped, no Chrome, Chromium or Edge was found\n');

const PASSPHRASE = 'four words of mine';
const TOKEN = 'tok-8af3c99d2b11';

/** A service that says what it was asked, and refuses the token that is no good any more. */
class Service {
  readonly calls: { url: string; headers: IncomingHttpHeaders }[] = [];
  refuses = false;
  readonly #server: Server;
  constructor() {
    this.#server = createServer(({ url = '', headers }, answer) => {
      this.calls.push({ url, headers });
      answer.statusCode = this.refuses ? 401 : 200;
      answer.setHeader('content-type', 'application/json').end('{"ok":true}');
    }).listen(0, '127.0.0.1');
  }
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  close(): void {
    this.#server.close();
  }
}

let service: Service;

/** A flow that calls the service through a slot, and with a token that stands in a header. */
function crmFlow(): string {
  const flow = {
    flowbench: 1,
    id: 'flw_crm',
    name: 'New leads',
    connections: { crm: { type: 'http.bearer', hosts: [service.host] } },
    nodes: {
      start: { type: 'trigger.manual', name: 'Begin' },
      post: {
        type: 'http.request',
        name: 'Tell the CRM',
        connection: 'crm',
        params: { url: `http://${service.host}/contacts` },
      },
    },
    edges: ['start -> post'],
    view: { start: [0, 0], post: [220, 0] },
  };
  return `${JSON.stringify(flow, null, 2)}\n`;
}

function literalFlow(): string {
  const params = { url: `http://${service.host}/old`, headers: { Authorization: `Bearer ${TOKEN}` } };
  const flow = {
    flowbench: 1,
    id: 'flw_old',
    name: 'Old habits',
    nodes: {
      start: { type: 'trigger.manual', name: 'Begin' },
      call: { type: 'http.request', name: 'Call', params },
    },
    edges: ['start -> call'],
    view: { start: [0, 0], call: [220, 0] },
  };
  return `${JSON.stringify(flow, null, 2)}\n`;
}

const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const addressOf = ({ served }: TestApp) => `http://127.0.0.1:${served.apiPort}/#token=${served.token}`;
const goTo = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Sets up the passphrase vault that the first credential asks for. */
async function setUpVault(page: Page): Promise<void> {
  const question = dialog(page, 'Where are your secrets to be kept?');
  await question.waitFor();
  // Where the machine has a keychain there is a choice.
  const choice = question.getByRole('radio', { name: /With a passphrase/ });
  if ((await choice.count()) > 0) await choice.check();
  await question.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await question.getByLabel('Once more').fill(PASSPHRASE);
  await question.getByRole('button', { name: 'Use this passphrase' }).click();
}

/** Adds a bearer token for the service, from the connections page. */
async function addToken(page: Page, name: string, token = TOKEN): Promise<void> {
  await goTo(page, 'Connections');
  await page.getByRole('button', { name: 'Add credential' }).click();
  const list = dialog(page, 'Add a credential');
  await Promise.race([
    list.waitFor(),
    dialog(page, 'Where are your secrets to be kept?')
      .waitFor()
      .then(() => setUpVault(page)),
  ]);
  await list.getByRole('option', { name: /^Bearer token/ }).click();
  const form = dialog(page, /New credential/);
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Token', { exact: true }).fill(token);
  await form.getByLabel('Use only with these hosts').fill(service.host);
  await form.getByLabel('Use only with these hosts').press('Enter');
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await form.waitFor({ state: 'detached' });
}

async function openCrm(page: Page): Promise<void> {
  await goTo(page, 'Flows');
  await page.getByRole('treeitem', { name: 'New leads' }).click();
}

describe.skipIf(!found)('connections', () => {
  beforeAll(async () => {
    service = new Service();
    await sharedBrowser();
  });
  afterAll(async () => {
    service?.close();
    await closeBrowser();
  });

  test('by keys alone: a credential is added, fills a slot at opening, and arrives at the service', () =>
    play({ trust: true, files: { 'crm.flow.json': crmFlow() } }, async ({ page }) => {
      const press = async (...keys: readonly string[]) => {
        for (const key of keys) await page.keyboard.press(key);
      };
      const type = (text: string) => page.keyboard.type(text);
      await page.getByRole('treeitem', { name: 'New leads' }).waitFor();
      await press('Control+Shift+K');
      await page.getByText('No credentials on this machine yet').waitFor();
      await press('Control+k');
      await type('add a credential');
      await press('Enter');

      const vault = dialog(page, 'Where are your secrets to be kept?');
      await vault.waitFor();
      if ((await vault.getByRole('radio').count()) > 0) await press('ArrowDown', 'Tab');
      await type(PASSPHRASE);
      await press('Tab');
      await type(PASSPHRASE);
      await press('Enter');

      await dialog(page, 'Add a credential').waitFor();
      await type('bearer');
      await press('Enter');
      const form = dialog(page, /New credential/);
      await form.waitFor();
      await type('CRM of the house');
      await press('Enter');
      // What is missing is led to.
      await expect.poll(() => form.getByLabel('Token', { exact: true }).evaluate(isFocused)).toBe(true);
      await type(TOKEN);
      const hosts = form.getByLabel('Use only with these hosts');
      for (let tabs = 0; tabs < 10 && !(await hosts.evaluate(isFocused)); tabs++) await press('Tab');
      // An address is cut down to its host; Enter on nothing more to add saves.
      await type(`http://${service.host}/contacts?x=1`);
      await press('Enter');
      await form.getByText(service.host, { exact: true }).waitFor();
      await press('Enter');
      await form.waitFor({ state: 'detached' });

      await press('Control+k');
      await type('new leads');
      await press('Enter');
      const question = dialog(page, /New leads signs in to 1 service/);
      await question.getByText('CRM of the house').waitFor();
      // Nothing is bound until it is confirmed.
      await press('Tab', 'Tab', 'Tab', 'Enter');
      await question.waitFor({ state: 'detached' });
      await press('F5');
      await ended(page, 'Done');
      expect(service.calls.at(-1)).toMatchObject({
        url: '/contacts',
        headers: { authorization: `Bearer ${TOKEN}` },
      });
    }));

  test('asked once, bound in the inspector, edited, moved to another one, removed', () =>
    play({ trust: true, files: { 'crm.flow.json': crmFlow() } }, async ({ page }) => {
      await openCrm(page);
      const question = dialog(page, /signs in to 1 service/);
      await question.getByRole('button', { name: 'Not now' }).click();
      await page.getByRole('button', { name: /the connection slot "crm" is not bound/ }).waitFor();
      await page.reload();
      await face(page, 'Tell the CRM').waitFor();
      await addToken(page, 'First');
      await addToken(page, 'Second', 'tok-second-9f1e');
      await openCrm(page);
      expect(await question.count()).toBe(0);

      await page.getByRole('button', { name: /the connection slot "crm" is not bound/ }).click();
      const inspector = page.getByRole('complementary', { name: 'Inspector' });
      await inspector.getByRole('button', { name: 'Bind', exact: true }).click();
      await page.getByRole('menuitem', { name: 'First' }).click();
      await inspector.getByText('Not tested').waitFor();
      await page.getByText('Nothing is wrong with this flow.').waitFor();

      // Its name leads to it; the secret is kept when something else is changed.
      await inspector.getByRole('button', { name: 'First' }).click();
      const detail = page.getByRole('region', { name: 'First' });
      await detail.getByText('slot crm').waitFor();
      await detail.getByRole('button', { name: 'Edit' }).click();
      const form = dialog(page, 'Edit First');
      expect(await form.getByLabel('Token', { exact: true }).inputValue()).toMatch(/^•+$/);
      await form.getByLabel('Name').fill('First, renamed');
      await form.getByRole('button', { name: 'Save', exact: true }).click();
      const renamed = page.getByRole('region', { name: 'First, renamed' });
      await renamed.waitFor();
      await run(page);
      expect(service.calls.at(-1)?.headers.authorization).toBe(`Bearer ${TOKEN}`);

      await goTo(page, 'Connections');
      await renamed.getByText('Ready').waitFor();
      await renamed.getByRole('button', { name: 'Move to another credential…' }).click();
      await page.getByRole('button', { name: 'Move 1 slot' }).click();
      await page.getByText('1 slot moved to Second').waitFor();
      await run(page);
      expect(service.calls.at(-1)?.headers.authorization).toBe('Bearer tok-second-9f1e');

      await goTo(page, 'Connections');
      await page.getByRole('button', { name: 'Second', exact: true }).click();
      await page.getByRole('button', { name: 'Remove…' }).click();
      const removal = dialog(page, 'Remove Second?');
      await removal.getByText('New leads').waitFor();
      await removal.getByRole('button', { name: 'Remove the credential' }).click();
      await expect.poll(() => page.locator('.credential-name').allTextContents()).toEqual(['First, renamed']);
      await goTo(page, 'Flows');
      await page.getByRole('button', { name: /the connection slot "crm" is not bound/ }).waitFor();
    }));

  test('a secret in a header moves into a credential, and nothing in the window brings it back', () =>
    play({ trust: true, files: { 'old.flow.json': literalFlow() } }, async ({ page, engine }) => {
      await page.getByRole('treeitem', { name: 'Old habits' }).click();
      await page.getByRole('button', { name: /"Authorization" holds a bearer token/ }).click();
      await page.getByRole('button', { name: 'Move into a credential' }).click();
      await setUpVault(page);
      await page.getByText(/^It is kept as/).waitFor();
      await saved(page);
      const file = await engine.read('old.flow.json');
      expect(file).not.toContain(TOKEN);
      expect(JSON.parse(file).nodes.call).toMatchObject({ connection: expect.any(String) });
      expect(JSON.parse(file).nodes.call.params).toEqual({ url: `http://${service.host}/old` });
      await page.keyboard.press('F5');
      await ended(page, 'Done');
      expect(service.calls.at(-1)).toMatchObject({
        url: '/old',
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      expect(
        await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])'),
      ).not.toContain(TOKEN);

      await page.getByRole('button', { name: /^Undo/ }).click();
      await page.getByText('(kept as a credential)').waitFor();
      await saved(page);
      expect(await engine.read('old.flow.json')).not.toContain(TOKEN);
      expect(await page.getByRole('button', { name: /^Undo/ }).isDisabled()).toBe(true);
    }));

  test('locked after a start until the passphrase is given; told when it is refused', () =>
    play({ trust: true, files: { 'crm.flow.json': crmFlow() } }, async ({ page, engine, errors }) => {
      await addToken(page, 'CRM of the house');
      await openCrm(page);
      await page.getByRole('button', { name: 'Bind 1 slot' }).click();
      await page.getByText('Nothing is wrong with this flow.').waitFor();
      await engine.kill();
      await engine.start();
      await page.getByRole('status', { name: 'The engine is running' }).waitFor();
      await goTo(page, 'Connections');
      await page.getByRole('button', { name: 'Unlock…' }).click();
      const question = dialog(page, 'Unlock your credentials');
      await question.getByLabel('Passphrase').fill('something else');
      await page.keyboard.press('Enter');
      await question
        .getByRole('alert')
        .getByText(/passphrase/i)
        .waitFor();
      await question.getByLabel('Passphrase').fill(PASSPHRASE);
      await page.keyboard.press('Enter');
      await question.waitFor({ state: 'detached' });
      await run(page);
      expect(service.calls.at(-1)?.headers.authorization).toBe(`Bearer ${TOKEN}`);

      service.refuses = true;
      try {
        await page.keyboard.press('F5');
        await ended(page, 'Failed');
        const news = page.getByRole('region', { name: 'News' });
        await news.getByText('CRM of the house is refused').waitFor();
        await news.getByRole('button', { name: 'Show' }).click();
        await page.getByRole('region', { name: 'CRM of the house' }).getByText('Failing').waitFor();
      } finally {
        service.refuses = false;
      }
      errors.length = 0;
    }));

  test('tested in place, exported, and imported on another machine', () =>
    play({}, async ({ page, errors }) => {
      await addToken(page, 'CRM of the house');
      await page.getByRole('button', { name: 'CRM of the house', exact: true }).click();
      await page.getByRole('button', { name: 'Test…' }).click();
      const form = dialog(page, 'Edit CRM of the house');
      await form.getByLabel('Try it with').fill(`http://${service.host}/me`);
      await form.getByRole('button', { name: 'Test', exact: true }).click();
      await form.getByText(/accepted it/).waitFor();
      service.refuses = true;
      await form.getByRole('button', { name: 'Test', exact: true }).click();
      await form.getByText(/401/).waitFor();
      service.refuses = false;
      await form.getByRole('button', { name: 'Done' }).click();

      await page.getByRole('button', { name: 'More about credentials' }).click();
      await page.getByRole('menuitem', { name: 'Export credentials…' }).click();
      const out = dialog(page, 'Export credentials');
      await out.getByLabel('Passphrase', { exact: true }).fill('words for the road');
      await out.getByLabel('Once more').fill('words for the road');
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        out.getByRole('button', { name: 'Export 1 credential' }).click(),
      ]);
      const path = await file.path();
      expect(await readFile(path, 'utf8')).not.toContain(TOKEN);

      await play({ trust: true, files: { 'crm.flow.json': crmFlow() } }, async ({ page: there }) => {
        await goTo(there, 'Connections');
        await there.getByRole('button', { name: 'Import from another machine…' }).click();
        const question = dialog(there, 'Import credentials');
        await question.getByLabel('File', { exact: true }).setInputFiles(path);
        await question.getByLabel('Passphrase of the file').fill('words for the road');
        await question.getByRole('button', { name: 'Import', exact: true }).click();
        await setUpVault(there);
        await there.getByRole('button', { name: 'CRM of the house', exact: true }).waitFor();
        await openCrm(there);
        await there.getByRole('button', { name: 'Bind 1 slot' }).click();
        await there.getByText('Nothing is wrong with this flow.').waitFor();
        await run(there);
        expect(service.calls.at(-1)?.headers.authorization).toBe(`Bearer ${TOKEN}`);
      });
      errors.length = 0;
    }));

  test('signs in in the browser with a real provider', async () => {
    const provider = await startProvider();
    try {
      await play({}, async ({ page }) => {
        await goTo(page, 'Connections');
        await page.getByRole('button', { name: 'Add your first credential' }).click();
        await setUpVault(page);
        await dialog(page, 'Add a credential')
          .getByRole('option', { name: /^OAuth 2.0/ })
          .click();
        const form = dialog(page, /New credential/);
        const { authUrl, tokenUrl, clientId, scopes } = provider.fields({ clientId: 'desktop' });
        // The pages of the provider are walked through without this browser: they are not of this machine alone.
        await page.context().route(`${provider.url}/**`, (route) => route.fulfill({ body: 'the provider' }));
        await form.getByLabel('Sign-in address').fill(String(authUrl));
        await form.getByLabel('Token address').fill(String(tokenUrl));
        await form.getByLabel('Client id').fill(String(clientId));
        await form.getByLabel('Scopes').fill(String(scopes));
        await form.getByLabel('Use only with these hosts').fill(service.host);
        const [tab] = await Promise.all([
          page.context().waitForEvent('page'),
          form.getByRole('button', { name: 'Save and sign in' }).click(),
        ]);
        await form.getByText('Waiting for you in the browser').waitFor();
        await check(page, 'signing in');
        const { left } = await walk(tab.url());
        if (left === undefined) throw new Error('the provider sent nobody back');
        await tab.goto(left);
        await form.getByText('Signed in').waitFor();
        await form.getByRole('button', { name: 'Done' }).click();
        await page.locator('.credential-name').click();
        await page.getByText('Ready').first().waitFor();
      });
    } finally {
      await provider.close();
    }
  });

  test('a keychain is a choice, and a lost key says what to do', async () => {
    const keychain = new MemoryKeychain();
    const browser = await sharedBrowser();
    const begun = await startApp({ credentials: { keychain }, renderer: join(root, 'dist', 'renderer') });
    let app = begun;
    try {
      const { page, context } = await openWindow(browser, addressOf(app));
      await goTo(page, 'Connections');
      await page.getByRole('button', { name: 'Add your first credential' }).click();
      const choice = dialog(page, 'Where are your secrets to be kept?');
      expect(await choice.getByRole('radio', { name: /^In this system/ }).isChecked()).toBe(true);
      await check(page, 'choice of a keeper');
      await choice.getByRole('button', { name: 'Use the keychain' }).click();
      await dialog(page, 'Add a credential')
        .getByRole('option', { name: /^Bearer token/ })
        .click();
      const form = dialog(page, /New credential/);
      await form.getByLabel('Token', { exact: true }).fill(TOKEN);
      await form.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('1 credential, in this machine’s keychain').waitFor();
      await context.close();

      keychain.kept.clear();
      app = await app.restart();
      const after = await openWindow(browser, addressOf(app));
      await goTo(after.page, 'Connections');
      await after.page.getByText('Locked', { exact: true }).waitFor();
      await after.page.getByRole('button', { name: 'What to do…' }).click();
      const lost = dialog(after.page, 'The key to your credentials is gone');
      await lost.getByRole('button', { name: 'Look in the keychain again' }).click();
      await lost
        .getByRole('alert')
        .getByText(/no longer in the keychain/)
        .waitFor();
      await check(after.page, 'a lost key');
      await lost.getByRole('button', { name: 'Set up a new key…' }).click();
      await dialog(after.page, 'Where are your secrets to be kept?')
        .getByText(/have to be entered again/)
        .waitFor();
      await after.page.getByRole('button', { name: 'Use the keychain' }).click();
      await after.page.locator('.vault-notice').waitFor({ state: 'detached' });
      // Entered again, it can be used again.
      await after.page.locator('.credential-name').dblclick();
      const again = dialog(after.page, /^Edit /);
      await again.getByRole('button', { name: 'Replace Token' }).click();
      await again.getByLabel('Token', { exact: true }).fill(TOKEN);
      await again.getByRole('button', { name: 'Save', exact: true }).click();
      await after.page.getByText('Not tested').first().waitFor();

      // The key goes from the keychain under a passphrase, and the secrets with it.
      await after.page.getByRole('button', { name: 'More about credentials' }).click();
      await after.page.getByRole('menuitem', { name: 'Keep the key elsewhere…' }).click();
      await setUpVault(after.page);
      await after.page.getByText('1 credential, protected by your passphrase').waitFor();
      expect(await app.client.connections.vault()).toMatchObject({ keeper: 'passphrase', state: 'open' });
      expect((await app.client.connections.list()).map(({ health }) => health)).toEqual(['untested']);
      await after.context.close();
    } finally {
      await app.close();
    }
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`nothing serious on any of its screens, ${theme}`, () =>
      play(
        { theme, trust: true, files: { 'crm.flow.json': crmFlow(), 'old.flow.json': literalFlow() } },
        (stage) => everyScreen(stage.page),
      ));
  }
});

const isFocused = (element: unknown) =>
  element === (globalThis as { document?: { activeElement: unknown } }).document?.activeElement;

/** Runs the flow of the CRM and waits for its end. */
async function run(page: Page): Promise<void> {
  await openCrm(page);
  const before = service.calls.length;
  await page.keyboard.press('F5');
  await expect.poll(() => service.calls.length, PATIENT).toBe(before + 1);
  await ended(page, 'Done');
}

async function everyScreen(page: Page): Promise<void> {
  await goTo(page, 'Connections');
  await page.getByText('No credentials on this machine yet').waitFor();
  await check(page, 'connections, empty');
  await page.getByRole('button', { name: 'Add your first credential' }).click();
  await dialog(page, 'Where are your secrets to be kept?').waitFor();
  await check(page, 'choice of the vault');
  await setUpVault(page);
  await dialog(page, 'Add a credential').waitFor();
  await check(page, 'list of services');
  await page.keyboard.press('Escape');
  await addToken(page, 'CRM of the house');
  await page.getByRole('button', { name: 'CRM of the house', exact: true }).click();
  await page.getByRole('region', { name: 'CRM of the house' }).waitFor();
  await check(page, 'connections, one chosen');
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await dialog(page, 'Edit CRM of the house').waitFor();
  await check(page, 'form of a credential');
  await page.keyboard.press('Escape');
  for (const [entry, title] of [
    ['Import credentials…', 'Import credentials'],
    ['Export credentials…', 'Export credentials'],
    ['Change the master key…', 'Change the master key?'],
  ] as const) {
    await page.getByRole('button', { name: 'More about credentials' }).click();
    await page.getByRole('menuitem', { name: entry }).click();
    await dialog(page, title).waitFor();
    await check(page, title);
    await page.keyboard.press('Escape');
    await dialog(page, title).waitFor({ state: 'detached' });
  }
  await openCrm(page);
  await dialog(page, /signs in to 1 service/).waitFor();
  await check(page, 'slots at opening');
  await page.getByRole('button', { name: 'Bind 1 slot' }).click();
  await dialog(page, /signs in to 1 service/).waitFor({ state: 'detached' });
  await face(page, 'Tell the CRM').click();
  await page.getByRole('button', { name: 'Change', exact: true }).waitFor();
  await check(page, 'node with a slot');
  await page.getByRole('button', { name: 'New slot' }).click();
  await dialog(page, 'New connection slot').waitFor();
  await check(page, 'new slot');
  await page.keyboard.press('Escape');
  await page.getByRole('treeitem', { name: 'Old habits' }).click();
  await face(page, 'Call').click();
  await page.getByRole('button', { name: 'Move into a credential' }).waitFor();
  await check(page, 'node with a secret in a header');
  await goTo(page, 'Connections');
  for (const [button, title] of [
    ['Move to another credential…', /^Move slots away/],
    ['Remove…', /^Remove CRM/],
  ] as const) {
    await page.getByRole('button', { name: button }).click();
    await dialog(page, title).waitFor();
    await check(page, button);
    await page.keyboard.press('Escape');
    await dialog(page, title).waitFor({ state: 'detached' });
  }
}
