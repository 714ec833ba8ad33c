// Stands in for `flowbench serve --json`: a real process whose behaviour its first
// argument chooses. It answers HTTP on the port it announces.
import { createServer } from 'node:http';

const [behaviour] = process.argv.slice(2);

if (behaviour === 'refuse') {
  process.stderr.write('The data directory belongs to another engine.\n');
  process.exit(2);
}
if (behaviour === 'crash') {
  process.stderr.write('out of luck\n');
  process.exit(7);
}
if (behaviour === 'stubborn') process.on('SIGTERM', () => undefined);
else process.on('SIGTERM', () => process.exit(0));

const server = createServer((request, response) => {
  if (request.url === '/crash') process.exit(7);
  response.writeHead(404).end();
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  process.stdout.write('not JSON, but nothing to worry about\n');
  process.stdout.write(
    `${JSON.stringify({ url: `http://127.0.0.1:${port}/`, token: `t${process.pid}`, apiPort: port, pid: process.pid })}\n`,
  );
});
