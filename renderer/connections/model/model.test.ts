import { describe, expect, test } from 'vitest';
import type { ConnectionTypeDescription, CredentialEntry } from '#contract/connection';
import { draftOf, fieldsOf, missingIn, newDraft } from './draft.ts';
import { findCredentials } from './find-credentials.ts';
import { freshTrouble } from './health.ts';
import { hostFrom, hostOfUrl, hostsNotAllowed } from './hosts.ts';
import { iconOf } from './icon-of.ts';
import { kindGroups, searchKinds } from './kinds.ts';
import { budgetShare, budgetText, limitText } from './rate-text.ts';
import { freshSlot, slotName, unboundSlots } from './slots.ts';
import { agoText, untilText } from './when.ts';

const bearer: ConnectionTypeDescription = {
  type: 'http.bearer',
  title: 'Bearer token',
  summary: 'A token.',
  icon: 'key-round',
  group: 'web',
  fields: {
    type: 'object',
    required: ['token', 'grant'],
    properties: {
      token: { type: 'string', label: 'Token', secret: true },
      grant: { type: 'string', label: 'Grant', enum: ['a', 'b'], default: 'a' },
      url: { type: 'string', label: 'Address', showIf: { grant: ['b'] } },
      place: { type: 'string', label: 'Place', default: 'header', showIf: { grant: ['b'], url: ['x'] } },
    },
  },
};
const types = new Map([[bearer.type, bearer]]);
const entry = (part: Partial<CredentialEntry>): CredentialEntry => ({
  id: 'cred_1',
  name: 'CRM',
  type: 'http.bearer',
  preset: undefined,
  hosts: ['api.crm.example'],
  values: { grant: 'a' },
  filled: ['token'],
  rate: undefined,
  health: 'ready',
  problem: undefined,
  createdAt: 0,
  updatedAt: 0,
  lastUsedAt: undefined,
  expiresAt: undefined,
  usedBy: [],
  budget: undefined,
  ...part,
});

describe('hosts', () => {
  test.each([
    ['https://api.crm.example/v1?x=1', 'api.crm.example'],
    ['http://user:pass@LOCALHOST:8080', 'localhost:8080'],
    ['https://[::1]:9/', '[::1]:9'],
    ['https://{{ $json.host }}/x', undefined],
    ['https://a.{{ $json.zone }}.example/x', undefined],
    ['ftp://a.example', undefined],
    [7, undefined],
  ])('of the address %j: %j', (url, host) => {
    expect(hostOfUrl(url)).toBe(host);
  });

  test.each([
    [' API.example.com ', 'api.example.com'],
    ['https://api.example.com/v1', 'api.example.com'],
    ['*.example.com', '*.example.com'],
    ['localhost:3000', 'localhost:3000'],
    ['a b', undefined],
    ['*.*.example', undefined],
    ['-x.example', undefined],
  ])('typed as %j: %j', (text, host) => {
    expect(hostFrom(text)).toBe(host);
  });

  test('of a slot that a credential may not be used with', () => {
    const allowed = ['a.example', '*.b.example', 'c.example:8080'];
    const wanted = ['a.example', 'a.example:444', 'x.b.example', 'b.example', 'c.example', 'c.example:8080'];
    expect(hostsNotAllowed(wanted, allowed)).toEqual(['b.example', 'c.example']);
  });
});

describe('drafts', () => {
  test('a new one takes what its preset and its place give, under a name of its own', () => {
    const preset = {
      id: 'crm',
      title: 'CRM',
      type: 'http.bearer',
      values: { grant: 'b' },
      hosts: ['api.crm.example'],
      help: 'h',
    };
    expect(
      newDraft(bearer, preset, { hosts: ['api.crm.example', 'eu.crm.example'] }, ['CRM', 'CRM 2']),
    ).toEqual({
      name: 'CRM 3',
      type: 'http.bearer',
      preset: 'crm',
      hosts: ['api.crm.example', 'eu.crm.example'],
      values: { grant: 'b' },
    });
  });

  test('what is needed is asked for; a kept secret and a default are there already', () => {
    const draft = newDraft(bearer, undefined, {}, []);
    expect(missingIn(draft, bearer, [])).toEqual({ token: 'Token is needed.' });
    expect(missingIn(draft, bearer, ['token'])).toEqual({});
    expect(missingIn({ ...draft, name: ' ', values: { token: 'x' } }, bearer, [])).toEqual({
      name: 'A name is needed.',
    });
  });

  test('fields follow the values and are never expressions', () => {
    const keys = (values: Record<string, unknown>) => fieldsOf(bearer, values).map(({ key }) => key);
    expect(keys({})).toEqual(['token', 'grant']);
    expect(keys({ grant: 'b' })).toEqual(['token', 'grant', 'url']);
    // A default that the engine filled in does not bring its field into sight.
    expect(keys({ place: 'header' })).toEqual(['token', 'grant']);
    expect(keys({ place: 'query' })).toEqual(['token', 'grant', 'place']);
    expect(fieldsOf(bearer, {}).every(({ literal }) => literal)).toBe(true);
    expect(draftOf(entry({})).values).toEqual({ grant: 'a' });
  });
});

test('kinds: services first; of what is searched, what is called so', () => {
  const preset = (id: string, title: string) => ({
    id,
    title,
    type: 'http.bearer',
    values: {},
    hosts: [],
    help: '',
  });
  const groups = kindGroups(types, [preset('crm', 'CRM'), preset('bear', 'Bear notes')], undefined);
  expect(groups.map(({ title, kinds }) => [title, ...kinds.map((kind) => kind.title)])).toEqual([
    ['Services', 'CRM', 'Bear notes'],
    ['Any web service', 'Bearer token'],
  ]);
  const all = groups.flatMap(({ kinds }) => kinds);
  expect(searchKinds(all, 'Bearer').map(({ title }) => title)).toEqual(['Bearer token', 'CRM', 'Bear notes']);
  expect(searchKinds(all, 'token crm').map(({ title }) => title)).toEqual(['CRM']);
  expect(kindGroups(types, [preset('crm', 'CRM')], ['http.basic'])).toEqual([]);
});

test('found by name, type, host, flow and slot, every word somewhere', () => {
  const all = [
    entry({ id: 'a' }),
    entry({
      id: 'b',
      name: 'Mail',
      health: 'reconnect',
      hosts: [],
      usedBy: [{ flow: 'f', name: 'Invoices', path: 'in/invoices.flow.json', slot: 'post' }],
    }),
  ];
  const ids = (search: string, shown: 'all' | 'needsYou' | 'unused' = 'all') =>
    findCredentials(all, shown, search, types).map(({ id }) => id);
  expect(ids('token crm.ex')).toEqual(['a']);
  expect(ids('invoices POST')).toEqual(['b']);
  expect(ids('crm invoices')).toEqual([]);
  expect(ids('', 'needsYou')).toEqual(['b']);
  expect(ids('', 'unused')).toEqual(['a']);
});

test('trouble is told when it comes, not when it is there', () => {
  const [ready, failing, reconnect] = (['ready', 'failing', 'reconnect'] as const).map((health) =>
    entry({ health }),
  ) as [CredentialEntry, CredentialEntry, CredentialEntry];
  expect(freshTrouble(undefined, [failing])).toEqual([]);
  expect(freshTrouble([ready], [failing])).toEqual([failing]);
  expect(freshTrouble([failing], [failing])).toEqual([]);
  expect(freshTrouble([failing], [reconnect])).toEqual([reconnect]);
  expect(freshTrouble([failing], [ready])).toEqual([]);
  expect(freshTrouble([], [failing])).toEqual([]);
});

test('rates in a few words', () => {
  expect(limitText({ requests: 60, per: '1m', concurrent: 4 })).toBe('60 / min, 4 at once');
  expect(limitText({ requests: 5, per: '90s' })).toBe('5 / 90s');
  expect(limitText(undefined)).toBeUndefined();
  const used = { rate: { requests: 60, per: '1h' }, budget: { used: 34, waiting: 2 } };
  expect(budgetText(used)).toBe('34 of 60 / h, 2 wait');
  expect(budgetShare({ ...used, budget: { used: 90, waiting: 0 } })).toBe(1);
  expect(budgetText({ ...used, budget: undefined })).toBe('60 / h');
});

test('times before and after now', () => {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  expect([0, 4 * minute, 3 * hour, day, 3 * day].map((ago) => agoText(1e12 - ago, 1e12))).toEqual([
    'now',
    '4 min ago',
    '3 h ago',
    '1 day ago',
    '3 days ago',
  ]);
  expect([41 * minute, 2 * day, -2 * hour].map((until) => untilText(1e12 + until, 1e12))).toEqual([
    'in 41 min',
    'in 2 days',
    'ended 2 h ago',
  ]);
});

test('slots are named after whom they are for', () => {
  expect(slotName('http.bearer', 'api.crm.example')).toBe('crm');
  expect(slotName('http.bearer', 'www.github.com')).toBe('github');
  expect(slotName('http.bearer', '127.0.0.1:8080')).toBe('bearer');
  expect(slotName('http.bearer', undefined)).toBe('bearer');
  const flow = { flowbench: 1 as const, id: 'f', name: 'f', nodes: {}, connections: { crm: { type: 'x' } } };
  expect(freshSlot('crm', flow)).toBe('crm2');
  const slot = { slot: 's', type: 'x', hosts: [], suggestions: [] };
  expect(
    unboundSlots([
      { ...slot, nodes: ['a'], credential: undefined },
      { ...slot, nodes: [], credential: undefined },
      { ...slot, nodes: ['a'], credential: 'c' },
    ]),
  ).toHaveLength(1);
});

test('icons say what a service is for', () => {
  expect(iconOf(bearer, 'github-app')).toBe('git-branch');
  expect(iconOf(bearer, 'unheard-of')).toBe('key-round');
  expect(iconOf(undefined, undefined)).toBe('key');
});
