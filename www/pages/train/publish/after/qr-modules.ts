/** The dark squares of a QR code. */

export interface Modules {
  /** Squares to a side. */
  side: number;
  /** Empty squares around it. Source: ISO/IEC 18004, 5.3.8: four of them. */
  margin: number;
  /** The dark squares as the path of an SVG, one unit a square, the margin counted in. */
  path: string;
}

const MARGIN = 4;

/** The code of an address, which is ASCII; null where it is longer than any code holds. */
export async function qrCode(address: string): Promise<Modules | null> {
  // Fetched by those alone who have published something.
  const { default: qrcode } = await import('qrcode-generator');
  const code = qrcode(0, 'M');
  code.addData(address);
  try {
    code.make();
  } catch {
    // The library's only complaint: "code length overflow". The address stands beside it as a link.
    return null;
  }
  const side = code.getModuleCount();
  const squares: string[] = [];
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      if (code.isDark(row, column)) squares.push(`M${column + MARGIN} ${row + MARGIN}h1v1h-1z`);
    }
  }
  return { side, margin: MARGIN, path: squares.join('') };
}
