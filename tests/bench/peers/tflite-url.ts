/** Where the bundler puts the .tflite files. They need not be there: `--make-tflite` makes them. */
const URLS = import.meta.glob<string>('./generated/tflite/*.tflite', { query: '?url', import: 'default', eager: true });

export function tfliteUrl(name: string): string {
  const url = URLS[`./generated/tflite/${name}.tflite`];
  if (!url) throw new Error(`There is no ${name}.tflite: npm run bench -- --make-tflite makes it`);
  return url;
}
