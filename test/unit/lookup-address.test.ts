/** [LKP-4] which addresses the server may be made to call. */
import { describe, expect, it } from 'vitest';
import { lookupAddress } from '../../worker/lookup/lookup-address.ts';

const INNER = (
  'http://shop.example/ ftp://shop.example/ javascript:alert(1) nonsense https://user:pw@shop.example/ https://intranet/ ' +
  'https://printer.local/ https://a.internal/ https://x.localhost/ https://10.0.0.1/ https://172.16.0.1/ https://192.168.1.1/ ' +
  'https://169.254.169.254/ https://100.64.0.1/ https://0.0.0.0/ https://0xa.1/ https://167772161/ https://012.0.0.1/ ' +
  'https://224.0.0.1/ https://198.18.0.1/ https://192.0.0.1/ https://[::]/ https://[::ffff:10.0.0.1]/ https://[fc00::1]/ ' +
  'https://[fe80::1]/ https://[64:ff9b::a00:1]/ https://[2002:a00:1::]/ https://[2001::1]/ https://printer.local./'
).split(' ');
const OWN =
  'http://localhost:3000/ https://127.0.0.1/ http://127.9.9.9/ http://[::1]:80/ http://0x7f.1/ http://localhost./'.split(
    ' ',
  );
const PUBLIC =
  'https://shop.example/a?b=c https://8.8.8.8:8443/ https://172.32.0.1/ https://[2606:4700::1]/'.split(' ');

describe.each([true, false])('[LKP-4] where the server is on loopback: %s', (isOnLoopback) => {
  it.each(INNER)('%s is not called', (url) => expect(lookupAddress(url, isOnLoopback)).toBeNull());
  it.each(PUBLIC)('%s is', (url) => expect(lookupAddress(url, isOnLoopback)?.href).toBe(url));
  it.each(OWN)('%s is called only there', (url) =>
    expect(lookupAddress(url, isOnLoopback) !== null).toBe(isOnLoopback),
  );
});
