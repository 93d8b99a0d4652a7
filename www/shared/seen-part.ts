/** How much of a picture a network sees: a square in its middle. */

/** The square's side as a share of the shorter side. Source: EfficientNet-Lite0's input, `InputSpec` in the core. */
export const BACKBONE_SHARE = 224 / 256;

/** Whether less than half of the picture lies in the square. */
export function isMostlyUnseen(width: number, height: number, share = BACKBONE_SHARE): boolean {
  return (share * Math.min(width, height)) ** 2 < (width * height) / 2;
}
