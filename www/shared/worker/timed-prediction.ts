/** What a model of a person's own says of a picture, as it crosses threads: in the studio and in the widget. */
export interface TimedPrediction {
  /** One for each class of the model. */
  probabilities: number[];
  /** Whether the picture is none of the classes, by the model's own threshold. */
  isUnknown: boolean;
  elapsedMs: number;
}
