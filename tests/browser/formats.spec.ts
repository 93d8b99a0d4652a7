/** Files that are no usual pictures are called by their right name; of long pictures it is said how little is seen. */
import { expect, test } from '@playwright/test';
import { card, openStudio } from './support/studio.js';

const box = (kind: string, content: Buffer) => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(8 + content.length);
  return Buffer.concat([size, Buffer.from(kind, 'latin1'), content]);
};
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const area = Buffer.alloc(12);
area.writeUInt32BE(4032, 4);
area.writeUInt32BE(3024, 8);

/** The boxes of an iPhone's photo that say how large it is. */
const HEIC = Buffer.concat([
  box('ftyp', latin1('heic\0\0\0\0mif1heic')),
  box('meta', Buffer.concat([Buffer.alloc(4), box('iprp', box('ipco', box('ispe', area)))])),
  box('mdat', Buffer.alloc(64)),
]);

const KINDS: [name: string, content: Buffer, sentence: string][] = [
  ['iphone.jpg', HEIC, '“iphone.jpg” is in the iPhone’s format HEIC'],
  ['torn-iphone.jpg', HEIC.subarray(0, 40), 'Most Compatible'],
  ['scan.jpg', latin1('P6\n64 64\n255\n').subarray(0), '“scan.jpg” is in the format PPM'],
  ['drawing.png', latin1('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"/>'), 'in the format SVG'],
  ['raw.jpg', latin1(`FUJIFILMCCD-RAW 0201FF${'\0'.repeat(99)}`), 'in the format RAW'],
  ['layers.jpg', latin1('8BPS\0\x01\0\0\0\0\0\0\0\x03'), 'in the format PSD'],
  ['paper.jpg', latin1('%PDF-1.7\n'), '“paper.jpg” is a PDF file, whatever its name says.'],
  ['gone.jpg', latin1('<!doctype html><title>404</title>'), '“gone.jpg” is a HTML file, whatever its name says.'],
];

test('each is called by its right name, with what to do', async ({ page }) => {
  await openStudio(page);
  await page
    .getByTestId('file-input')
    .setInputFiles(KINDS.map(([name, buffer]) => ({ name, mimeType: 'image/jpeg', buffer })));
  for (const [name, , sentence] of KINDS) {
    const error = card(page, name).getByTestId('result-error');
    await expect(error, name).toContainText(sentence);
    await expect(error, name).toContainText('JPEG');
  }
});

test('of a panorama it is said that most was not looked at, and of a usual photo nothing', async ({ page }) => {
  await openStudio(page);
  const drawn = async (width: number, height: number) => {
    const address = await page.evaluate(
      ([width, height]) => {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [width, height];
        const context = canvas.getContext('2d')!;
        context.fillStyle = 'green';
        context.fillRect(0, 0, width / 3, height);
        return canvas.toDataURL('image/jpeg');
      },
      [width, height] as const,
    );
    return Buffer.from(address.split(',')[1] ?? '', 'base64');
  };
  const file = async (name: string, width: number, height: number) => ({
    name,
    mimeType: 'image/jpeg',
    buffer: await drawn(width, height),
  });
  await page
    .getByTestId('file-input')
    .setInputFiles([
      await file('panorama.jpg', 2000, 200),
      await file('tall.jpg', 200, 400),
      await file('photo.jpg', 400, 300),
      await file('photo-3-2.jpg', 600, 400),
    ]);
  const note = (name: string) => card(page, name).getByText('Less than half of this picture was looked at');
  for (const name of ['photo.jpg', 'photo-3-2.jpg']) {
    await expect(card(page, name).getByTestId('prediction').first()).toBeVisible();
    await expect(note(name)).toHaveCount(0);
  }
  for (const name of ['panorama.jpg', 'tall.jpg']) await expect(note(name)).toBeVisible();
});
