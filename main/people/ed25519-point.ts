/**
 * Checks of Ed25519 public keys that OpenSSL leaves out: importing a key there accepts any 32 bytes.
 * Curve, encoding and formulas: RFC 8032 section 5.1.
 */

const P = 2n ** 255n - 19n;
const D = modulo(-121665n * power(121666n, P - 2n));

/** Says why 32 bytes are not a usable Ed25519 public key, or `null`. The answer completes "the key ...". */
export function ed25519PointProblem(bytes: Uint8Array): string | null {
  if (bytes.length !== 32) return 'is not 32 bytes long';
  // Little-endian y; the top bit is the sign of x, on which neither check depends.
  const y = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`) & (2n ** 255n - 1n);
  if (y >= P) return 'is not written canonically';
  const xx = squareOfX(y);
  if (xx !== 0n && power(xx, (P - 1n) / 2n) !== 1n) return 'is not a point of the curve';
  // SECURITY: points of order 1, 2, 4 and 8 have no private half; signatures that "match" them can be made by anybody.
  return doubled(doubled(doubled(y))) === 1n ? 'is a point of small order' : null;
}

/** x squared, from the curve's equation -x² + y² = 1 + d·x²·y². The divisor is never 0, because -1/d is no square. */
function squareOfX(y: bigint): bigint {
  return modulo((y * y - 1n) * power(D * y * y + 1n, P - 2n));
}

/** The y of twice the point; it depends on y alone. The neutral point is the only one with y = 1. */
function doubled(y: bigint): bigint {
  const xx = squareOfX(y);
  return modulo((y * y + xx) * power(2n + xx - y * y, P - 2n));
}

function modulo(value: bigint): bigint {
  return ((value % P) + P) % P;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = modulo(base);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}
