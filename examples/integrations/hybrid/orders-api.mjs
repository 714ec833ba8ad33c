// A small order service for the example, on this machine only. Start it with
//   node orders-api.mjs [PORT]
// GET /orders/7 gives an order. Every 13th it has never heard of; every 5th is busy the first time.
import { createServer } from 'node:http';

const port = Number(process.argv[2] ?? 8794);
const asked = {};

const server = createServer((request, response) => {
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const id = Number(/^\/orders\/(\d+)$/.exec(request.url ?? '')?.[1]);
  if (Number.isNaN(id)) return answer(404, { message: 'There is no such page' });
  asked[id] = (asked[id] ?? 0) + 1;
  if (id % 13 === 0) return answer(404, { message: `There is no order ${id}` });
  if (id % 5 === 0 && asked[id] === 1) return answer(503, { message: 'Busy, try again' });
  return answer(200, { id, customer: `Customer ${id % 7}`, total: id * 10 });
});

server.listen(port, '127.0.0.1', () => {
  console.log(
    `The order service answers on http://127.0.0.1:${server.address().port} until you press Ctrl+C.`,
  );
});
