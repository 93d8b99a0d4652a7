/** `<kiln-classifier>` in JSX, for React 19 and newer. */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { KilnClassifier, KilnClassifierAttributes, WidgetEvents } from './types/widget/element.js';

export * from './types/widget/element.js';

/** React hears an element's own events by "on" and their name: `onclassify`. */
export type KilnClassifierHandlers = {
  [Name in keyof WidgetEvents as `on${Name}`]?: ((event: WidgetEvents[Name]) => void) | undefined;
};

type Own = KilnClassifierAttributes & KilnClassifierHandlers;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'kiln-classifier': Own & Omit<DetailedHTMLProps<HTMLAttributes<KilnClassifier>, KilnClassifier>, keyof Own>;
    }
  }
}
