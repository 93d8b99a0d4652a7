/** What the widget's worker hands over and is handed. Both sides import these types. */

/** Where bytes come from: an address, or base64 of a gzip in an element of the page itself. */
export type Asset = { url: string } | { id: string; gzipBase64: string };

export interface ModelAssets {
  model: Asset;
  /** Only fetched for models that read features. */
  backbone: Asset;
}

/** What a model says of itself. Files come from anywhere: these are texts, never markup. */
export interface WidgetCard {
  id: string;
  /** Of the weights: which version it is. */
  sha256: string;
  name: string;
  classNames: string[];
}

export interface WidgetPrediction {
  /** One for each class. */
  probabilities: number[];
  /** None of the classes, by the model's own threshold. */
  isUnknown: boolean;
  elapsedMs: number;
}

export interface ExplainRequest {
  classIndex: number;
  /** What the class is called in the sentence. */
  label: string;
  language: 'en' | 'zh-Hans';
}

export interface WidgetExplanation {
  /** Painted. */
  map: ImageBitmap;
  /** Where it lies on the picture, as styles. */
  onPicture: string;
  /** Where the part lies that the model gets to see, as styles. */
  seen: string;
  sentence: string;
  /** What the choice of a class and the strength of the overlay are called. */
  labels: [choice: string, strength: string];
}

/** Bytes so far; the total is 0 where a server does not tell. */
export type Progress = (loaded: number, total: number) => void;
