// A small API for the example, on this machine only. Start it with
//   node examples/customers/test-api.mjs [PORT] [DELAY]
// where DELAY is how many milliseconds each answer takes.
// It behaves as APIs do: there are customers it has never heard of (every 13th)
// and moments in which it is too busy (every 7th customer, the first time).
// GET /asked tells how often it was asked for each customer.
import { createServer } from 'node:http';

const port = Number(process.argv[2] ?? 8787);
const delay = Number(process.argv[3] ?? 0);
const asked = {};

const server = createServer((request, response) => {
  if (request.url === '/asked') return answer(response, 200, asked);
  const id = /^\/customers\/(C\d+)$/.exec(request.url ?? '')?.[1];
  if (id === undefined) return answer(response, 404, { message: 'There is no such page' });
  asked[id] = (asked[id] ?? 0) + 1;
  const number = Number(id.slice(1));
  if (number % 13 === 0) return answer(response, 404, { message: `There is no customer ${id}` });
  if (number % 7 === 0 && asked[id] === 1) return answer(response, 503, { message: 'Busy, try again' });
  return answer(response, 200, { id, name: `Customer ${number}`, limit: ((number * 37) % 20) * 500 });
});

function answer(response, status, body) {
  setTimeout(() => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }, delay);
}

server.listen(port, '127.0.0.1', () => {
  console.log(
    `The example's API answers on http://127.0.0.1:${server.address().port} until you press Ctrl+C.`,
  );
});
