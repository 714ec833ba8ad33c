import type { Load } from './run-here.ts';

/** A small order, about a hundred bytes of JSON. */
const item = (id: number) => ({
  json: { id, price: id % 50, count: id % 7, name: `item ${id}`, region: 'north' },
});
const total = { fields: [{ name: 'total', value: '{{ $json.price * $json.count }}' }] };
const isBig = { test: '{{ $json.total > 100 }}' };

/** A for-each over 10,000 items with a map and an if inside. */
const loop: Omit<Load, 'journal'> = {
  count: 10_000,
  runs: 12,
  item,
  flow: {
    flowbench: 1,
    nodes: {
      orders: { type: 'trigger.manual' },
      each: { type: 'control.forEach' },
      total: { type: 'data.map', in: 'each', params: total },
      isBig: { type: 'control.if', in: 'each', params: isBig },
    },
    edges: ['orders -> each', 'each:each -> total', 'total -> isBig', 'isBig:true -> each:collect'],
  },
};

/** 100,000 items through map, if and code. */
const list: Omit<Load, 'journal'> = {
  count: 100_000,
  runs: 4,
  item,
  flow: {
    flowbench: 1,
    nodes: {
      orders: { type: 'trigger.manual' },
      total: { type: 'data.map', params: total },
      isBig: { type: 'control.if', params: isBig },
      code: {
        type: 'data.code',
        params: {
          code: 'return $input.all().map((item) => ({ ...item.json, tax: item.json.total * 0.19 }));',
        },
      },
    },
    edges: ['orders -> total', 'total -> isBig', 'isBig:true -> code'],
  },
};

/** A million items through five nodes. */
const million: Omit<Load, 'journal'> = {
  count: 1_000_000,
  runs: 1,
  item,
  flow: {
    flowbench: 1,
    nodes: {
      orders: { type: 'trigger.manual' },
      total: { type: 'data.map', params: total },
      isBig: { type: 'control.if', params: isBig },
      band: {
        type: 'data.map',
        params: { fields: [{ name: 'band', value: "{{ $json.total > 200 ? 'a' : 'b' }}" }] },
      },
      known: { type: 'control.filter', params: { test: '{{ $json.count != 3 }}' } },
      sums: {
        type: 'data.summarise',
        params: { groupBy: ['band'], values: [{ field: 'total', op: 'sum' }] },
      },
    },
    edges: [
      'orders -> total',
      'total -> isBig',
      'isBig:true -> band',
      'isBig:false -> band',
      'band -> known',
      'known -> sums',
    ],
  },
};

export const loads: Readonly<Record<string, Load>> = {
  loopJournalled: { ...loop, journal: true },
  loopUnjournalled: { ...loop, journal: false },
  listJournalled: { ...list, journal: true },
  listUnjournalled: { ...list, journal: false },
  million: { ...million, journal: true },
};
