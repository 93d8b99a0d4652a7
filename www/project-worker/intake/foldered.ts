/**
 * A project of Teachable Machine names its samples `class-!-number.png`, a class of it comes as
 * `class-samples.zip` without folders.
 */
export function foldered(path: string, zipName: string): string {
  const [className, rest] = (path.split('/').at(-1) ?? path).split('-!-');
  if (className && rest) return `${className}/${rest}`;
  return path.includes('/') ? path : `${zipName}/${path}`;
}
