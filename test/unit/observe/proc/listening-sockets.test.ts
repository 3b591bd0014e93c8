import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseListeningSockets } from '../../../../src/observe/proc/listening-sockets.ts';

const rest = '00000000:00000000 00:00000000 00000000     0        0 58343 1 00000000fb86ad4d 100 0 0 10 0';
const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0B00007F:AFCF 00000000:0000 0A ${rest}
   1: 00000000:0050 00000000:0000 0A ${rest}
   2: 0100007F:1F90 0100007F:C350 01 ${rest}
`;
const tcp6 = `   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A ${rest}
   1: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A ${rest}
   2: 0000000000000000FFFF00000100007F:0017 00000000000000000000000000000000:0000 0A ${rest}
   3: B80D0120000000000000000001000000:0018 00000000000000000000000000000000:0000 0A ${rest}
`;

describe('proc_pid_net(5)', () => {
  it('gives what listens, by port, and no connection', () => {
    expect(parseListeningSockets(tcp, 'tcp')).toEqual([
      { protocol: 'tcp', address: '0.0.0.0', port: 80 },
      { protocol: 'tcp', address: '127.0.0.11', port: 45007 },
    ]);
  });

  it('writes IPv6 addresses as RFC 5952 does', () => {
    expect(parseListeningSockets(tcp6, 'tcp6').map(({ address, port }) => `${port} ${address}`)).toEqual([
      '22 ::1',
      '23 ::ffff:7f00:1',
      '24 2001:db8::1',
      '8080 ::',
    ]);
  });

  it('takes UDP sockets that are connected to nobody', () => {
    const udp = ` 834: 00000000:0035 00000000:0000 07 ${rest}\n 835: 0100007F:1000 0100007F:0035 01 ${rest}\n`;
    expect(parseListeningSockets(udp, 'udp')).toEqual([{ protocol: 'udp', address: '0.0.0.0', port: 53 }]);
    expect(parseListeningSockets(udp, 'tcp')).toEqual([]);
  });

  it('tells an address once, though many processes share the port', () => {
    const line = `0: 00000000:0050 00000000:0000 0A ${rest}\n`;
    expect(parseListeningSockets(line.repeat(3), 'tcp')).toHaveLength(1);
  });

  it('gives back every address and port', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const port = fc.integer({ min: 0, max: 65535 });
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte, byte), port, (bytes, number) => {
        const hex = (value: number, width: number) => value.toString(16).toUpperCase().padStart(width, '0');
        const word = [...bytes]
          .reverse()
          .map((each) => hex(each, 2))
          .join('');
        const line = `   0: ${word}:${hex(number, 4)} 00000000:0000 0A ${rest}\n`;
        expect(parseListeningSockets(line, 'tcp')).toEqual([
          { protocol: 'tcp', address: bytes.join('.'), port: number },
        ]);
      }),
    );
  });

  it('never throws, whatever the text', () => {
    const hex = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEF') });
    fc.assert(fc.property(fc.string(), (text) => void parseListeningSockets(text, 'tcp6')));
    fc.assert(
      fc.property(hex, hex, fc.string(), (address, number, after) => {
        parseListeningSockets(`0: ${address}:${number} 0000:0000 0A ${after}`, 'tcp6');
      }),
    );
  });
});
