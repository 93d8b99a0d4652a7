/** The messages to and from the widget's worker. Both sides import these types. */

/** The place that bytes come from: an address, or base64 of a gzip in an element of the page itself. */
export type Asset = { url: string } | { id: string; gzipBase64: string };

export interface ModelAssets {
  model: Asset;
  /** The backbone, only fetched for models that read features. */
  backbone: Asset;
}

/** The card of a model. Files come from anywhere: these are texts, never markup. */
export interface WidgetCard {
  id: string;
  /** The SHA-256 of the weights: which version it is. */
  sha256: string;
  name: string;
  classNames: string[];
}

export interface ExplainRequest {
  classIndex: number;
  /** The name of the class in the sentence. */
  label: string;
  language: 'en' | 'zh-Hans';
}

export interface WidgetExplanation {
  /** Painted. */
  map: ImageBitmap;
  /** The place of the map on the picture, as styles. */
  onPicture: string;
  /** The place of the part that the model gets to see, as styles. */
  seen: string;
  sentence: string;
  /** The names of the choice of a class and of the strength of the overlay. */
  labels: [choice: string, strength: string];
}

/** Bytes so far; the total is 0 where a server does not tell. */
export type Progress = (loaded: number, total: number) => void;
