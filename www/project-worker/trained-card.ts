/** What a trained model's file says of itself. Files come from anywhere: what is used is checked. */
export interface TrainedCard {
  id: string;
  /** Hexadecimal SHA-256 of the weights: which version it is. */
  dataSha256: string;
  numParameters: number;
  /** What the arrays are stored in, such as `f32+i8`. */
  floatType: string;
  name: string;
  architecture: string;
  classNames: string[];
  backboneSha256: string | null;
  unknown: unknown;
  metrics: unknown;
  training: unknown;
}
