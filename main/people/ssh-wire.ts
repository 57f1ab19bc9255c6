/**
 * The wire format of SSH (RFC 4251 section 5): strings, 32-bit integers and multiple-precision integers.
 */

const NOTHING = new Uint8Array(0);

/**
 * Reads SSH wire data and never throws. After the first violation every read answers with an empty value, and
 * `complete` stays false: a caller reads all fields, asks `complete` once, and uses nothing before it was true.
 */
export class SshReader {
  readonly #bytes: Uint8Array;
  #position = 0;
  #failed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** True if every read succeeded and no byte is left over. */
  get complete(): boolean {
    return !this.#failed && this.#position === this.#bytes.length;
  }

  /** Exactly `length` bytes without a length prefix. */
  fixed(length: number): Uint8Array {
    if (this.#failed || length > this.#bytes.length - this.#position) return this.#fail();
    const start = this.#position;
    this.#position += length;
    return this.#bytes.slice(start, this.#position);
  }

  /** One byte; 0 after a violation. */
  byte(): number {
    return this.fixed(1)[0] ?? 0;
  }

  /** Big-endian unsigned 32-bit integer; 0 after a violation. */
  uint32(): number {
    const bytes = this.fixed(4);
    return bytes.length === 4 ? new DataView(bytes.buffer).getUint32(0) : 0;
  }

  /** A length-prefixed run of bytes. */
  string(): Uint8Array {
    return this.fixed(this.uint32());
  }

  /** A length-prefixed run of printable ASCII: all that names, namespaces and applications need. */
  text(): string {
    const text = Buffer.from(this.string()).toString('latin1');
    if (/^[\x20-\x7e]*$/.test(text)) return text;
    this.#fail();
    return '';
  }

  /** A positive multiple-precision integer, big-endian without leading zeros. */
  mpint(): Uint8Array {
    const bytes = this.string();
    const [first, second] = bytes;
    // SECURITY: one number, one encoding. Zero, negative numbers and needless leading zeros are refused, so that a key
    // or signature cannot be written in a second way.
    if (first === undefined || first >= 0x80) return this.#fail();
    if (first !== 0) return bytes;
    return second !== undefined && second >= 0x80 ? bytes.slice(1) : this.#fail();
  }

  #fail(): Uint8Array {
    this.#failed = true;
    return NOTHING;
  }
}

/** Joins runs of bytes. */
export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

/** Big-endian unsigned 32-bit integer. */
export function sshUint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** A length-prefixed run of bytes; texts are written as UTF-8. */
export function sshString(value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return joinBytes(sshUint32(bytes.length), bytes);
}

/** A positive multiple-precision integer from its big-endian magnitude, leading zeros allowed. */
export function sshMpint(magnitude: Uint8Array): Uint8Array {
  const start = magnitude.findIndex((byte) => byte !== 0);
  const minimal = start < 0 ? NOTHING : magnitude.subarray(start);
  const signByte = (minimal[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : NOTHING;
  return sshString(joinBytes(signByte, minimal));
}

/** Decodes padded base64, or `null` if the text is not exactly what an encoder writes for those bytes. */
export function canonicalBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64');
  // SECURITY: Node's decoder skips foreign characters and unused bits; the round trip refuses both.
  return bytes.toString('base64') === text ? Uint8Array.from(bytes) : null;
}
