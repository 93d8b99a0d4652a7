// On a server there is nothing to register and nothing to show: the page that it sends registers the element.

export class KilnClassifier {}

export function setAssetBase() {}
