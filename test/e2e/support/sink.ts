import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Servers on loopback that write down whatever reaches them. */
export interface Sink {
  readonly http: number;
  readonly udp: number;
  /** Names of what was heard: the path of a request, `upgrade`, `stun`, `quic`, `datagram`. */
  readonly heard: ReadonlySet<string>;
  close(): Promise<void>;
}

export async function openSink(page = ''): Promise<Sink> {
  const heard = new Set<string>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://sink').pathname.slice(1);
    if (path === '') return response.setHeader('Content-Type', 'text/html').end(page);
    heard.add(path);
    response.setHeader('Content-Type', 'text/javascript');
    return response.end('0');
  });
  server.on('upgrade', (_, socket) => {
    heard.add('websocket');
    socket.destroy();
  });
  server.on('connection', () => heard.add('connection'));
  const udp = createSocket('udp4');
  udp.on('message', (datagram) => heard.add(kindOf(datagram)));
  server.listen(0, '127.0.0.1');
  udp.bind(0, '127.0.0.1');
  await Promise.all([once(server, 'listening'), once(udp, 'listening')]);
  return {
    http: (server.address() as AddressInfo).port,
    udp: udp.address().port,
    heard,
    close: async () => {
      server.closeAllConnections();
      server.close();
      udp.close();
    },
  };
}

const STUN_COOKIE = 0x21_12_a4_42;

/** RFC 8489, section 5; RFC 9000, section 17.2: the long header of a QUIC packet has its first bit set. */
function kindOf(datagram: Buffer): string {
  if (datagram.length >= 20 && datagram.readUInt32BE(4) === STUN_COOKIE) return 'stun';
  return ((datagram[0] ?? 0) & 0x80) !== 0 ? 'quic' : 'datagram';
}

/** Every way by which a page could reach the sink, and what the sink hears of it when nothing stops it. */
export const WAYS = [
  'fetch',
  'xhr',
  'image',
  'style',
  'script',
  'beacon',
  'events',
  'websocket',
  'stun',
  'quic',
  'prefetch',
  'frame',
  'form',
  'popup',
  'worker',
  'font',
  'media',
  'object',
  'ping',
] as const;

/**
 * A script that tries them all; its value is a promise that resolves when each attempt has come to an end, one way or
 * the other. An attempt that never tells is given up after a while.
 */
export function everyWayOut({ http, udp }: Sink): string {
  return `(async () => {
    const at = (name) => 'http://127.0.0.1:${http}/' + name;
    const within = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 4000))]);
    const settles = (target, ...names) =>
      new Promise((resolve) => { for (const name of names) target.addEventListener(name, resolve); });
    const element = (tag, settings) => {
      const made = Object.assign(document.createElement(tag), settings);
      const settled = settles(made, 'load', 'error');
      document.body.append(made);
      return settled;
    };
    const ways = {
      fetch: () => fetch(at('fetch'), { mode: 'no-cors' }),
      xhr: () => { const call = new XMLHttpRequest(); call.open('GET', at('xhr')); call.send(); return settles(call, 'loadend'); },
      image: () => element('img', { src: at('image') }),
      style: () => element('link', { rel: 'stylesheet', href: at('style') }),
      script: () => element('script', { src: at('script') }),
      beacon: () => { navigator.sendBeacon(at('beacon'), 'x'); },
      events: () => { const source = new EventSource(at('events')); return settles(source, 'error').then(() => source.close()); },
      websocket: () => settles(new WebSocket('ws://127.0.0.1:${http}/websocket'), 'close'),
      quic: () => new WebTransport('https://127.0.0.1:${udp}/quic').ready,
      stun: async () => {
        const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${udp}' }] });
        peer.createDataChannel('x');
        const gathered = settles(peer, 'icegatheringstatechange').then(() => settles(peer, 'icegatheringstatechange'));
        await peer.setLocalDescription(await peer.createOffer());
        await gathered;
      },
      prefetch: () => element('link', { rel: 'prefetch', href: at('prefetch') }),
      preconnect: () => { void element('link', { rel: 'preconnect', href: at('') }); },
      dns: () => { void element('link', { rel: 'dns-prefetch', href: 'http://sink.example/' }); },
      frame: () => element('iframe', { src: at('frame') }),
      object: () => element('object', { data: at('object') }),
      form: () => {
        const form = Object.assign(document.createElement('form'), { method: 'post', action: at('form'), target: 'inner' });
        document.body.append(Object.assign(document.createElement('iframe'), { name: 'inner' }), form);
        form.submit();
      },
      popup: () => { open(at('popup')); },
      ping: () => {
        const link = Object.assign(document.createElement('a'), { href: '#', ping: at('ping') });
        document.body.append(link);
        link.click();
      },
      worker: () => {
        const code = URL.createObjectURL(new Blob(['try { importScripts("' + at('worker') + '") } catch {} postMessage(0)']));
        return settles(new Worker(code), 'message', 'error');
      },
      serviceWorker: () => navigator.serviceWorker.register('/service-worker.js'),
      font: () => new FontFace('x', 'url(' + at('font') + ')').load(),
      media: () => { const audio = new Audio(at('media')); return settles(audio, 'error'); },
    };
    const tried = {};
    await Promise.all(Object.entries(ways).map(async ([name, go]) => {
      try { tried[name] = String(await within(Promise.resolve(go()))); } catch (error) { tried[name] = error.name; }
    }));
    return tried;
  })()`;
}
