/** Archives and folders from any system and tool: the classes that become of them, and what is said of the rest. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { drawing, heic, zipOf, type Entry } from './support/archives.js';
import { openTraining, photosOf } from './support/training.js';

const PHOTOS = ['daisy', 'tulips'].flatMap((kind) => photosOf(kind).map((file) => readFileSync(file)));
const [PHOTO = Buffer.alloc(0)] = PHOTOS;
const photo = (index: number) => PHOTOS[index % PHOTOS.length] ?? PHOTO;

/** Entries by path, with photos in them. */
const photosAt = (...paths: string[]): Entry[] => paths.map((name, index) => ({ name, data: photo(index) }));
/** Two classes of two, by a pattern: `*` is the class, `#` the number. */
const twoByTwo = (pattern: string, classes = ['cats', 'dogs']): Entry[] =>
  photosAt(...classes.flatMap((name) => [1, 2].map((n) => pattern.replaceAll('*', name).replaceAll('#', String(n)))));
const text = (name: string, content = 'x'): Entry => ({ name, data: Buffer.from(content) });
const CATS_AND_DOGS = { cats: 2, dogs: 2 };

/** A path whose folder is written in these bytes. */
const named = (hex: string, index: number): Entry => ({
  name: Buffer.concat([Buffer.from(hex, 'hex'), Buffer.from(`/${index}.jpg`)]),
  data: photo(index),
});
const namedTwice = (hex: string, second: string): Entry => ({
  ...named(hex, 1),
  secondName: `${second}/1.jpg`,
});

interface Case {
  what: string;
  /** The name of the file, where it matters. */
  file?: string;
  zip: Buffer | (() => Promise<Buffer>);
  classes: Record<string, number>;
  /** The languages of the reader, where they matter. */
  languages?: string[];
  /** The names are shown for correction before anything is added. */
  isAsked?: true;
  /** What the page says of the rest; nothing where this is not given. */
  said?: string | RegExp;
}

const LAYOUTS: Case[] = [
  { what: 'folders', zip: zipOf(twoByTwo('*/#.jpg')), classes: CATS_AND_DOGS },
  { what: 'one folder around all', zip: zipOf(twoByTwo('pets/*/#.jpg')), classes: CATS_AND_DOGS },
  { what: 'a folder of pictures in each class', zip: zipOf(twoByTwo('tiny/*/images/#.JPEG')), classes: CATS_AND_DOGS },
  { what: 'years below the classes', zip: zipOf(twoByTwo('animals/*/2023/#.jpg')), classes: CATS_AND_DOGS },
  {
    what: 'years above the classes',
    zip: zipOf([...twoByTwo('2023/*/#.jpg'), ...twoByTwo('2024/*/#.jpg')]),
    classes: { cats: 4, dogs: 4 },
  },
  {
    what: 'a ready split',
    zip: zipOf([...twoByTwo('train/*/#.jpg'), ...twoByTwo('valid/*/v#.jpg'), ...twoByTwo('test/*/t#.jpg')]),
    classes: { cats: 6, dogs: 6 },
    said: '4 pictures from the test folder were set aside for the final test.',
  },
  {
    what: 'what systems leave behind',
    zip: zipOf([
      ...twoByTwo('pets/*/#.jpg'),
      ...photosAt('pets/cats/@eaDir/1.jpg/SYNOPHOTO_THUMB_XL.jpg', 'pets/dogs/.ipynb_checkpoints/1-checkpoint.jpg'),
      text('__MACOSX/pets/cats/._1.jpg'),
      text('pets/cats/Thumbs.db'),
      text('pets/.DS_Store'),
    ]),
    classes: CATS_AND_DOGS,
  },
  {
    what: 'Teachable Machine’s project',
    file: 'project.tm',
    zip: zipOf([...twoByTwo('*-!-#.png'), text('manifest.json', '{}')]),
    classes: CATS_AND_DOGS,
    said: '1 other file was left out.',
  },
  {
    what: 'Teachable Machine’s samples of one class',
    file: 'cats-samples.zip',
    zip: zipOf(photosAt('0.jpg', '1.jpg')),
    classes: { cats: 2 },
  },
  {
    what: 'genai-tm’s project',
    zip: zipOf([...twoByTwo('samples/*_#.png', ['0', '1']), text('metadata.json', '{"labels":["cats","dogs"]}')]),
    classes: CATS_AND_DOGS,
  },
  {
    what: 'one folder with a table of labels',
    zip: zipOf([
      ...photosAt('images/1.jpg', 'images/2.jpg', 'images/3.jpg', 'images/4.jpg'),
      text('train.csv', 'file,label\n1.jpg,cats\n2.jpg,cats\n3.jpg,dogs\n4.jpg,dogs\n'),
    ]),
    classes: CATS_AND_DOGS,
  },
  { what: 'backslashes', zip: zipOf(twoByTwo('pets\\*\\#.jpg')), classes: CATS_AND_DOGS },
  { what: 'paths that begin with ./', zip: zipOf(twoByTwo('./*/#.jpg')), classes: CATS_AND_DOGS },
  {
    what: 'endings that few know, and none',
    zip: zipOf(photosAt('cats/1.jfif', 'cats/2', 'dogs/1.jpg_large', 'dogs/2.jpe')),
    classes: CATS_AND_DOGS,
  },
  {
    what: 'paths that lead elsewhere',
    zip: zipOf([...twoByTwo('*/#.jpg'), ...photosAt('../evil/1.jpg', 'C:\\evil\\1.jpg')]),
    classes: CATS_AND_DOGS,
  },
];

const NAMES: Case[] = [
  {
    what: '猫 and 狗 in GBK',
    zip: zipOf([named('c3a8', 1), named('b9b7', 2)]),
    classes: { 猫: 1, 狗: 1 },
    isAsked: true,
  },
  { what: '貓 in Big5', zip: zipOf([named('bfdf', 1)]), classes: { 貓: 1 }, languages: ['zh-TW'], isAsked: true },
  { what: 'ねこ in Shift JIS', zip: zipOf([named('82cb82b1', 1)]), classes: { ねこ: 1 }, isAsked: true },
  {
    what: '강아지 in EUC-KR',
    zip: zipOf([named('b0adbec6c1f6', 1)]),
    classes: { 강아지: 1 },
    languages: ['ko-KR'],
    isAsked: true,
  },
  { what: 'Äpfel from DOS', zip: zipOf([named('8e7066656c', 1)]), classes: { Äpfel: 1 }, isAsked: true },
  { what: '猫 in UTF-8 without its mark', zip: zipOf(photosAt('猫/1.jpg', '狗/1.jpg')), classes: { 猫: 1, 狗: 1 } },
  {
    what: '猫 in UTF-8 with its mark',
    zip: zipOf(photosAt('猫/1.jpg', '狗/1.jpg').map((entry) => ({ ...entry, isMarked: true }))),
    classes: { 猫: 1, 狗: 1 },
  },
  { what: 'a second name in UTF-8', zip: zipOf([namedTwice('c3a8', '猫')]), classes: { 猫: 1 } },
  {
    what: 'one name in two Unicode forms',
    zip: zipOf(photosAt('\u00c4pfel/1.jpg', 'A\u0308pfel/2.jpg', 'Birnen/1.jpg')),
    classes: { Äpfel: 2, Birnen: 1 },
  },
];

const FAULTS: Case[] = [
  {
    what: 'drawings that pack several hundred times',
    zip: zipOf([1, 2].map((n) => ({ name: `cats/${n}.bmp`, data: drawing(1024, 768) }))),
    classes: { cats: 2 },
  },
  {
    what: 'a log and a film beside the pictures',
    zip: zipOf([...twoByTwo('*/#.jpg'), text('log.txt', 'ok\n'.repeat(700_000)), text('film.mp4')]),
    classes: CATS_AND_DOGS,
    said: '2 other files were left out.',
  },
  {
    what: 'a password',
    zip: zipOf(twoByTwo('*/#.jpg').map((entry) => ({ ...entry, isLocked: true }))),
    classes: {},
    said: '“pictures.zip” is locked with a password. Unpack it first, then add the folder.',
  },
  {
    what: 'a password on one of two',
    zip: zipOf(photosAt('cats/1.jpg', 'cats/2.jpg').map((entry, index) => ({ ...entry, isLocked: index === 1 }))),
    classes: { cats: 1 },
    said: '“2.jpg” is locked with a password.',
  },
  {
    what: 'Deflate64',
    zip: zipOf(twoByTwo('*/#.jpg').map((entry) => ({ ...entry, method: 9 }))),
    classes: {},
    said: '“pictures.zip” is compressed in a way that Kiln cannot read.',
  },
  {
    what: 'one wrong checksum',
    zip: zipOf(
      photosAt('cats/1.jpg', 'cats/2.jpg').map((entry, index) => ({ ...entry, ...(index === 0 && { crc: 1 }) })),
    ),
    classes: { cats: 1 },
    said: '“1.jpg” is damaged or incomplete.',
  },
  {
    what: 'an entry that says it is small',
    zip: zipOf(
      photosAt('cats/1.jpg', 'cats/2.jpg').map((entry, index) => ({ ...entry, ...(index === 0 && { size: 100 }) })),
    ),
    classes: { cats: 1 },
    said: '“1.jpg” is damaged or incomplete.',
  },
  {
    what: 'an entry that unpacks without end',
    zip: () => Promise.resolve(zipOf([...photosAt('cats/1.jpg'), { name: 'cats/2.png', data: Buffer.alloc(300e6) }])),
    classes: { cats: 1 },
    said: '“2.png” unpacks to more than the limit of 256 MB.',
  },
  {
    what: 'entries that share their bytes',
    zip: zipOf(photosAt('cats/1.jpg', 'cats/2.jpg').map((entry) => ({ ...entry, data: PHOTO, offset: 0 }))),
    classes: { cats: 1 },
    said: '“2.jpg” is damaged or incomplete.',
  },
  {
    what: 'a list that claims four billion entries',
    zip: zipOf(photosAt('cats/1.jpg'), { numEntries: 2 ** 32 }),
    classes: { cats: 1 },
  },
  {
    what: 'an end that is missing',
    zip: zipOf(twoByTwo('*/#.jpg')).subarray(0, 5000),
    classes: {},
    said: '“pictures.zip” is damaged or not a zip file.',
  },
  {
    what: 'one part of several',
    zip: zipOf(twoByTwo('*/#.jpg'), { part: 2 }),
    classes: {},
    said: '“pictures.zip” is one part of a zip that was split.',
  },
  {
    what: 'a RAR archive, whatever it is called',
    zip: Buffer.from('Rar!\u001a\u0007\u0001\u0000 and more', 'latin1'),
    classes: {},
    said: '“pictures.zip” is a RAR file, and Kiln opens only zip files.',
  },
  {
    what: 'no picture at all',
    zip: zipOf([text('notes/a.txt')]),
    classes: {},
    said: '“pictures.zip” contains no pictures.',
  },
  {
    what: 'a picture that is none',
    zip: zipOf([...photosAt('cats/1.jpg'), text('cats/2.jpg')]),
    classes: { cats: 1 },
    said: '“2.jpg” is not a picture',
  },
  { what: 'zip64', zip: zip64, classes: CATS_AND_DOGS },
];

async function zip64(): Promise<Buffer> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { zip64: true, useWebWorkers: false });
  for (const { name, data } of twoByTwo('*/#.jpg')) await writer.add(name as string, new Uint8ArrayReader(data));
  return Buffer.from(await writer.close());
}

async function addZip(page: Page, buffer: Buffer, name = 'pictures.zip', testId = 'zip-input'): Promise<void> {
  await page.getByTestId(testId).setInputFiles({ name, mimeType: 'application/zip', buffer });
}

/** The classes that hold something, with their counts. */
async function classesOf(page: Page): Promise<Record<string, number>> {
  const cards = await page.getByTestId('class-card').all();
  const all = await Promise.all(
    cards.map(async (card): Promise<[string, number]> => {
      const count = await card.getByTestId('class-count').textContent();
      return [await card.getByTestId('class-name').inputValue(), Number.parseInt(count ?? '', 10)];
    }),
  );
  return Object.fromEntries(all.filter(([, count]) => count > 0));
}

for (const { what, file, zip, classes, languages, isAsked, said } of [...LAYOUTS, ...NAMES, ...FAULTS]) {
  test(`a zip with ${what}`, async ({ page }) => {
    await page.addInitScript((wanted) => {
      if (wanted) Object.defineProperty(navigator, 'languages', { value: wanted });
    }, languages);
    await openTraining(page);
    await addZip(page, typeof zip === 'function' ? await zip() : zip, file);
    if (isAsked) {
      const chooser = page.getByTestId('layout-chooser');
      await expect(chooser).toBeVisible();
      expect(await classesOf(page)).toEqual({});
      await page.getByTestId('layout-add').click();
      await expect(chooser).toHaveCount(0);
    }
    const status = page.getByTestId('intake-status');
    if (said !== undefined) await expect(status).toContainText(said);
    await expect.poll(() => classesOf(page)).toEqual(classes);
    if (said === undefined) await expect(status).toBeEmpty();
  });
}

const INSIDE_AND_OUTSIDE = zipOf([...twoByTwo('inside/*/#.jpg'), ...twoByTwo('outside/*/#.jpg')]);

test('where folders can be understood in two ways, somebody is asked before anything is added', async ({ page }) => {
  await openTraining(page);
  await addZip(page, INSIDE_AND_OUTSIDE);
  const chooser = page.getByTestId('layout-chooser');
  await expect(chooser).toBeVisible();
  await expect(chooser.getByRole('radio')).toHaveCount(2);
  await expect(page.getByTestId('layout-classes')).toHaveText(/inside\s*4 pictures\s*outside\s*4 pictures/);
  // The keyboard changes what is understood, and Escape adds nothing.
  await expect(chooser.getByRole('radio').first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('layout-classes')).toHaveText(/cats\s*4 pictures\s*dogs\s*4 pictures/);
  await page.keyboard.press('Escape');
  await expect(chooser).toHaveCount(0);
  expect(await classesOf(page)).toEqual({});

  await addZip(page, INSIDE_AND_OUTSIDE);
  await chooser.getByRole('radio', { name: 'cats · dogs' }).check();
  await page.getByTestId('layout-add').click();
  await expect.poll(() => classesOf(page)).toEqual({ cats: 4, dogs: 4 });
});

test('a guessed encoding is corrected by how the names read', async ({ page }) => {
  await openTraining(page);
  // Nothing tells Korean from Chinese for a reader of English.
  await addZip(page, zipOf([named('b0adbec6c1f6', 1)]));
  await expect(page.getByTestId('layout-chooser')).toContainText('Do these names read right?');
  const encoding = page.getByTestId('layout-encoding');
  await expect(encoding.locator('option:checked')).toContainText('Simplified Chinese (GBK)');
  await expect(encoding.locator('option', { hasText: '강아지' })).toContainText('Korean');
  await encoding.selectOption('euc-kr');
  await expect(page.getByTestId('layout-classes')).toHaveText(/강아지\s*1 picture/);
  await page.getByTestId('layout-add').click();
  await expect.poll(() => classesOf(page)).toEqual({ 강아지: 1 });
});

test('pictures dropped on one class all go there, a zip by itself makes classes of its own', async ({ page }) => {
  await openTraining(page);
  const zip = { name: 'p.zip', mimeType: 'application/zip', buffer: INSIDE_AND_OUTSIDE };
  const loose = { name: 'x.jpg', mimeType: 'image/jpeg', buffer: photo(9) };
  await page.getByTestId('class-files').first().setInputFiles([loose, zip]);
  await expect.poll(() => classesOf(page)).toEqual({ 'Class 1': 9 });
  const pets = { name: 'pets', mimeType: '', buffer: zipOf(twoByTwo('*/#.jpg')) };
  await page.getByTestId('class-files').first().setInputFiles(pets);
  await expect.poll(() => classesOf(page)).toEqual({ 'Class 1': 9, ...CATS_AND_DOGS });
  // Without folders it is for the class that it was given to.
  const flat = { name: 'flat.zip', mimeType: 'application/zip', buffer: zipOf(photosAt('10.jpg', '11.jpg')) };
  await page.getByTestId('class-files').first().setInputFiles(flat);
  await expect.poll(() => classesOf(page)).toEqual({ 'Class 1': 11, ...CATS_AND_DOGS });
});

/** A project of two classes of two pictures and no model, as entries. */
function projectEntries(change: (path: string) => string = (path) => path): Entry[] {
  const pictures = ['cats', 'dogs'].flatMap((name, position) =>
    [1, 2].map((n) => ({ file: `samples/${name}/${n}.jpg`, name: `${name} ${n}.jpg`, class: position, addedAt: n })),
  );
  const classes = ['cats', 'dogs'].map((name) => ({ name, isEnabled: true }));
  const described = { format: 'kiln-project', formatVersion: 1, name: 'Pets', classes, pictures, versions: [] };
  return [
    ...pictures.map(({ file }, index) => ({ name: change(file), data: photo(index) })),
    text(change('project.json'), JSON.stringify(described)),
  ];
}

const PROJECTS: { what: string; zip: Buffer; classes: Record<string, number>; said?: string }[] = [
  { what: 'as it was saved', zip: zipOf(projectEntries()), classes: CATS_AND_DOGS },
  {
    what: 'packed again in a folder, by macOS',
    zip: zipOf([...projectEntries((path) => `My pets/${path}`), text('__MACOSX/My pets/._project.json')]),
    classes: CATS_AND_DOGS,
  },
  {
    what: 'packed again by PowerShell',
    zip: zipOf(projectEntries((path) => path.replaceAll('/', '\\'))),
    classes: CATS_AND_DOGS,
  },
  {
    what: 'with a picture that this browser cannot show',
    zip: zipOf(projectEntries().map((entry, index) => (index === 0 ? { ...entry, data: heic() } : entry))),
    classes: { cats: 1, dogs: 2 },
    said: '“cats 1.jpg” is in the iPhone’s format HEIC',
  },
  {
    what: 'from which a picture was removed',
    zip: zipOf(projectEntries().filter(({ name }) => name !== 'samples/dogs/2.jpg')),
    classes: { cats: 2, dogs: 1 },
    said: '“dogs 2.jpg” is missing from the project file.',
  },
  {
    what: 'of which a picture is damaged',
    zip: zipOf(projectEntries().map((entry, index) => (index === 1 ? { ...entry, crc: 1 } : entry))),
    classes: { cats: 1, dogs: 2 },
    said: '“cats 2.jpg” is damaged or incomplete.',
  },
];

for (const { what, zip, classes, said } of PROJECTS) {
  for (const door of ['project-file', 'zip-input']) {
    test(`a project ${what} opens by ${door}`, async ({ page }) => {
      await openTraining(page);
      await addZip(page, zip, 'pets.zip', door);
      await expect(page.getByTestId('project').locator('option:checked')).toHaveText('Pets');
      await expect.poll(() => classesOf(page)).toEqual(classes);
      const status = page.getByTestId('intake-status');
      if (said === undefined) await expect(status).toBeEmpty();
      else await expect(status).toContainText(said);
    });
  }
}

test('a zip of pictures is no project, and the page says where it belongs', async ({ page }) => {
  await openTraining(page);
  await addZip(page, zipOf(twoByTwo('*/#.jpg')), 'pets.zip', 'project-file');
  await expect(page.getByTestId('toast')).toContainText('This is not a Kiln project');
  await expect(page.getByTestId('project').locator('option')).toHaveCount(1);
});
