import { createServer, type AddressInfo } from 'node:net';

const message = (kind: string, body: Buffer) => {
  const head = Buffer.alloc(5);
  head.write(kind);
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
};

/** "You are in", "ask me", "I am going": the server's messages of PostgreSQL's protocol, as one piece. */
const LAST_WORDS = Buffer.concat([
  message('R', Buffer.alloc(4)),
  message('Z', Buffer.from('I')),
  message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0')),
]);

/** A server that lets anybody in and dies in the same breath, before anybody on our side can have begun to listen. */
export async function startDyingServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((socket) => socket.once('data', () => socket.end(LAST_WORDS)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `postgres://anyone@127.0.0.1:${(server.address() as AddressInfo).port}/any`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
