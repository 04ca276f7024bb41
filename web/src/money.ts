// Money for display while a person types, in whole fen as BigInt. What counts is what the server works out.

// "1,234.5" -> 123450n; undefined where it is no amount.
export function fen_of(text: string | undefined): bigint | undefined {
  const bare = (text ?? '').replace(/[,，\s¥￥]/g, '');
  const parts = /^(-?)(\d{1,15})(?:\.(\d{1,2})0*)?$/.exec(bare);
  if (!parts) return undefined;
  const fen = BigInt(parts[2]!) * 100n + BigInt((parts[3] ?? '').padEnd(2, '0'));
  return parts[1] ? -fen : fen;
}

const scale = 6;

// A number with up to six places, times a million.
function millionths_of(text: string | undefined): bigint | undefined {
  const parts = /^(-?)(\d{1,15})(?:\.(\d{1,12}))?$/.exec((text ?? '').replace(/[,，\s¥￥]/g, ''));
  if (!parts) return undefined;
  const places = (parts[3] ?? '').slice(0, scale).padEnd(scale, '0');
  const value = BigInt(parts[2]!) * 1_000_000n + BigInt(places);
  return parts[1] ? -value : value;
}

// price × quantity in fen, half a fen rounds away from nought; undefined where one of them is no number.
export function product_fen(price: string | undefined, quantity: string | undefined): bigint | undefined {
  const p = millionths_of(price), q = millionths_of(quantity);
  if (p === undefined || q === undefined) return undefined;
  const exact = p * q;  // in 1e-12 yuan; a fen is 1e10 of them
  const half = 5_000_000_000n, unit = 10_000_000_000n;
  return exact >= 0n ? (exact + half) / unit : -((-exact + half) / unit);
}

// 1234560n -> "12,345.60"
export function yuan(fen: bigint): string {
  const sign = fen < 0n ? '-' : '';
  const bare = fen < 0n ? -fen : fen;
  const whole = (bare / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}${whole}.${(bare % 100n).toString().padStart(2, '0')}`;
}

export function amount(text: string | undefined): string {
  const fen = fen_of(text);
  return fen === undefined ? text ?? '' : yuan(fen);
}
