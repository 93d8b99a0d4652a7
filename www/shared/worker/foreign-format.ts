/** The right names of files that browsers, or some of them, do not open as pictures: by what is in them. */

/** What stands at the beginning of a file, in Latin-1, or further in. */
const SIGNATURES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['HEIC', /^....ftyp(he[iv]|mif|msf|mia)/s],
  ['AVIF', /^....ftypavi[fs]/s],
  // Canon's, Fujifilm's, Olympus' and Panasonic's.
  ['RAW', /^(....ftypcrx |FUJIFILMCCD-RAW|(II\*\0|MM\0\*)....CR[^ -~]|IIR[OS]|MMOR|IIU\0)/s],
  ['TIFF', /^(II[*+]\0|MM\0[*+])/],
  ['JPEG XL', /^(\xff\n|\0\0\0\fJXL )/],
  ['JPEG 2000', /^(\0\0\0\fjP {2}|\xff\x4f\xff\x51)/],
  ['PBM', /^P[14]\s/],
  ['PGM', /^P[25]\s/],
  ['PPM', /^P[36]\s/],
  ['PAM', /^P7\n/],
  ['PSD', /^8BP[SB]/],
  ['XCF', /^gimp xcf/],
  ['OpenEXR', /^v\/1[^ -~]/],
  ['DICOM', /^.{128}DICM/s],
  // What a site answers where a picture is gone, saved under the picture's name.
  ['HTML', /^(\xef\xbb\xbf)?\s*<(!doctype html|html)[\s>]/i],
  ['SVG', /^(\xef\xbb\xbf)?\s*<(svg|[?!].*<svg)[\s>]/s],
  ['PDF', /^.{0,1020}%PDF-/s],
  ['PostScript', /^%!PS/],
];
/** Papers rather than pictures. */
const DOCUMENTS = new Set(['HTML', 'PDF', 'PostScript']);
/** The signature of a PDF may be anywhere in the first kilobyte; a drawing may begin with a long comment. */
const LOOKED_AT_BYTES = 4096;

export interface ForeignFormat {
  name: string;
  isDocument: boolean;
}

/** Null for what has no name here: a format that every browser opens, or none that we know. */
export function foreignFormat(file: Uint8Array): ForeignFormat | null {
  const beginning = new TextDecoder('latin1').decode(file.subarray(0, LOOKED_AT_BYTES));
  const name = SIGNATURES.find(([, pattern]) => pattern.test(beginning))?.[0];
  if (!name) return null;
  return { name: name === 'TIFF' && isRawTiff(file) ? 'RAW' : name, isDocument: DOCUMENTS.has(name) };
}

/** Tags of TIFF 6.0, TIFF/EP and Adobe's DNG specification. */
const TAG = { make: 0x010f, subIfds: 0x014a, dngVersion: 0xc612 };

/** Nikon's, Sony's, Pentax' and Adobe's raw files are TIFFs: of a camera's make, with the large picture in a part. */
function isRawTiff(file: Uint8Array): boolean {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const isLittle = file[0] === 0x49;
  if (view.byteLength < 8) return false;
  const at = view.getUint32(4, isLittle);
  if (at + 2 > view.byteLength) return false;
  const tags = new Set<number>();
  const end = Math.min(at + 2 + 12 * view.getUint16(at, isLittle), view.byteLength - 1);
  for (let entry = at + 2; entry < end; entry += 12) tags.add(view.getUint16(entry, isLittle));
  return tags.has(TAG.dngVersion) || (tags.has(TAG.make) && tags.has(TAG.subIfds));
}
