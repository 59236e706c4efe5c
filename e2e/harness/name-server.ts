import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const TYPE_A = 1;
const HEADER_BYTES = 12;
const RESPONSE = 0x8180;
const NO_SUCH_NAME = 3;

/** A DNS server on loopback that knows the test's IPv4 addresses, and answers that any other name does not exist. */
export class NameServer {
  readonly addresses = new Map<string, string>();
  readonly #socket = createSocket('udp4', (query, from) => {
    this.#socket.send(this.#answer(query), from.port, from.address);
  });

  get port(): number {
    return this.#socket.address().port;
  }

  async listen(): Promise<this> {
    this.#socket.bind(0, '127.0.0.1');
    await once(this.#socket, 'listening');
    return this;
  }

  async close(): Promise<void> {
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  /** RFC 1035, 4.1: the received header and question, followed by the address if there is one. */
  #answer(query: Buffer): Buffer {
    const labels: string[] = [];
    let at = HEADER_BYTES;
    for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
      labels.push(query.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const endOfQuestion = at + 5;
    const address = this.addresses.get(labels.join('.'));
    const isFound = address !== undefined && query.readUInt16BE(at + 1) === TYPE_A;
    const head = Buffer.from(query.subarray(0, endOfQuestion));
    head.writeUInt16BE(RESPONSE | (address === undefined ? NO_SUCH_NAME : 0), 2);
    head.writeUInt16BE(isFound ? 1 : 0, 6);
    head.fill(0, 8, HEADER_BYTES);
    if (!isFound) return head;
    const pointerToName = [0xc0, HEADER_BYTES];
    const record = [...pointerToName, 0, TYPE_A, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split('.').map(Number)];
    return Buffer.concat([head, Buffer.from(record)]);
  }
}
